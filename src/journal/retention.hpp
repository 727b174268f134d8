#pragma once

#include "journal/storage.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace trireme::journal {

struct RetentionReport {
    std::optional<std::uint64_t> snapshot_sequence;  // of the snapshot that was verified and relied on
    std::vector<std::uint64_t> command_segments;     // the indices of those archived and removed, ascending
    std::vector<std::uint64_t> event_segments;
    std::optional<Error> event_log_failure;  // why no more event segments went; the event log can be made again
};

// Moves segments that nobody needs for a start any more into the archive. A command segment goes when the newest
// snapshot that verifies, read again for this, reaches its last record, and so do the events that are durable in the
// event log: those of all commands through `events_durable_through_command`. An event segment goes when that snapshot
// reaches its last event. The live file is removed only when every record in it was read and the archived copy reads
// back the same, so a crash at any moment leaves each record in at least one place.
//
// The segment in use stays, and so does the one before it: until the log goes on to a third, a power cut could still
// take the first write to the one in use, and then nothing would be left that says where the log goes on. One caller at
// a time; the log may be written and read meanwhile.
//
// Fails with `corrupt` if a command segment is damaged.
[[nodiscard]] Result<RetentionReport> archive_covered_segments(Storage& storage,
                                                               std::uint64_t events_durable_through_command);

}  // namespace trireme::journal
