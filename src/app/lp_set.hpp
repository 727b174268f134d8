#pragma once

#include "app/traded_instrument.hpp"
#include "marketdata/liquidity_terms.hpp"
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
};

}  // namespace trireme::app
