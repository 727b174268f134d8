#pragma once

#include "journal/log_writer.hpp"
#include "journal/snapshot_store.hpp"
#include "runtime/core.hpp"
#include "runtime/event_log.hpp"
#include "runtime/replay.hpp"
#include "runtime/request_archive.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace trireme::runtime {

struct FollowerOptions {
    // A snapshot is due when so many commands, or sealed segments, lie behind the last one.
    std::uint64_t commands_per_snapshot = 1'000'000;
    std::uint64_t segments_per_snapshot = 4;
    std::size_t snapshots_kept = journal::snapshots_kept;
    // How many commands one step replays.
    std::size_t commands_per_step = 256;
    // With how many forgotten requests in memory they are filed without a snapshot.
    std::size_t forgotten_held_max = 262'144;
};

// What the follower has done, for a person and for monitoring.
struct FollowerStatus {
    std::uint64_t replayed_through = 0;   // sequence of the last command it has applied
    std::uint64_t snapshot_sequence = 0;  // of the newest snapshot it wrote or began from; 0: none
    std::uint64_t snapshots_written = 0;
    std::uint64_t command_segments_archived = 0;
    std::uint64_t event_segments_archived = 0;
    std::uint64_t failures = 0;  // attempts at a snapshot or at archiving that are made again later
    std::optional<std::string> last_failure;
};

// Writes snapshots and archives what they cover, beside the engine and without it: with a core of its own it replays
// the sealed segments of the journal, and so checks them on the way. What its core forgets it files before the snapshot
// that does not know it any more. It holds a core and, while it writes a snapshot,
// that core's state in bytes and a second core to verify it by.
//
// Damage it meets in a sealed segment, or a replay that leads to other events than were recorded, is returned as an
// error and final: what was acknowledged could not be recovered any more, so the engine must not go on acknowledging.
// Whatever fails in writing snapshots or archiving loses nothing but room on the disk: it is counted in `status` and
// tried again.
//
// One thread steps; any may ask for the status. Storage, journal, event log and archive outlive it.
class SnapshotFollower {
public:
    SnapshotFollower(journal::Storage& storage, const CoreKind& kind, const journal::LogWriter& journal,
                     const EventLog& events, RequestArchive* requests, const FollowerOptions& options);
    ~SnapshotFollower();

    // What a step came to.
    enum class Stepped : unsigned char {
        caught_up,  // nothing to do until more segments are sealed or the event log is synced
        working,    // there may be more to do at once
        hindered,   // a snapshot or the archiving failed; worth trying again after a while
    };

    // Does a bounded part of the work: replays some commands, or loads, writes or verifies one snapshot, or archives,
    // or merges some old requests.
    [[nodiscard]] Result<Stepped> step();

    [[nodiscard]] FollowerStatus status() const;

private:
    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> find_sealed_end();
    [[nodiscard]] Result<std::uint64_t> segment_behind(std::uint64_t sequence);
    [[nodiscard]] Result<void> replay_some(std::uint64_t through);
    void take_forgotten();
    [[nodiscard]] Result<void> file_forgotten();
    [[nodiscard]] Stepped tidy_requests();
    [[nodiscard]] bool snapshot_is_due() const;
    [[nodiscard]] bool archiving_is_due() const;
    [[nodiscard]] Result<void> make_snapshot();
    [[nodiscard]] Result<void> verify(const journal::SnapshotInfo& info);
    [[nodiscard]] Result<Stepped> archive();
    [[nodiscard]] Stepped outcome_of(const Result<void>& attempt);
    void note_failure(const Error& error);

    template <class Change>
    void update_status(Change&& change) {
        const std::scoped_lock lock(status_mutex_);
        change(status_);
    }

    journal::Storage& storage_;
    CoreKind kind_;
    const journal::LogWriter& journal_;
    const EventLog& events_;
    RequestArchive* requests_;  // null for a core that forgets none
    const FollowerOptions options_;

    std::unique_ptr<Core> core_;
    std::optional<Replay> replay_;
    EventRecords replayed_events_;                  // of one command at a time, only to be hashed
    std::vector<journal::RequestEntry> forgotten_;  // not filed yet
    std::uint64_t segment_in_use_ = 0;              // its index when `sealed_through_` was found
    std::uint64_t sealed_through_ = 0;              // last sequence in a sealed segment
    std::uint64_t snapshot_sequence_ = 0;           // of the newest snapshot; 0: none
    std::uint64_t snapshot_segment_ = 0;            // index of the segment that holds the command behind it
    bool has_to_archive_ = true;

    mutable std::mutex status_mutex_;
    FollowerStatus status_;
};

}  // namespace trireme::runtime
