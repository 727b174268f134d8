#pragma once

#include "base/scatter.hpp"

#include <cstdint>

namespace trireme::venues {

// Random numbers for what is simulated, counted off a seed: the same with every compiler and library.
class RandomNumbers {
public:
    explicit RandomNumbers(std::uint64_t seed) : seed_(seed) {}

    [[nodiscard]] std::uint64_t bits() { return scatter(seed_, ++count_); }
    // 0 to bound - 1; the bound is not 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return bits() % bound; }
    // `least` up to and including `most`.
    [[nodiscard]] std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least) + 1));
    }
    [[nodiscard]] bool permille(std::uint32_t chances) { return below(1'000) < chances; }

    // Near enough to the normal distribution, with a standard deviation of 65,536: the sum of twelve even draws.
    [[nodiscard]] std::int64_t normal() {
        constexpr std::int64_t mean = 12 * 65'535 / 2;
        std::int64_t sum = 0;
        for (int draw = 0; draw < 3; ++draw) {
            for (std::uint64_t four = bits(), part = 0; part < 4; ++part, four >>= 16) {
                sum += static_cast<std::int64_t>(four & 0xffff);
            }
        }
        return sum - mean;
    }

private:
    std::uint64_t seed_;
    std::uint64_t count_ = 0;
};

}  // namespace trireme::venues
