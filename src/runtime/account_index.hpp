#pragma once

#include "journal/storage.hpp"
#include "ports/event_source.hpp"
#include "runtime/account_sidecar.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace trireme::runtime {

// Finds where in the event log an account's stream goes on, without reading the log: for each segment, where the events
// of each account begin in it. In memory for the segment in use, in a sidecar file for each sealed one.
//
// Memory: one entry per account that has events in the segment in use, so at most as many as fit a segment; the same
// for sealed segments whose sidecar is not written yet, of which there are at most `unfiled_max`; and one sidecar at a
// time while someone looks. Sidecars that are missing are made again by whoever looks first, one at a time.
//
// `add` is called by the thread that appends events, `file_sealed` by one housekeeping thread, `find` by any.
class AccountIndex {
public:
    // For an event log whose segment in use is `segment_index` and holds events through `last_event`.
    [[nodiscard]] static Result<std::unique_ptr<AccountIndex>> open(journal::Storage& storage,
                                                                    const journal::LogId& log_id,
                                                                    std::uint64_t segment_index,
                                                                    std::uint64_t last_event);

    // The events, at least one, were written to the segment.
    void add(std::uint64_t segment_index, std::span<const EventView> events);

    // Writes the sidecars of the segments sealed since the last call. One that cannot be written is left to be made
    // again when someone looks for it.
    void file_sealed();

    // The event from which on to look for the account's first event after `account_sequence`. `not_found` if the log no
    // longer reaches back so far, `corrupt` if a segment that must be read is damaged.
    [[nodiscard]] Result<std::uint64_t> find(std::uint64_t account, std::uint64_t account_sequence);

private:
    static constexpr std::size_t unfiled_max = 4;

    // The accounts of a segment while it is written.
    struct Growing {
        std::uint64_t segment_index = 0;
        std::uint64_t first_event = 0;
        std::uint64_t last_event = 0;
        std::unordered_map<std::uint64_t, AccountEntry> accounts;
    };

    AccountIndex(journal::Storage& storage, const journal::LogId& log_id) : storage_(storage), log_id_(log_id) {}

    [[nodiscard]] AccountSidecar sidecar_of(const Growing& growing) const;
    // Nothing where the segment belongs to another log than this one.
    [[nodiscard]] Result<std::optional<AccountSidecar>> sealed(std::uint64_t segment_index, std::uint64_t last_event);

    journal::Storage& storage_;
    journal::LogId log_id_;

    std::mutex mutex_;  // guards the next two; held shortly, since appending waits for it
    Growing in_use_;
    std::vector<Growing> unfiled_;  // sealed, oldest first

    std::mutex sidecar_mutex_;  // guards the making of sidecar files; never taken inside mutex_
};

}  // namespace trireme::runtime
