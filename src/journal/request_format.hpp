#pragma once

#include "journal/request_file.hpp"

#include <array>
#include <cstdint>
#include <vector>

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

// Tells of most hashes that were never added that they were not, from one line of the processor's cache.
class RequestFilter {
public:
    explicit RequestFilter(std::uint64_t entries) : lines_(line_count(entries)) {}

    void add(std::uint64_t hash) {
        Line& line = lines_[line_of(hash)];
        for (std::size_t word = 0; word < words_per_line; ++word) {
            line.words[word] |= bit_of(hash, word);
        }
    }

    // False: certainly not added. Wrong about one in two hundred others.
    [[nodiscard]] bool may_hold(std::uint64_t hash) const {
        const Line& line = lines_[line_of(hash)];
        std::uint64_t missing = 0;
        for (std::size_t word = 0; word < words_per_line; ++word) {
            missing |= ~line.words[word] & bit_of(hash, word);
        }
        return missing == 0;
    }

    [[nodiscard]] static constexpr std::uint64_t bytes_for(std::uint64_t entries) {
        return line_count(entries) * sizeof(Line);
    }
    void append_to(ByteBuffer& bytes) const;
    // `bytes` are as many as `bytes_for` says.
    void load(ByteView bytes);

private:
    static constexpr std::size_t words_per_line = 8;
    static constexpr std::uint64_t bits_per_entry = 12;
    static constexpr std::uint64_t bits_per_line = 512;

    struct alignas(64) Line {
        std::array<std::uint64_t, words_per_line> words{};
    };

    [[nodiscard]] static constexpr std::uint64_t line_count(std::uint64_t entries) {
        return (entries * bits_per_entry + bits_per_line - 1) / bits_per_line + 1;
    }
    // The upper half of the hash chooses the line, the lower one a bit in each of its words.
    [[nodiscard]] std::size_t line_of(std::uint64_t hash) const {
        return static_cast<std::size_t>(((hash >> 32) * lines_.size()) >> 32);
    }
    [[nodiscard]] static std::uint64_t bit_of(std::uint64_t hash, std::size_t word) {
        // Odd numbers without a pattern, as in the split block filters of Apache Parquet.
        constexpr std::array<std::uint32_t, words_per_line> salts{0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d,
                                                                  0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31};
        return std::uint64_t{1} << (static_cast<std::uint32_t>(hash) * salts[word] >> 26);
    }

    std::vector<Line> lines_;
};

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
