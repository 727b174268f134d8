#pragma once

#include "engine/books.hpp"
#include "engine/order_checks.hpp"
#include "engine/trade_plan.hpp"
#include "model/commands.hpp"

#include <optional>

// Orders from their request to their first trades: docs/rules.md, Orders.
namespace trireme::engine {

[[nodiscard]] Answer place_order(Books& books, const PlaceOrder& request);
[[nodiscard]] Answer place_oco(Books& books, const PlaceOco& request);

// An order that passed all its checks, with what they found.
struct Admitted {
    CheckedOrder checked;
    TradePlan plan;
    std::optional<Standing> after{};           // of what adds risk
    std::optional<RoutingDecision> routing{};  // likewise
};

// All checks of an order but that of the account. `admitted` is fresh, and means nothing where a rejection is returned.
[[nodiscard]] std::optional<Rejection> admit(Books& books, AccountRecord& account, const OrderTerms& terms,
                                             Origin origin, Admitted& admitted);

// Gives the order its id, does its trades, and lets what is left rest or cancels it.
OrderId accept(Books& books, Admitted& admitted, const ClientOrderId& client_order_id);

}  // namespace trireme::engine
