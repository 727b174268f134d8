#pragma once

#include "engine/books.hpp"

// Margin call, stop-out and what negative cash asks for: docs/rules.md, margin.examine and Stop-out.
namespace trireme::engine {

// Touches each account whose equity or margin follows from the instrument's quote. Looks at all accounts: for what
// changes which quotes those are.
void touch_dependents(Books& books, InstrumentRecord& instrument);

// Examines the accounts that were touched, ascending by id. None is touched afterwards.
void examine_touched(Books& books);

// Brings the account above its stop-out level, as far as that can be done now.
void stop_out(Books& books, AccountRecord& account);

}  // namespace trireme::engine
