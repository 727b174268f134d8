#include "engine/examining.hpp"

#include "engine/margin_watch.hpp"
#include "engine/valuation.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace trireme::engine {
namespace {

bool leads_through(const ExchangeRates::Path& path, const InstrumentRecord& instrument) {
    return std::ranges::find(path, &instrument) != path.end();
}

bool depends_on(const Books& books, const AccountRecord& account, const InstrumentRecord& instrument) {
    return std::ranges::any_of(account.holdings, [&](const Holding* holding) {
        if (holding->sums.empty()) {
            return false;
        }
        const Instrument& terms = holding->instrument->terms;
        return holding->instrument == &instrument ||
               leads_through(books.rates.path(terms.quote, account.currency()), instrument) ||
               leads_through(books.rates.path(margin_currency(terms), account.currency()), instrument);
    });
}

void say_margin_call(Books& books, AccountRecord& account) {
    const auto standing = books.margin.standing(account);
    const bool is_called = standing && standing->is_at_or_below(account.group->margin_call_level);
    if (standing && is_called != account.margin_called) {
        account.margin_called = is_called;
        emit_valued(books, account, MarginCallChanged{.called = is_called, .figures = standing->figures()});
    }
}

// stop_out.negative_balance
void cover_negative_balance(Books& books, AccountRecord& account) {
    if (account.position_count != 0 || account.cash.minor_units >= 0) {
        return;
    }
    const Currency currency = account.currency();
    const std::int64_t missing = -account.cash.minor_units;
    const std::int64_t from_credit = std::min(missing, account.credit.minor_units);
    Transaction cover{.kind = TransactionKind::negative_balance};
    cover.legs.push_back({LedgerAccountKind::cash, {missing, currency}});
    if (from_credit > 0) {
        cover.legs.push_back({LedgerAccountKind::credit, {-from_credit, currency}});
    }
    if (missing > from_credit) {
        cover.legs.push_back({LedgerAccountKind::negative_balance_cover, {from_credit - missing, currency}});
    }
    books.post(account, cover);
}

void examine(Books& books, AccountRecord& account) {
    say_margin_call(books, account);
    stop_out(books, account);
    cover_negative_balance(books, account);
    say_margin_call(books, account);
}

}  // namespace

void touch_dependents(Books& books, InstrumentRecord& instrument) {
    for (AccountRecord& account : books.accounts) {
        if (depends_on(books, account, instrument)) {
            touch_anew(books, account);
        }
    }
}

void examine_touched(Books& books) {
    std::vector<AccountRecord*> accounts = std::exchange(books.touched, {});
    std::ranges::sort(accounts, {}, &AccountRecord::id);
    for (AccountRecord* const account : accounts) {
        // Nothing comes of examining one that provably is as it was; only a flat account may have to be covered.
        const bool may_owe = account->position_count == 0 && account->cash.minor_units < 0;
        if (may_owe || !is_safe_within_bands(books, *account)) {
            examine(books, *account);
            watch(books, *account);
        }
        account->is_touched = false;  // examining leaves nothing more to be examined
    }
    accounts.clear();
    books.touched = std::move(accounts);
}

}  // namespace trireme::engine
