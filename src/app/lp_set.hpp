#pragma once

#include "app/traded_instrument.hpp"
#include "base/result.hpp"
#include "engine/state.hpp"
#include "marketdata/liquidity_terms.hpp"
#include "model/routing.hpp"
#include "ports/lp_adapter.hpp"

#include <memory>
#include <string>
#include <vector>

namespace trireme::app {

// Ways to LPs, and how their quotes become one.
struct LpSet {
    struct Lp {
        std::string name;
        std::string description;  // for people: "simulated", "Binance spot at stream.binance.com"
        std::unique_ptr<LpAdapter> adapter;
    };

    std::vector<TradedInstrument> instruments;  // their places are InstrumentSlots
    std::vector<Lp> lps;                        // their places are LpSlots
    marketdata::LiquidityTerms liquidity;
    std::vector<RoutingRule> routing;  // of orders to them
};

// The instruments as the engine has them, where it has them, with the prices it had last. Fails with `conflict` where
// an instrument of other terms has the id or the symbol of one of them.
[[nodiscard]] Result<void> adopt_instruments(std::vector<TradedInstrument>& instruments,
                                             const engine::EngineState& found);

}  // namespace trireme::app
