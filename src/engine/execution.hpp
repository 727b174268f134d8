#pragma once

#include "engine/books.hpp"
#include "engine/trade_plan.hpp"

#include <optional>

// Doing what a plan says, and what follows from it for positions, ledger and orders.
namespace trireme::engine {

// An order under execution: one that rests, or one that never will.
struct Execution {
    AccountRecord& account;
    Holding& holding;
    OrderState& order;
    TradeReason reason = TradeReason::client;
    std::optional<Price> asked{};  // by which slippage is counted
};

// Does the trades of the plan (docs/rules.md, event.trade). What is left of the order is counted down. Positions that
// the plan closes whole are gone afterwards.
void execute(Books& books, const Execution& execution, const TradePlan& plan);

// An order that closes lots of a position and that no client placed as such: exits, stop-outs, splits, closing by
// another position.
[[nodiscard]] OrderState accept_closing_order(Books& books, PositionRecord& position, Lots lots,
                                              const ClientOrderId& client_order_id);

// Closes what the market takes of the lots at once by such an order, and cancels what is left of it. Nothing happens
// if the book of the instrument has no volume. Returns whether anything was closed.
bool close_at_market(Books& books, PositionRecord& position, Lots lots, TradeReason reason, std::optional<Price> asked);

// Says how the position stands.
void emit_position(Books& books, PositionRecord& position, PositionChange change);

}  // namespace trireme::engine
