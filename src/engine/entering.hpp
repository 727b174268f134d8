#pragma once

#include "engine/books.hpp"

namespace trireme::engine {

// Looks at a resting order at the present quote: triggers it, fills it, or cancels it for want of money
// (docs/rules.md, order.stop, order.limit, order.stop_limit, order.trigger_check). Nothing if its price is not reached.
void look_at(Books& books, OrderRecord& order);

}  // namespace trireme::engine
