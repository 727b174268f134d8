#pragma once

#include "engine/books.hpp"
#include "model/commands.hpp"

// Money that comes in, goes out, is lent or corrected: docs/rules.md, Money.
namespace trireme::engine {

[[nodiscard]] Answer deposit(Books& books, const Deposit& request);
[[nodiscard]] Answer settle_deposit(Books& books, const SettleDeposit& request);
[[nodiscard]] Answer request_withdrawal(Books& books, const RequestWithdrawal& request);
[[nodiscard]] Answer decide_withdrawal(Books& books, const DecideWithdrawal& request);
[[nodiscard]] Answer grant_credit(Books& books, const GrantCredit& request);
[[nodiscard]] Answer adjust_balance(Books& books, const AdjustBalance& request);

}  // namespace trireme::engine
