#pragma once

#include "base/result.hpp"
#include "scenarios/names.hpp"
#include "scenarios/script.hpp"
#include "scenarios/tested_engine.hpp"

#include <cstddef>

namespace trireme::scenarios {

// What may be checked besides events:
//   check account alice cash 9993.00 equity 9991.00 used_margin 1084.52 free_margin 8906.48 level 921.23
//   check liquidation alice EURUSD margin_call 1.07 stop_out none
//   check order 1 leaves_lots 0.5       check no order 1
//   check position 1 lots 0.5           check no position 1
//   check house commission USD 7.00     a balance of the house, 0 if nothing was posted to it
//   check timers 2                      how many timers the step before brought
// Errors: conflict for what is otherwise, invalid_input for what cannot be checked.
[[nodiscard]] Result<void> check(const Phrase& phrase, const TestedEngine& tested, std::size_t timer_count,
                                 const Names& names);

}  // namespace trireme::scenarios
