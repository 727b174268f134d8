#pragma once

#include "engine/books.hpp"
#include "model/commands.hpp"

// What holding a position brings or costs: swap and dividends in docs/rules.md, Charges.
namespace trireme::engine {

void charge_swap(Books& books, PositionRecord& position, const Rollover& rollover);
void pay_dividend(Books& books, PositionRecord& position, const PayDividend& dividend);

}  // namespace trireme::engine
