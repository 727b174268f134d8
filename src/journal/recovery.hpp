#pragma once

#include "journal/segment.hpp"
#include "journal/storage.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Finds where a log ends after any kind of stop, and tells a write that was cut short from damage.
namespace trireme::journal {

// What follows the last good record and belongs to no record that was acknowledged.
struct TornTail {
    std::uint64_t segment_index = 0;
    std::uint64_t offset = 0;  // of the first byte to clear
    std::uint64_t bytes = 0;
    std::string what;
};

// Where a log ends and how to go on behind it.
struct LogEnd {
    LogKind kind = LogKind::commands;
    LogId log_id{};
    std::uint64_t segment_index = 0;           // of the segment in use; 0 where the log has none yet
    std::uint64_t archived_through_index = 0;  // of the newest archived segment; 0 where none is
    std::uint64_t segment_bytes = 0;
    std::uint64_t offset = 0;             // where the next record goes
    std::uint64_t last_batch_offset = 0;  // where the last batch begins; 0 where no record is in the segment in use
    std::uint64_t oldest_sequence = 0;    // with which the oldest segment not archived begins; 0 where there is none
    std::uint64_t next_sequence = 0;      // one more than the last; 0 where the log has no segment yet
    std::uint64_t last_link = 0;          // of the last record; 0 at the beginning of the log
    std::optional<TornTail> torn_tail;
    std::vector<std::uint64_t> surplus_segments;  // prepared and unused, or behind the end of a derived log
    std::vector<std::string> warnings;
};

// How much the log's tail is worth.
enum class TailPolicy : unsigned char {
    acknowledged,  // others were told of it: whatever was written whole and is wrong is damage, and stops the start
    derived,       // it can be made again: the log is taken to end before the first record that is wrong
};

// Reads where the log ends and changes nothing. With TailPolicy::acknowledged it fails with `corrupt`, naming file and
// offset, on damage in what was acknowledged: a record written whole with a wrong checksum, a record missing before one
// of a later batch, a gap between segments, an end before the durable mark, or no segment where some were archived.
[[nodiscard]] Result<LogEnd> find_log_end(Storage& storage, LogKind kind, TailPolicy policy);

// Clears what `find_log_end` found behind the end, durably, so that nothing of it can be read as a record later. After
// a crash in the midst of it, the next start does the same again.
[[nodiscard]] Result<void> clear_behind_end(Storage& storage, const LogEnd& end);

// Writes again what the last run may have written without its being durable, and syncs it: after the end of a process,
// and even after a failed sync, the kernel still shows bytes that a power cut would take. Must come before anyone is
// shown what the log holds. Of acknowledged logs that is at most the last batch; of derived ones, anything in the
// segment in use.
[[nodiscard]] Result<void> make_end_durable(Storage& storage, const LogEnd& end, TailPolicy policy);

// Both: from here on, what the log shows is what a power cut leaves.
[[nodiscard]] Result<void> settle_end(Storage& storage, const LogEnd& end, TailPolicy policy);

// The indices of a log's segment files, ascending.
[[nodiscard]] Result<std::vector<std::uint64_t>> list_segments(Storage& storage, LogKind kind);

}  // namespace trireme::journal
