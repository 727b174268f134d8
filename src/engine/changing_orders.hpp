#pragma once

#include "engine/books.hpp"
#include "model/commands.hpp"

// order.modify, order.cancel and order.cancel_all of docs/rules.md.
namespace trireme::engine {

[[nodiscard]] Answer modify_order(Books& books, const ModifyOrder& request);
[[nodiscard]] Answer cancel_order(Books& books, const CancelOrder& request);
[[nodiscard]] Answer cancel_all_orders(Books& books, const CancelOrders& request);

}  // namespace trireme::engine
