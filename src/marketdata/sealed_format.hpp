#pragma once

#include "marketdata/column_chunk.hpp"
#include "marketdata/series_name.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Header and index of a sealed part, byte by byte as docs/tick-store.md has them.
namespace trireme::marketdata {

inline constexpr std::size_t part_header_bytes = 64;
inline constexpr std::size_t column_name_bytes = 16;
inline constexpr std::size_t block_times_bytes = 16;
inline constexpr std::size_t chunk_entry_bytes = 48;

// Few enough that a thousand rows anywhere cost the unpacking of two thousand at most.
inline constexpr std::uint32_t block_rows = 1'024;

struct PartHeader {
    std::vector<std::string> columns{};
    std::uint64_t rows = 0;
    std::uint32_t block_rows = 0;
    std::int64_t first_time = 0;
    std::int64_t last_time = 0;
    std::uint64_t index_offset = 0;
    std::uint32_t index_checksum = 0;

    [[nodiscard]] std::uint64_t blocks() const { return rows / block_rows + (rows % block_rows == 0 ? 0 : 1); }
    [[nodiscard]] std::size_t bytes() const { return part_header_bytes + columns.size() * column_name_bytes; }
    [[nodiscard]] std::size_t index_entry_bytes() const {
        return block_times_bytes + columns.size() * chunk_entry_bytes;
    }
};

struct ChunkEntry {
    std::uint64_t offset = 0;
    std::uint32_t bytes = 0;
    std::uint32_t checksum = 0;
    ChunkTerms terms{};
};

[[nodiscard]] ByteBuffer encode_part_header(const PartHeader& header);
// Of the bytes of a whole part. `corrupt`, or `unsupported_version`; the message begins with the offset.
[[nodiscard]] Result<PartHeader> decode_part_header(ByteView file);

void append_chunk_entry(ByteBuffer& to, const ChunkEntry& entry);
[[nodiscard]] ChunkEntry load_chunk_entry(const std::byte* from);

}  // namespace trireme::marketdata
