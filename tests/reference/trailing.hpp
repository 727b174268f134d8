#pragma once

#include "reference/world.hpp"

namespace trireme::reference {

// position.trailing: stops of positions in the instrument follow its quote, ascending by position.
void move_position_stops(World& world, InstrumentId instrument);
// order.trailing_stop: the same for orders.
void move_order_stops(World& world, InstrumentId instrument);

}  // namespace trireme::reference
