#pragma once

#include "engine/books.hpp"

// Which part of a position is carried by which book (docs/rules.md, route.volumes).
namespace trireme::engine {

// How what an order opens is carried, by the decision about it.
[[nodiscard]] Route route_of(const RoutingDecision& decision);

// Takes lots in that were opened by that route, behind `before` that the position had.
void take_in(Books& books, PositionRecord& position, const Route& route, Lots lots, Lots before);

// Takes the oldest lots out.
void take_out(Books& books, PositionRecord& position, Lots lots);

// After a split: each part scaled by `scaled`, and what that leaves over of `lots` to the newest.
void rescale(Books& books, PositionRecord& position, Lots lots, const SplitInstrument& split);

// The book that carries the oldest part.
[[nodiscard]] Book oldest_book(const PositionRecord& position);

}  // namespace trireme::engine
