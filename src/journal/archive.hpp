#pragma once

#include "journal/segment_scanner.hpp"
#include "journal/storage.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

// Sealed segments, compressed with zstd and kept for as long as the operator wants history.
namespace trireme::journal {

inline constexpr std::string_view archive_folder = "archive";

// Compresses a sealed segment into the archive folder and reads it back to compare. The segment itself stays. Does
// nothing where a good archived copy exists; fails with `conflict` where the archive holds another segment of that
// index. Whether the segment's records are good is the caller's to check.
[[nodiscard]] Result<void> archive_segment(Storage& storage, LogKind kind, std::uint64_t index);

// A scanner over the archived segment, unpacked in memory. `not_found` where it was never archived, `corrupt` where the
// archived file is damaged.
[[nodiscard]] Result<SegmentScanner> open_archived_segment(Storage& storage, LogKind kind, std::uint64_t index);

// The indices of the archived segments of a log, ascending.
[[nodiscard]] Result<std::vector<std::uint64_t>> list_archived_segments(Storage& storage, LogKind kind);

}  // namespace trireme::journal
