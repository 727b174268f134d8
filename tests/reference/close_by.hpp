#pragma once

#include "reference/world.hpp"

namespace trireme::reference {

// Closes two opposite positions of one instrument against each other, as far as the smaller one goes. The profit is
// posted on the first, whose order bears the client's id. Yields that order.
OrderId close_by(World& world, PositionState first, PositionState second, const ClientOrderId& client_order_id,
                 TradeReason reason);

}  // namespace trireme::reference
