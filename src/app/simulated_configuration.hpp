#pragma once

#include "app/configuration.hpp"

#include <cstdint>

namespace trireme::app {

struct SimulatedMarketTerms {
    std::uint64_t seed = 1;
    Duration interval_min = Duration::milliseconds(50);
    Duration interval_max = Duration::milliseconds(200);  // between two quotes of an LP in an instrument
    Ratio volatility{3'000'000};                          // of a day; so much that clients are stopped out
    Duration stale_after = Duration::seconds(5);
};

// Three simulated LPs that quote one market, the best prices of all. What each says follows from the seed.
[[nodiscard]] Configuration simulated_configuration(const SimulatedMarketTerms& terms);

}  // namespace trireme::app
