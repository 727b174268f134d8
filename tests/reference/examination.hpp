#pragma once

#include "reference/world.hpp"

#include <set>

namespace trireme::reference {

// The accounts that a quote of the instrument values: those that hold it, have orders that add risk in it, or convert
// through it (margin.examine).
[[nodiscard]] std::set<AccountId> accounts_valued_by(const World& world, InstrumentId instrument);

// Examines the accounts that were touched, ascending by id: margin call, stop-out, margin call again.
void examine_touched(World& world);

}  // namespace trireme::reference
