#pragma once

#include "base/result.hpp"
#include "scenarios/names.hpp"
#include "scenarios/script.hpp"
#include "scenarios/tested_engine.hpp"

namespace trireme::scenarios {

// What the events so far say of a question, built from nothing else:
//   explain order 1 status filled free_margin 8915.48
//   explain routing 1 matched 3
//   explain reject alice ticket-1 code no_money         or explain reject event 12 ...
//   explain margin alice equity 500.00 used_margin 1080.00
//   explain stop_out alice steps [step close_position position 2]
//   explain no order 7                                  the events do not tell of it
// `until EVENT` behind the account of a margin, `position ID` and `event EVENT` behind that of a stop-out say which.
// Errors: conflict for what is otherwise, invalid_input for what cannot be asked.
[[nodiscard]] Result<void> check_explanation(const Phrase& phrase, const TestedEngine& tested, const Names& names);

}  // namespace trireme::scenarios
