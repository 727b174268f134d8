#pragma once

#include "app/traded_instrument.hpp"

#include <vector>

namespace trireme::app {

// What the simulated market trades. Symbols and sizes are those of real markets, prices are not.
[[nodiscard]] std::vector<TradedInstrument> simulated_instruments();

}  // namespace trireme::app
