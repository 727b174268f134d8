#include "reference/examination.hpp"

#include "reference/conversion.hpp"
#include "reference/ledger.hpp"
#include "reference/margin.hpp"
#include "reference/stop_out.hpp"

#include <algorithm>
#include <utility>

namespace trireme::reference {
namespace {

bool converts_through(const World& world, const Account& account, Currency from, InstrumentId pair) {
    const auto path = conversion_path(world, from, account.terms.currency);
    return path && std::ranges::count(*path, pair) > 0;
}

bool is_valued_by(const World& world, const Account& account, InstrumentId instrument) {
    const Standing standing = standing_of(world, account.terms.account);
    for (const auto& [id, position] : standing.positions) {
        const Instrument& terms = world.instruments.at(position.instrument).terms;
        if (terms.id == instrument || converts_through(world, account, terms.quote, instrument) ||
            converts_through(world, account, margin_currency(terms), instrument)) {
            return true;
        }
    }
    for (const auto& [id, order] : standing.orders) {
        const Instrument& terms = world.instruments.at(order.terms.instrument).terms;
        if (terms.id == instrument || converts_through(world, account, margin_currency(terms), instrument)) {
            return true;
        }
    }
    return false;
}

void examine_margin_call(World& world, Account& account) {
    const Figures figures = figures_now(world, account.terms.account);
    const bool is_called = is_at_or_below(figures, group_of(world, account).margin_call_level);
    if (is_called == account.margin_called) {
        return;
    }
    account.margin_called = is_called;
    say(world, MarginCallChanged{.account = account.terms.account,
                                 .called = is_called,
                                 .figures = with_level(figures),
                                 .valuation = valuation_of(world, account.terms.account)});
}

bool holds_positions(const World& world, AccountId account) {
    return std::ranges::any_of(world.positions, [&](const auto& held) { return held.second.account == account; });
}

// stop_out.negative_balance
void cover_negative_balance(World& world, const Account& account) {
    using enum LedgerAccountKind;
    const AccountId id = account.terms.account;
    const Money owed = minus(cash_of(world, account));
    if (owed.minor_units <= 0 || holds_positions(world, id)) {
        return;
    }
    const std::int64_t credit_left = std::max<std::int64_t>(credit_of(world, account).minor_units, 0);
    const Money from_credit{std::min(owed.minor_units, credit_left), owed.currency};
    const Money from_house = plus(owed, minus(from_credit));
    std::vector<Leg> legs{{cash, owed}};
    if (from_credit.minor_units != 0) {
        legs.push_back({credit, minus(from_credit)});
    }
    if (from_house.minor_units != 0) {
        legs.push_back({negative_balance_cover, minus(from_house)});
    }
    post(world, id, TransactionKind::negative_balance, legs);
}

void examine(World& world, AccountId id) {
    Account& account = world.accounts.at(id);
    examine_margin_call(world, account);
    stop_out(world, account);
    cover_negative_balance(world, account);
    examine_margin_call(world, account);
}

}  // namespace

std::set<AccountId> accounts_valued_by(const World& world, InstrumentId instrument) {
    std::set<AccountId> found;
    for (const auto& [id, account] : world.accounts) {
        if (is_valued_by(world, account, instrument)) {
            found.insert(id);
        }
    }
    return found;
}

void examine_touched(World& world) {
    for (const AccountId account : std::exchange(world.touched, {})) {
        examine(world, account);
    }
    world.touched.clear();  // by the examination itself, which has seen to it
}

}  // namespace trireme::reference
