#pragma once

#include "model/instrument.hpp"

namespace trireme::app {

// An instrument as simulated clients trade it: its terms, how its price behaves, and in which volumes it is traded.
struct TradedInstrument {
    Instrument terms;
    Price mid;         // where the price begins; 0 where that is not known yet
    Price spread;      // a whole number of ticks
    Price step;        // a usual move, a whole number of ticks
    Lots lots;         // what a client usually trades
    Lots daring_lots;  // what takes most of the money of a client who dares too much
};

// As clients trade it that is quoted so.
[[nodiscard]] TradedInstrument traded_instrument(const Instrument& terms, Price bid, Price ask);

}  // namespace trireme::app
