#pragma once

#include "engine/records.hpp"
#include "engine/scratch.hpp"

#include <cstdint>
#include <optional>

namespace trireme::engine {

struct Books;

// Orders and positions wait in their instrument's ladders for the prices that concern them. A ladder is asked with the
// market's prices, so a client's level stands there with the markup of the client's group taken off or put on. Whoever
// changes a level or a group's markup has them stop waiting first and wait anew after.
void await_prices(OrderRecord& order);
void stop_waiting(OrderRecord& order);
void await_prices(PositionRecord& position);
void stop_waiting(PositionRecord& position);

// The ids of all in the ladders that the instrument's present quote reaches, ascending, each once.
[[nodiscard]] ScratchList<std::uint64_t> reached(Books& books, Ladders& ladders, const InstrumentRecord& instrument);

// The stop that holds: the tighter one of stop loss and trailing stop.
[[nodiscard]] std::optional<Price> holding_stop(const PositionRecord& position);

// By how much a trailing stop moves at the least.
[[nodiscard]] Price trailing_step(const Trailing& trailing, const Instrument& instrument);

}  // namespace trireme::engine
