#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "journal/record.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// A log is a row of segment files of equal size. docs/journal.md gives the layout byte by byte.
namespace trireme::journal {

inline constexpr std::size_t segment_header_bytes = sector_bytes;
// 1 and 2 were in use before the first release. In 1 the checksums of records did not begin with the log's id, in 2
// each event was a record of its own.
inline constexpr std::uint16_t segment_format_version = 3;

// No segment is larger, so that one fits into memory when it is unpacked from the archive.
inline constexpr std::uint64_t segment_bytes_max = 1024ULL * 1024 * 1024;

// What a log holds; each kind has a folder and a magic number of its own.
enum class LogKind : unsigned char { commands, events };

[[nodiscard]] std::string_view folder_of(LogKind kind);

// Drawn at random when a log begins, so that segments of two logs are never taken for one, and so that whoever chooses
// what stands in a payload cannot know what a record of the log looks like.
using LogId = std::array<std::byte, 16>;

// With what the checksums of the records in that log begin.
[[nodiscard]] RecordSeed record_seed(LogKind kind, const LogId& log_id);

struct SegmentHeader {
    LogKind kind = LogKind::commands;
    LogId log_id{};
    std::uint64_t index = 0;           // 1 for the first segment, then without gaps
    std::uint64_t segment_bytes = 0;   // size of the file, this header included
    std::uint64_t first_sequence = 0;  // sequence of the first record, written or still to come
    std::uint64_t previous_link = 0;   // link of the record before the first, 0 at the beginning of the log
};

// Where file names run out of digits.
inline constexpr std::uint64_t segment_index_max = 9'999'999'999;

[[nodiscard]] std::string segment_name(LogKind kind, std::uint64_t index);

// The index in a name as `segment_name` makes it, without its folder; nothing if the name is another file's.
[[nodiscard]] std::optional<std::uint64_t> segment_index_of(std::string_view file_name);

[[nodiscard]] std::array<std::byte, segment_header_bytes> encode_segment_header(const SegmentHeader& header);

// What a segment's first sector says of the segment.
struct SegmentUnused {};  // prepared and never written to, or its first write never arrived whole
using SegmentStart = std::variant<SegmentHeader, SegmentUnused>;

// Fails with `corrupt` on a header that was written whole and is wrong, with `unsupported_version` on another format.
[[nodiscard]] Result<SegmentStart> decode_segment_header(LogKind kind, ByteView first_sector);

}  // namespace trireme::journal
