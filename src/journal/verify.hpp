#pragma once

#include "journal/recovery.hpp"
#include "journal/segment.hpp"
#include "journal/storage.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::journal {

enum class SegmentState : unsigned char {
    archived,
    sealed,  // full: a later segment is in use
    in_use,
    prepared,  // made beforehand, or its first write never arrived whole
};

[[nodiscard]] std::string_view name_of(SegmentState state);

struct SegmentReport {
    std::string name;
    SegmentState state = SegmentState::prepared;
    std::uint64_t file_bytes = 0;      // of an archived one: unpacked
    std::uint64_t entries = 0;         // commands or events
    std::uint64_t first_sequence = 0;  // 0 where there is none
    std::uint64_t last_sequence = 0;   // likewise
    std::uint64_t record_bytes = 0;    // from the first record to the end of the last
};

// What reading all of a log found. A segment that is both live and archived, as a crash in the midst of archiving
// leaves it, is read and listed twice and counted once.
struct LogReport {
    LogKind kind = LogKind::commands;
    std::vector<SegmentReport> segments;
    std::uint64_t entries = 0;                  // commands or events
    std::uint64_t first_sequence = 0;           // 0 where there is none
    std::uint64_t last_sequence = 0;            // likewise
    std::optional<std::uint64_t> durable_mark;  // of the command log
    std::optional<TornTail> torn_tail;  // the next start clears it; on a live log it may be a batch being written
    std::vector<std::string> warnings;  // stray bytes behind the end of a sealed segment, an event log begun anew
};

// Reads every record of every live and archived segment and changes nothing, so it may run beside the process that
// writes the log. Fails with `corrupt`, naming file and offset, where a record that was acknowledged is damaged or
// missing, or where a segment does not go on where the one before it ends.
[[nodiscard]] Result<LogReport> verify_log(Storage& storage, LogKind kind);

}  // namespace trireme::journal
