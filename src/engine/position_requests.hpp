#pragma once

#include "engine/books.hpp"
#include "model/commands.hpp"

// What clients ask of their positions: docs/rules.md, Positions.
namespace trireme::engine {

[[nodiscard]] Answer modify_position(Books& books, const ModifyPosition& request);
[[nodiscard]] Answer close_position(Books& books, const ClosePosition& request);
[[nodiscard]] Answer close_by(Books& books, const CloseBy& request);
[[nodiscard]] Answer reverse_position(Books& books, const ReversePosition& request);
[[nodiscard]] Answer close_positions(Books& books, const ClosePositions& request);

// Closes the smaller volume of two opposite positions of an instrument against each other, without charges.
OrderId close_against(Books& books, PositionRecord& position, PositionRecord& opposite,
                      const ClientOrderId& client_order_id, TradeReason reason);

}  // namespace trireme::engine
