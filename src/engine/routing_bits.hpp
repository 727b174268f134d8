#pragma once

#include "base/integer.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace trireme::engine {

// The ends of a type; those of 128 bits are not known to every library.
template <class T>
inline constexpr T least_of = std::numeric_limits<T>::min();
template <class T>
inline constexpr T most_of = std::numeric_limits<T>::max();
template <>
inline constexpr Int128 least_of<Int128> = int128_min;
template <>
inline constexpr Int128 most_of<Int128> = int128_max;

// A range of values that a rule, called by its place in the list, is content with. Both ends belong to it.
template <class T>
struct ContentWith {
    std::uint32_t rule = 0;
    T low = least_of<T>;
    T high = most_of<T>;
};

// Which rules are content with a value: a row of bits, one for each rule, for all values from one edge to the next.
template <class T>
class BitsByValue {
public:
    BitsByValue() = default;
    // A rule may have several ranges that lie apart; one that has none is content with nothing.
    BitsByValue(std::size_t words, std::span<const ContentWith<T>> ranges) : words_(words) {
        for (const auto& [rule, low, high] : ranges) {
            add_edges(low, high);
        }
        std::ranges::sort(edges_);
        const auto doubles = std::ranges::unique(edges_);
        edges_.erase(doubles.begin(), doubles.end());
        rows_.resize((edges_.size() + 1) * words);
        for (const auto& [rule, low, high] : ranges) {
            if (low <= high) {
                turn(row_at(low), rule);
                if (high < most_of<T>) {
                    turn(row_at(high + 1), rule);
                }
            }
        }
        for (std::size_t at = words; at < rows_.size(); ++at) {
            rows_[at] ^= rows_[at - words];
        }
    }

    // Whether any value is treated otherwise than another.
    [[nodiscard]] bool tells_apart() const { return !edges_.empty(); }
    [[nodiscard]] const std::uint64_t* row_of(T value) const { return rows_.data() + row_at(value) * words_; }

private:
    void add_edges(T low, T high) {
        if (low > least_of<T>) {
            edges_.push_back(low);
        }
        if (high < most_of<T>) {
            edges_.push_back(high + 1);
        }
    }

    // Until the rows are summed up, a bit says that the rule changes its mind here.
    void turn(std::size_t row, std::uint32_t rule) { rows_[row * words_ + rule / 64] ^= std::uint64_t{1} << rule % 64; }

    // How many edges are not above the value. No branch depends on it, which could not be foretold.
    [[nodiscard]] std::size_t row_at(T value) const {
        std::size_t row = 0;
        for (std::size_t left = edges_.size(); left > 0;) {
            const std::size_t half = (left + 1) / 2;
            row += edges_[row + half - 1] <= value ? half : 0;
            left -= half;
        }
        return row;
    }

    std::size_t words_ = 0;
    std::vector<T> edges_;  // at each a new row begins; the first row is that of the least value
    std::vector<std::uint64_t> rows_;
};

}  // namespace trireme::engine
