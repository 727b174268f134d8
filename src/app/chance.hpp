#pragma once

#include <cstdint>
#include <random>

namespace trireme::app {

// Draws for what is simulated; the same seed gives the same draws with every compiler and library.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : engine_(seed) {}

    // 0 to bound - 1.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
    // `least` up to and including `most`.
    [[nodiscard]] std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least) + 1));
    }
    [[nodiscard]] bool percent(std::uint64_t chances) { return below(100) < chances; }
    [[nodiscard]] bool one_in(std::uint64_t chances) { return below(chances) == 0; }

private:
    std::mt19937_64 engine_;
};

}  // namespace trireme::app
