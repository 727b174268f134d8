#pragma once

#include "model/instrument.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace trireme::app {

// The instruments that the program has terms for, by their symbols: pairs of usual currencies, metals, coins, two
// indexes and a share. Ids are apart from what someone may define by hand in the same folder, and always the same.
[[nodiscard]] const std::vector<Instrument>& known_instruments();

// Null for one that is not known. Capitals and small letters are the same.
[[nodiscard]] const Instrument* find_known_instrument(std::string_view symbol);

// "EURUSD, GBPUSD, ...": for whoever named another.
[[nodiscard]] std::string known_symbols();

}  // namespace trireme::app
