#pragma once

#include "reference/deals.hpp"
#include "reference/market.hpp"
#include "reference/world.hpp"

#include <optional>
#include <vector>

// What orders do: trades with all that belongs to them, and how orders end (the chapter Events of docs/rules.md).
namespace trireme::reference {

// How trades of an order come about, and from which price their slippage counts.
struct Cause {
    TradeReason reason = TradeReason::client;
    std::optional<Price> asked;
};

// The price that an order asks for: slippage is counted from it.
[[nodiscard]] std::optional<Price> asked_price(const OrderTerms& terms);

// What a new or triggered order gets at once: nothing for a stop that waits. Takes it out of the book.
[[nodiscard]] std::vector<Fill> immediate_fills(InstrumentState& instrument, const Group& group,
                                                const OrderState& order, Lots lots);
// Whether what is left of it after that goes on living.
[[nodiscard]] bool rests(const OrderState& order);

void say_position(World& world, const PositionState& position, PositionChange change);

// Fills an order that does not stand among the live ones while that happens.
void execute(World& world, OrderState& order, const std::vector<Fill>& fills, Cause cause);
// After the trades: it rests on, or is cancelled, or was filled; and what that does to the other order of its pair.
void settle_rest(World& world, OrderState order, Lots filled);

// Ends a live order, and with it the other one of its pair.
void cancel_order(World& world, OrderId id, CancelReason reason, const ClientOrderId& client_order_id = {});
void expire_order(World& world, OrderId id);
// Ends an order that was taken out of the live ones to be filled.
void cancel_taken(World& world, const OrderState& order, CancelReason reason,
                  std::optional<MarginFigures> after = std::nullopt);

// Cancels live orders, ascending by id, for which `applies`. Yields the first.
template <class Predicate>
std::optional<OrderId> cancel_all(World& world, CancelReason reason, const ClientOrderId& client_order_id,
                                  const Predicate& applies) {
    std::vector<OrderId> ids;
    for (const auto& [id, order] : world.orders) {
        if (applies(order)) {
            ids.push_back(id);
        }
    }
    for (const OrderId id : ids) {
        if (world.orders.contains(id)) {  // it may have gone with the other order of its pair
            cancel_order(world, id, reason, client_order_id);
        }
    }
    return ids.empty() ? std::nullopt : std::optional(ids.front());
}

// The live orders that would have closed a position which is gone.
void cancel_orphans(World& world, const PositionState& closed);

// Accepts a market order that reduces and executes it. Yields its id.
OrderId place_reducing(World& world, AccountId account, const OrderTerms& terms, const ClientOrderId& client_order_id,
                       Cause cause);
// The market order by which a position is closed.
[[nodiscard]] OrderTerms closing_terms(const PositionState& position, Lots lots);

// Says that such an order is accepted, before what it does is known. Yields its id.
OrderId accept_reducing(World& world, AccountId account, const OrderTerms& terms, const ClientOrderId& client_order_id);

// A trade that closes at a price of no market: of a close-by, or of what a split leaves over. There
// are no charges; the profit is posted if it is not zero.
struct BareTrade {
    OrderId order;
    PositionState position;  // from here on
    TradeReason reason = TradeReason::close_by;
    Lots lots;
    Price price;
    Profit profit;
};
void trade_at_given_price(World& world, const BareTrade& trade);

}  // namespace trireme::reference
