#pragma once

#include "reference/margin.hpp"
#include "reference/world.hpp"

#include <expected>
#include <optional>

// The last steps of placing an order, which positions that are reversed share.
namespace trireme::reference {

// What was decided about an order that adds risk; nothing of one that reduces.
struct Admission {
    std::optional<MarginFigures> after;
    std::optional<RoutingDecision> routing;
};

// Bounds, rates and margin of an order that has passed the checks and limits: how the account will stand with it.
[[nodiscard]] std::expected<MarginFigures, Rejection> admit_margin(const World& world, const OrderState& order,
                                                                   const Standing& standing,
                                                                   const InstrumentState& book);
// The same and its routing. `standing` and `book` are as they will be when
// its turn comes.
[[nodiscard]] std::expected<Admission, Rejection> admit(const World& world, const OrderState& order,
                                                        const Standing& standing, const InstrumentState& book);

// Says that an order is accepted and gives it its id.
void accept(World& world, const OrderState& order, const ClientOrderId& client_order_id, const Admission& admission);

// Fills what can be filled at once, and lets the rest live or ends it.
void start(World& world, OrderState order);

}  // namespace trireme::reference
