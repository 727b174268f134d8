#pragma once

#include "engine/books.hpp"
#include "model/commands.hpp"

// split.* of docs/rules.md.
namespace trireme::engine {

// The instrument's own prices; positions and orders follow one by one.
void split_quote(InstrumentRecord& instrument, const SplitInstrument& split);
void split_position(Books& books, PositionRecord& position, const SplitInstrument& split);
void split_order(Books& books, OrderRecord& order, const SplitInstrument& split);

}  // namespace trireme::engine
