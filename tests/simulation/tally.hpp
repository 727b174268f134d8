#pragma once

#include "base/describe.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace trireme::simulation {

// What can go wrong in a run. Each is counted when it really happened, not when it was planned.
enum class Fault : unsigned char {
    kill,                  // between two operations of the process
    kill_within_write,     // after some bytes of a write
    kill_in_boot,          // while the process was starting
    power_cut,             // with whatever survives
    sector_lost,           // an unsynced sector that kept an older content
    sector_torn,           // an unsynced sector that begins with new content and ends with old
    power_cut_after_kill,  // the process ends first, then the machine
    failed_sync,
    failed_write,
    failed_create,
    failed_read,
    failed_rename,
    full_disk,             // something was refused for want of space
    slow_disk,             // a write or sync during which other stages went on
    clock_forward,         // by hours
    clock_back,            // by up to hours
    clock_days,            // forward by days, beyond what a core remembers
    flood,                 // more commands than the queue takes
    sent_again,            // a request that its client has no answer to
    flip_in_acknowledged,  // one bit of an acknowledged record or of a header in front of it
    sector_zeroed,         // a sector of acknowledged data reads as zeros
    record_rewritten,      // another command with the right checksums stands in an acknowledged record's place
    segment_missing,       // a file of the journal is gone
    flip_behind_end,       // one bit in space not written yet
    mark_damaged,
    snapshot_damaged,
    snapshot_truncated,
    snapshot_missing,
    event_log_damaged,
    event_log_truncated,
    event_log_missing,
    archive_damaged,
    old_requests_damaged,
    old_requests_missing,
};
TRIREME_DESCRIBE_ENUM(Fault, kill, kill_within_write, kill_in_boot, power_cut, sector_lost, sector_torn,
                      power_cut_after_kill, failed_sync, failed_write, failed_create, failed_read, failed_rename,
                      full_disk, slow_disk, clock_forward, clock_back, clock_days, flood, sent_again,
                      flip_in_acknowledged, sector_zeroed, record_rewritten, segment_missing, flip_behind_end,
                      mark_damaged, snapshot_damaged, snapshot_truncated, snapshot_missing, event_log_damaged,
                      event_log_truncated, event_log_missing, archive_damaged, old_requests_damaged,
                      old_requests_missing)

// What must come of it, in words.
[[nodiscard]] std::string_view invariant_of(Fault fault);

// What the engine did meanwhile.
enum class Work : unsigned char {
    submitted,
    malformed,
    overloaded,
    no_room,
    durable,
    unknown,
    timers,
    old_requests,  // answered from what a core had forgotten
    events_read,
    boots,
    boots_from_snapshot,
    failed_boots,
    reported_damage,
    cleared_tails,
    swept_files,
    rebuilt_events,
    rolled_segments,
    snapshots,
    archived_segments,
    quiet_checks,
    replays_from_zero,
    answered_in_peace,
};
TRIREME_DESCRIBE_ENUM(Work, submitted, malformed, overloaded, no_room, durable, unknown, timers, old_requests,
                      events_read, boots, boots_from_snapshot, failed_boots, reported_damage, cleared_tails,
                      swept_files, rebuilt_events, rolled_segments, snapshots, archived_segments, quiet_checks,
                      replays_from_zero, answered_in_peace)

template <class Enum>
inline constexpr std::size_t enumerator_count =
    boost::mp11::mp_size<boost::describe::describe_enumerators<Enum>>::value;

// Counts of one run or of many.
class Tally {
public:
    void add(Fault fault, std::uint64_t count = 1) { faults_[static_cast<std::size_t>(fault)] += count; }
    void add(Work work, std::uint64_t count = 1) { work_[static_cast<std::size_t>(work)] += count; }
    void add(const Tally& other);

    [[nodiscard]] std::uint64_t of(Fault fault) const { return faults_[static_cast<std::size_t>(fault)]; }
    [[nodiscard]] std::uint64_t of(Work work) const { return work_[static_cast<std::size_t>(work)]; }

    // A table for a person.
    [[nodiscard]] std::string to_text() const;
    // The names of the faults and kinds of work that never happened, separated by commas. Without `old_requests`, those
    // that only a core with a memory of them meets are none.
    [[nodiscard]] std::string never_happened(bool old_requests) const;

private:
    std::array<std::uint64_t, enumerator_count<Fault>> faults_{};
    std::array<std::uint64_t, enumerator_count<Work>> work_{};
};

}  // namespace trireme::simulation
