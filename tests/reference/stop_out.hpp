#pragma once

#include "reference/world.hpp"

namespace trireme::reference {

// Step by step until the account is above its stop-out level or nothing can be done (the chapter Stop-out of
// docs/rules.md), but for the cover of a negative balance.
void stop_out(World& world, Account& account);

}  // namespace trireme::reference
