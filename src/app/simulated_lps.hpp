#pragma once

#include "app/lp_set.hpp"
#include "base/result.hpp"
#include "engine/state.hpp"

#include <cstdint>

namespace trireme::app {

struct SimulatedMarketTerms {
    std::uint64_t seed = 1;
    Timestamp begin{};
    Duration interval_min = Duration::milliseconds(50);
    Duration interval_max = Duration::milliseconds(200);  // between two quotes of an LP in an instrument
    Ratio volatility{1'000'000};                          // of a day
    Duration stale_after = Duration::seconds(5);
};

// Three simulated LPs that quote one market, the best prices of all. What each says follows from the seed.
[[nodiscard]] Result<LpSet> simulated_lps(std::vector<TradedInstrument> instruments, const SimulatedMarketTerms& terms);

// The simulated instruments as the engine has them, where it has them, with the prices it had last. Fails with
// `conflict` where an instrument of other terms has the id or the symbol of a simulated one.
[[nodiscard]] Result<std::vector<TradedInstrument>> simulated_instruments_after(const engine::EngineState& found);

}  // namespace trireme::app
