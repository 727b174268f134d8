#pragma once

#include "base/bytes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace trireme::journal {

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

    // False: certainly not added. Wrong about one in a thousand others.
    [[nodiscard]] bool may_hold(std::uint64_t hash) const {
        const Line& line = lines_[line_of(hash)];
        std::uint64_t missing = 0;
        for (std::size_t word = 0; word < words_per_line; ++word) {
            missing |= ~line.words[word] & bit_of(hash, word);
        }
        return missing == 0;
    }

    // Fetches the line that `may_hold` looks at, so that several filters are waited for at once.
    void prefetch(std::uint64_t hash) const { __builtin_prefetch(&lines_[line_of(hash)]); }

    [[nodiscard]] static constexpr std::uint64_t bytes_for(std::uint64_t entries) {
        return line_count(entries) * sizeof(Line);
    }
    void append_to(ByteBuffer& bytes) const;
    // `bytes` are as many as `bytes_for` says.
    void load(ByteView bytes);

private:
    static constexpr std::size_t words_per_line = 8;
    static constexpr std::uint64_t bits_per_entry = 16;
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

}  // namespace trireme::journal
