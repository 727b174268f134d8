#pragma once

#include "journal/snapshot_store.hpp"

#include <array>

// How a snapshot lies in its file: one sector of header, then the state in chunks, each followed by a checksum.
// Only snapshot_store.cpp uses this. docs/journal.md gives the layout byte by byte.
namespace trireme::journal {

inline constexpr std::size_t snapshot_header_bytes = sector_bytes;
inline constexpr std::size_t snapshot_chunk_bytes = 64 * 1024;
inline constexpr std::size_t snapshot_checksum_bytes = 4;
inline constexpr std::uint16_t snapshot_format_version = 1;

// The last chunk may be shorter, and a state of no bytes has no chunk.
[[nodiscard]] constexpr std::uint64_t snapshot_chunk_count(std::uint64_t state_bytes) {
    return (state_bytes + snapshot_chunk_bytes - 1) / snapshot_chunk_bytes;
}

[[nodiscard]] constexpr std::uint64_t snapshot_file_bytes(std::uint64_t state_bytes) {
    return snapshot_header_bytes + state_bytes + snapshot_chunk_count(state_bytes) * snapshot_checksum_bytes;
}

using SnapshotHeaderSector = std::array<std::byte, snapshot_header_bytes>;

struct SnapshotHeader {
    SnapshotInfo info;
    std::uint64_t state_bytes = 0;
    // Each chunk's checksum goes on from the one before it, the first from the header's, so that a chunk in the wrong
    // place or from another snapshot shows.
    std::uint32_t checksum = 0;
};

[[nodiscard]] SnapshotHeaderSector encode_snapshot_header(const SnapshotInfo& info, std::uint64_t state_bytes);

// The checksum in an encoded header.
[[nodiscard]] std::uint32_t checksum_of(const SnapshotHeaderSector& sector);

// Fails with `corrupt` or `unsupported_version`.
[[nodiscard]] Result<SnapshotHeader> decode_snapshot_header(const SnapshotHeaderSector& sector);

}  // namespace trireme::journal
