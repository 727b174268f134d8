#include "engine/ledger.hpp"

#include "base/assert.hpp"
#include "base/integer.hpp"
#include "model/money.hpp"

#include <algorithm>
#include <cstddef>
#include <tuple>
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

Int128& Ledger::balance(LedgerAccountKind account, Currency currency, LpId lp) {
    if (is_lps(account)) {
        return lps_[{account, currency, lp}];
    }
    std::unique_ptr<Balances>& balances = house_[currency.row()];
    if (balances == nullptr) {
        balances = std::make_unique<Balances>();
    }
    const std::size_t place = place_of(account);
    balances->posted_to.set(place);
    return balances->minor_units[place];
}

void Ledger::begin(TransactionKind kind, std::span<const Leg> legs, TransactionPosted& posted) {
    assert_sums_to_zero(legs);
    last_ = TransactionId(last_.value() + 1);
    posted.transaction = last_;
    posted.kind = kind;
}

void Ledger::post_to_house(const Leg& leg, Posting& posting) {
    balance(leg.account, leg.amount.currency, leg.lp) += leg.amount.minor_units;
    posting.lp = leg.lp;
}

void Ledger::post(AccountState& account, TransactionKind kind, std::span<const Leg> legs, TransactionPosted& posted) {
    begin(kind, legs, posted);
    for (const Leg& leg : legs) {
        Posting& posting = posted.postings.emplace_back();
        posting.account = leg.account;
        posting.amount = leg.amount;
        if (!is_clients(leg.account)) {
            post_to_house(leg, posting);
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

void Ledger::post_of_house(TransactionKind kind, std::span<const Leg> legs, TransactionPosted& posted) {
    begin(kind, legs, posted);
    for (const Leg& leg : legs) {
        TRIREME_ASSERT(!is_clients(leg.account));
        Posting& posting = posted.postings.emplace_back();
        posting.account = leg.account;
        posting.amount = leg.amount;
        post_to_house(leg, posting);
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
    for (const auto& [key, minor_units] : lps_) {
        const auto& [account, currency, lp] = key;
        all.push_back({account, currency, HouseSum(minor_units), lp});
    }
    std::ranges::sort(all, {}, [](const HouseBalance& one) { return std::tuple(one.account, one.currency, one.lp); });
    return all;
}

void Ledger::restore(TransactionId last, const std::vector<HouseBalance>& house) {
    last_ = last;
    house_ = {};
    lps_.clear();
    for (const HouseBalance& kept : house) {
        balance(kept.account, kept.currency, kept.lp) = kept.minor_units.value();
    }
}

}  // namespace trireme::engine
