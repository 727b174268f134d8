#pragma once

#include "journal/request_file.hpp"

#include <array>
#include <cstdint>

// How old requests lie in their file: one sector of header, the entries in blocks, then what is held in memory to find
// them: a filter and the first hash of each block. Only request_file.cpp, request_writer.cpp and their tests use this.
// docs/journal.md gives the layout byte by byte.
namespace trireme::journal {

inline constexpr std::size_t request_header_bytes = sector_bytes;
inline constexpr std::size_t request_block_bytes = 4096;
inline constexpr std::size_t request_entry_bytes = 80;
inline constexpr std::size_t requests_per_block = 51;
inline constexpr std::size_t request_checksum_bytes = 4;
inline constexpr std::uint16_t request_format_version = 1;
static_assert(requests_per_block * request_entry_bytes + request_checksum_bytes <= request_block_bytes);

[[nodiscard]] constexpr std::uint64_t request_block_count(std::uint64_t entries) {
    return (entries + requests_per_block - 1) / requests_per_block;
}

using RequestHeaderSector = std::array<std::byte, request_header_bytes>;

[[nodiscard]] RequestHeaderSector encode_request_header(const RequestFileInfo& info);
// With what the checksums of the other parts begin, so that a part of another file shows.
[[nodiscard]] std::uint32_t request_header_checksum(const RequestHeaderSector& sector);
// Fails with `corrupt` or `unsupported_version`.
[[nodiscard]] Result<RequestFileInfo> decode_request_header(const RequestHeaderSector& sector);

[[nodiscard]] std::uint32_t request_block_checksum(std::uint32_t header_checksum, std::uint64_t block,
                                                   ByteView content);

[[nodiscard]] constexpr std::uint64_t request_block_offset(std::uint64_t block) {
    return request_header_bytes + block * request_block_bytes;
}
[[nodiscard]] constexpr std::uint64_t request_lookup_bytes(std::uint64_t entries) {
    return RequestFilter::bytes_for(entries) + request_block_count(entries) * sizeof(std::uint64_t);
}
[[nodiscard]] constexpr std::uint64_t request_file_bytes(std::uint64_t entries) {
    return request_block_offset(request_block_count(entries)) + request_lookup_bytes(entries) + request_checksum_bytes;
}

void store_entry(std::byte* at, const RequestEntry& entry);
// `corrupt` if no writer can have written it.
[[nodiscard]] Result<RequestEntry> load_entry(const std::byte* at);

}  // namespace trireme::journal
