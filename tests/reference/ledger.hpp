#pragma once

#include "reference/amounts.hpp"
#include "reference/world.hpp"

#include <optional>
#include <vector>

// The double-entry ledger: a balance is the sum of all postings that were ever made.
namespace trireme::reference {

struct Leg {
    LedgerAccountKind account = LedgerAccountKind::cash;
    Money amount;
    LpId lp = {};
};

// What a transaction is about.
struct Occasion {
    std::optional<TradeId> trade = {};
    std::optional<PositionId> position = {};
    std::optional<Date> date = {};
    std::optional<CorporateActionId> action = {};
    UserId by = {};
    std::optional<ChargeBasis> basis = {};
    std::optional<LpOrderId> lp_order = {};
};

[[nodiscard]] Money cash_of(const World& world, const Account& account);
[[nodiscard]] Money credit_of(const World& world, const Account& account);
[[nodiscard]] Integer house_sum(const World& world, LedgerAccountKind kind, Currency currency, LpId lp = {});

// Posts the legs, which are zero together in each currency, in the order of ledger.zero.
void post(World& world, AccountId account, TransactionKind kind, std::vector<Leg> legs, const Occasion& occasion = {});

// The same of a transaction that no client has a part in, in the order in which the legs are.
void post_of_house(World& world, TransactionKind kind, const std::vector<Leg>& legs, const Occasion& occasion);

// Out of one ledger account into another of the same currency.
void transfer(World& world, AccountId account, TransactionKind kind, LedgerAccountKind from, LedgerAccountKind to,
              Money amount, const Occasion& occasion = {});

// Deposits, withdrawals, credit and adjustments count for the daily loss (limit.daily_loss).
void count_as_moved(World& world, AccountId account, Money amount);

}  // namespace trireme::reference
