#include "reference/ledger.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <map>

namespace trireme::reference {
namespace {

LedgerKey key_of(AccountId account, LedgerAccountKind kind, Currency currency, LpId lp = {}) {
    return {is_clients(kind) ? account : AccountId(), kind, currency, lp};
}

Integer sum_of_postings(const World& world, const LedgerKey& key) {
    const auto found = world.postings.find(key);
    if (found == world.postings.end()) {
        return 0;
    }
    Int128 sum = 0;
    for (const std::int64_t amount : found->second) {
        sum += amount;
    }
    return Integer(sum);
}

Money balance_of(const World& world, AccountId account, LedgerAccountKind kind, Currency currency) {
    return Money{bounded_64(sum_of_postings(world, key_of(account, kind, currency))), currency};
}

// Where a posting stands in its transaction (ledger.zero).
int place_of(const Leg& leg, Currency account_currency) {
    switch (leg.account) {
        case LedgerAccountKind::cash: return 1;
        case LedgerAccountKind::credit: return 2;
        case LedgerAccountKind::conversion: return leg.amount.currency == account_currency ? 3 : 4;
        case LedgerAccountKind::deposits_in_transit: return 5;
        case LedgerAccountKind::markup_revenue: return 6;
        case LedgerAccountKind::withdrawals_pending: return 7;
        default: return 8;
    }
}

// Those of one place stay as they came.
void sort_by_place(std::vector<Leg>& legs, Currency account_currency) {
    for (auto leg = legs.begin(); leg != legs.end(); ++leg) {
        const auto place = place_of(*leg, account_currency);
        const auto behind = std::find_if(legs.begin(), leg,
                                         [&](const Leg& before) { return place_of(before, account_currency) > place; });
        std::rotate(behind, leg, leg + 1);
    }
}

}  // namespace

Money cash_of(const World& world, const Account& account) {
    return balance_of(world, account.terms.account, LedgerAccountKind::cash, account.terms.currency);
}

Money credit_of(const World& world, const Account& account) {
    return balance_of(world, account.terms.account, LedgerAccountKind::credit, account.terms.currency);
}

Integer house_sum(const World& world, LedgerAccountKind kind, Currency currency, LpId lp) {
    return sum_of_postings(world, key_of(AccountId(), kind, currency, lp));
}

namespace {

void post_in_order(World& world, AccountId account, TransactionKind kind, const std::vector<Leg>& legs,
                   const Occasion& occasion) {
    world.last_transaction = TransactionId(world.last_transaction.value() + 1);
    TransactionPosted event{.account = account,
                            .transaction = world.last_transaction,
                            .kind = kind,
                            .trade = occasion.trade,
                            .position = occasion.position,
                            .date = occasion.date,
                            .action = occasion.action,
                            .by = occasion.by,
                            .basis = occasion.basis,
                            .lp_order = occasion.lp_order};
    std::map<Currency, Int128> sums;
    for (const Leg& leg : legs) {
        const Currency currency = leg.amount.currency;
        world.postings[key_of(account, leg.account, currency, leg.lp)].push_back(leg.amount.minor_units);
        sums[currency] += leg.amount.minor_units;
        Posting& posting = event.postings.emplace_back();
        posting.account = leg.account;
        posting.amount = leg.amount;
        posting.lp = leg.lp;
        if (is_clients(leg.account)) {
            posting.balance = balance_of(world, account, leg.account, currency);
        }
    }
    for (const auto& [currency, sum] : sums) {
        TRIREME_ASSERT(sum == 0, "a transaction that does not sum to zero in {}", format(currency));
    }
    say(world, event);
}

}  // namespace

void post(World& world, AccountId account, TransactionKind kind, std::vector<Leg> legs, const Occasion& occasion) {
    sort_by_place(legs, world.accounts.at(account).terms.currency);
    post_in_order(world, account, kind, legs, occasion);
}

void post_of_house(World& world, TransactionKind kind, const std::vector<Leg>& legs, const Occasion& occasion) {
    post_in_order(world, AccountId(), kind, legs, occasion);
}

void transfer(World& world, AccountId account, TransactionKind kind, LedgerAccountKind from, LedgerAccountKind to,
              Money amount, const Occasion& occasion) {
    post(world, account, kind, {{from, minus(amount)}, {to, amount}}, occasion);
}

void count_as_moved(World& world, AccountId account, Money amount) {
    Money& moved = world.accounts.at(account).moved;
    moved = plus(moved, amount);
}

}  // namespace trireme::reference
