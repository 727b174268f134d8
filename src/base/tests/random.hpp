#pragma once

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <string_view>

namespace trireme::testing {

// The seed of a property test: TRIREME_TEST_SEED if it is set, else a fixed one, so that a test run can be repeated.
[[nodiscard]] inline std::uint64_t test_seed() {
    std::uint64_t seed = 20260301;
    if (const char* text = std::getenv("TRIREME_TEST_SEED"); text != nullptr) {
        const std::string_view digits = text;
        std::from_chars(digits.data(), digits.data() + digits.size(), seed);
    }
    return seed;
}

// Random values for property tests; the same seed gives the same values with every compiler and library.
// Put SCOPED_TRACE(random.trace()) into the test, so that a failure prints the seed.
class Random {
public:
    explicit Random(std::uint64_t seed) : seed_(seed), engine_(seed) {}

    [[nodiscard]] std::string trace() const { return fmt::format("TRIREME_TEST_SEED={}", seed_); }

    [[nodiscard]] std::uint64_t bits() { return engine_(); }
    // 0 to bound - 1.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return bits() % bound; }
    [[nodiscard]] bool one_in(std::uint64_t chances) { return below(chances) == 0; }

    // Small numbers, numbers of every length, and the ends of the range are equally likely to come: bugs live there.
    template <std::integral T>
    [[nodiscard]] T integer() {
        constexpr std::array edges{std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), T{0}, T{1},
                                   static_cast<T>(-1)};
        if (one_in(8)) {
            return edges[below(edges.size())];
        }
        const auto length = static_cast<int>(below(std::numeric_limits<std::make_unsigned_t<T>>::digits) + 1);
        const std::uint64_t magnitude = bits() >> (64 - length);
        return one_in(2) ? static_cast<T>(magnitude) : static_cast<T>(~magnitude);
    }

private:
    std::uint64_t seed_;
    std::mt19937_64 engine_;
};

}  // namespace trireme::testing
