#pragma once

#include "engine/books.hpp"

// How live orders end without being filled, and what that does to the other order of a pair (order.oco).
namespace trireme::engine {

struct Cancellation {
    CancelReason reason = CancelReason::client;
    ClientOrderId client_order_id{};                    // of the request, where there was one
    std::optional<MarginFigures> after = std::nullopt;  // that did not suffice
};

// Ends the order, then the other one of its pair.
void cancel(Books& books, OrderRecord& order, const Cancellation& cancellation);
void expire(Books& books, OrderRecord& order);

// Ends the other order of the pair of one that was filled whole or ended.
void cancel_partner(Books& books, std::optional<OrderId> partner);

// Takes `filled` lots off the other order of the pair of one that was filled in part.
void shrink_partner(Books& books, const OrderRecord& order, Lots filled);

// Which live orders of an account to cancel.
enum class Which : std::uint8_t { all, those_that_add_risk };
// Ascending by id; in one instrument where one is stated. Returns the first that was cancelled, if any was.
std::optional<OrderId> cancel_orders(Books& books, AccountRecord& account, std::optional<InstrumentId> instrument,
                                     Which which, const Cancellation& cancellation);

// Ends the live orders that would have closed the position that is closed now (position.orphans), but for one.
void cancel_orphans(Books& books, AccountRecord& account, const Holding& holding, PositionId closed, OrderId but_for);

}  // namespace trireme::engine
