#pragma once

#include "reference/world.hpp"

// split.scale and split.fraction of docs/rules.md.
namespace trireme::reference {

// The quote, and what stands in the book.
void split_quote(InstrumentState& instrument, const SplitInstrument& split);
void split_position(World& world, PositionId id, const SplitInstrument& split);
void split_order(World& world, OrderId id, const SplitInstrument& split);

}  // namespace trireme::reference
