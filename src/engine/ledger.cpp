#include "engine/ledger.hpp"

#include "base/assert.hpp"
#include "engine/amounts.hpp"
#include "model/money.hpp"

namespace trireme::engine {
namespace {

// Money that came in as it was wanted would be lost here if legs did not cancel out, so this stays on in a release.
void assert_sums_to_zero(const Transaction& transaction) {
    for (const Leg& leg : transaction.legs) {
        Int128 sum = 0;
        for (const Leg& other : transaction.legs) {
            sum += other.amount.currency == leg.amount.currency ? other.amount.minor_units : 0;
        }
        TRIREME_ASSERT(sum == 0, "a transaction leaves {} of {}", static_cast<std::int64_t>(sum),
                       format(leg.amount.currency));
    }
}

Money& clients_balance(AccountState& account, LedgerAccountKind kind) {
    return kind == LedgerAccountKind::cash ? account.cash : account.credit;
}

}  // namespace

Transaction transfer(TransactionKind kind, LedgerAccountKind to, LedgerAccountKind from, Money amount) {
    return {.kind = kind, .legs = {{to, amount}, {from, negative(amount)}}};
}

TransactionPosted Ledger::post(AccountState& account, const Transaction& transaction) {
    assert_sums_to_zero(transaction);
    last_ = TransactionId(last_.value() + 1);
    TransactionPosted posted{.transaction = last_,
                             .kind = transaction.kind,
                             .trade = transaction.trade,
                             .position = transaction.position,
                             .date = transaction.date,
                             .action = transaction.action,
                             .by = transaction.by,
                             .basis = transaction.basis};
    for (const Leg& leg : transaction.legs) {
        if (!is_clients(leg.account)) {
            house_[{leg.account, leg.amount.currency}] += leg.amount.minor_units;
            posted.postings.push_back({leg.account, leg.amount, std::nullopt});
            continue;
        }
        Money& balance = clients_balance(account, leg.account);
        const auto after = add(balance, leg.amount);
        TRIREME_ASSERT(after.has_value(), "account {}", account.terms.account.value());
        balance = *after;
        posted.postings.push_back({leg.account, leg.amount, balance});
    }
    return posted;
}

Int128 Ledger::house_balance(LedgerAccountKind account, Currency currency) const {
    const auto found = house_.find({account, currency});
    return found == house_.end() ? 0 : found->second;
}

std::vector<HouseBalance> Ledger::house() const {
    std::vector<HouseBalance> balances;
    for (const auto& [account, minor_units] : house_) {
        balances.push_back({account.first, account.second, HouseSum(minor_units)});
    }
    return balances;
}

void Ledger::restore(TransactionId last, const std::vector<HouseBalance>& house) {
    last_ = last;
    house_.clear();
    for (const HouseBalance& balance : house) {
        house_[{balance.account, balance.currency}] = balance.minor_units.value();
    }
}

}  // namespace trireme::engine
