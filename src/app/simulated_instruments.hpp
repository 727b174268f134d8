#pragma once

#include "model/instrument.hpp"

#include <vector>

namespace trireme::app {

// What the simulated market trades: the terms, and how the price behaves. Symbols and sizes are those of real markets,
// prices are not.
struct SimulatedInstrument {
    Instrument terms;
    Price mid;     // where the price begins
    Price spread;  // a whole number of ticks
    Price step;    // the largest move from one quote to the next, a whole number of ticks
    Lots lots;     // what a client usually trades
};

[[nodiscard]] std::vector<SimulatedInstrument> simulated_instruments();

}  // namespace trireme::app
