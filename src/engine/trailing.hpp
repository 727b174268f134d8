#pragma once

#include "engine/books.hpp"

// Stops that follow the price: position.trailing and order.trailing_stop in docs/rules.md.
namespace trireme::engine {

// Gives the position other protection, whose trailing stop begins anew.
void protect(Books& books, PositionRecord& position, const Protection& protection);

// Where an order's trailing stop begins at this quote; nothing if it waits for its activation.
[[nodiscard]] std::optional<Price> first_stop(const OrderTerms& terms, ClientQuote quote);

// Moves what the instrument's present quote moves, by id: of positions, of orders.
void move_position_stops(Books& books, InstrumentRecord& instrument);
void move_order_stops(Books& books, InstrumentRecord& instrument);

}  // namespace trireme::engine
