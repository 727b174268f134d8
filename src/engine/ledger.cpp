#include "engine/ledger.hpp"

#include "base/assert.hpp"
#include "base/integer.hpp"
#include "model/money.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace trireme::engine {
namespace {

// Money that came in as it was wanted would be lost here if legs did not cancel out, so this stays on in a release.
void assert_sums_to_zero(std::span<const Leg> legs) {
    Int128 total = 0;
    bool is_of_one_currency = true;
    for (const Leg& leg : legs) {
        total += leg.amount.minor_units;
        is_of_one_currency = is_of_one_currency && leg.amount.currency == legs.front().amount.currency;
    }
    if (is_of_one_currency && total == 0) [[likely]] {
        return;
    }
    for (const Leg& leg : legs) {
        Int128 sum = 0;
        for (const Leg& other : legs) {
            sum += other.amount.currency == leg.amount.currency ? other.amount.minor_units : 0;
        }
        TRIREME_ASSERT(sum == 0, "a transaction leaves {} of {}", static_cast<std::int64_t>(sum),
                       format(leg.amount.currency));
    }
}

std::size_t place_of(LedgerAccountKind account) { return static_cast<std::size_t>(account) - 1; }

Money& clients_balance(AccountState& account, LedgerAccountKind kind) {
    return kind == LedgerAccountKind::cash ? account.cash : account.credit;
}

}  // namespace

Transaction transfer(TransactionKind kind, LedgerAccountKind to, LedgerAccountKind from, Money amount) {
    return {.kind = kind, .legs = {{to, amount}, {from, negative(amount)}}};
}

Int128& Ledger::balance(LedgerAccountKind account, Currency currency) {
    std::unique_ptr<Balances>& balances = house_[currency.row()];
    if (balances == nullptr) {
        balances = std::make_unique<Balances>();
    }
    const std::size_t place = place_of(account);
    balances->posted_to.set(place);
    return balances->minor_units[place];
}

void Ledger::post(AccountState& account, TransactionKind kind, std::span<const Leg> legs, TransactionPosted& posted) {
    assert_sums_to_zero(legs);
    last_ = TransactionId(last_.value() + 1);
    posted.transaction = last_;
    posted.kind = kind;
    for (const Leg& leg : legs) {
        Posting& posting = posted.postings.emplace_back();
        posting.account = leg.account;
        posting.amount = leg.amount;
        if (!is_clients(leg.account)) {
            balance(leg.account, leg.amount.currency) += leg.amount.minor_units;
            continue;
        }
        Money& clients = clients_balance(account, leg.account);
        TRIREME_ASSERT(clients.currency == leg.amount.currency);
        const auto after = checked_add(clients.minor_units, leg.amount.minor_units);
        TRIREME_ASSERT(after.has_value(), "account {}", account.terms.account.value());
        clients.minor_units = *after;
        posting.balance = clients;
    }
}

void Ledger::post(AccountState& account, const Transaction& transaction, TransactionPosted& posted) {
    post(account, transaction.kind, transaction.legs, posted);
    posted.position = transaction.position;
    posted.date = transaction.date;
    posted.action = transaction.action;
    posted.by = transaction.by;
    posted.basis = transaction.basis;
}

Int128 Ledger::house_balance(LedgerAccountKind account, Currency currency) const {
    const auto& balances = house_[currency.row()];
    return balances == nullptr ? 0 : balances->minor_units[place_of(account)];
}

std::vector<HouseBalance> Ledger::house() const {
    std::vector<HouseBalance> all;
    for (std::size_t row = 0; row < house_.size(); ++row) {
        for (std::size_t place = 0; house_[row] != nullptr && place < ledger_account_kinds; ++place) {
            if (house_[row]->posted_to.test(place)) {
                all.push_back({static_cast<LedgerAccountKind>(place + 1), Currency::of_row(row),
                               HouseSum(house_[row]->minor_units[place])});
            }
        }
    }
    std::ranges::sort(all, {}, [](const HouseBalance& one) { return std::pair(one.account, one.currency); });
    return all;
}

void Ledger::restore(TransactionId last, const std::vector<HouseBalance>& house) {
    last_ = last;
    house_ = {};
    for (const HouseBalance& kept : house) {
        balance(kept.account, kept.currency) = kept.minor_units.value();
    }
}

}  // namespace trireme::engine
