#include "app/client_terms.hpp"

#include "base/assert.hpp"
#include "base/decimal.hpp"

#include <algorithm>
#include <array>

namespace trireme::app {
namespace {

constexpr Currency usd("USD");
constexpr Currency jpy("JPY");
constexpr Currency btc("BTC");
constexpr Currency none;
constexpr std::int64_t one = 100'000'000;

// Apart from what someone may define by hand in the same folder.
constexpr GroupId standard_group(1001);
constexpr GroupId daring_group(1002);
constexpr GroupId raw_group(1003);

// One client in so many dares more than is good; two of as many pay a commission instead of a markup.
constexpr std::size_t clients_per_daring = 8;
constexpr std::int64_t deposit_per_daring_deposit = 10;

constexpr std::int64_t usual_units = 10'000;
constexpr std::int64_t usual_yen = 1'500'000;

Group group(GroupId id, GroupName name, std::int64_t leverage, std::uint32_t markup_points) {
    Group made;
    made.id = id;
    made.name = name;
    made.leverage = Ratio(leverage * one);
    made.markup_points = markup_points;
    made.margin_call_level = Ratio(100 * one);
    made.stop_out_level = Ratio(50 * one);
    return made;
}

// About ten thousand dollars, as far as anyone knows the price.
Money usual_deposit(std::span<const TradedInstrument> instruments, Currency currency) {
    if (currency == jpy) {
        return {usual_yen, currency};
    }
    const std::int64_t units = usual_units * power_of_ten(currency.digits());
    if (currency == btc) {
        const auto priced = std::ranges::find_if(
            instruments, [](const TradedInstrument& each) { return each.terms.base == btc && each.mid > Price(); });
        if (priced != instruments.end()) {
            return {static_cast<std::int64_t>(Int128(units) * one / priced->mid.value()), currency};
        }
    }
    return {units, currency};
}

}  // namespace

ClientTerms::ClientTerms(std::span<const TradedInstrument> instruments) {
    TRIREME_ASSERT(!instruments.empty(), "clients need something to trade");
    for (const TradedInstrument& each : instruments) {
        if (each.terms.base != none) {
            pairs_.push_back({each.terms.base, each.terms.quote});
        }
    }
    for (const Currency currency : {usd, Currency("EUR"), jpy, btc}) {
        if (lead_from_all(instruments, currency)) {
            deposits_.push_back(usual_deposit(instruments, currency));
        }
    }
    for (const TradedInstrument& each : instruments) {
        if (deposits_.empty()) {
            deposits_.push_back(usual_deposit(instruments, each.terms.quote));
        }
    }
}

std::vector<Group> ClientTerms::groups() const {
    Group raw = group(raw_group, GroupName("raw"), 100, 0);
    raw.commission = Commission{
        .per_lot = Ratio(350 * one / 100), .currency = deposits_.front().currency, .sides = CommissionSides::both};
    return {group(standard_group, GroupName("standard"), 100, 2),
            group(daring_group, GroupName("high_leverage"), 500, 1), raw};
}

AccountTerms ClientTerms::account(AccountId id, std::size_t client) const {
    const std::size_t kind = client % clients_per_daring;
    const bool dares = kind == clients_per_daring - 1;
    const bool pays_commission = kind == 4 || kind == 5;
    return {.account = id,
            .owner = UserId(id.value()),
            .group = dares             ? daring_group
                     : pays_commission ? raw_group
                                       : standard_group,
            .currency = deposits_[dares ? 0 : client % deposits_.size()].currency,
            .mode = client / 2 % 3 == 1 ? AccountMode::netting : AccountMode::hedging,
            .status = AccountStatus::active,
            .client_class = dares ? ClientClass::beginner : ClientClass::standard};
}

Money ClientTerms::deposit(const AccountTerms& account) const {
    const auto found = std::ranges::find(deposits_, account.currency, &Money::currency);
    Money amount = found == deposits_.end() ? usual_deposit({}, account.currency) : *found;
    if (is_daring(account)) {
        amount.minor_units /= deposit_per_daring_deposit;
    }
    return amount;
}

bool ClientTerms::is_daring(const AccountTerms& account) { return account.group == daring_group; }

bool ClientTerms::can_trade(const AccountTerms& account, const Instrument& instrument) const {
    const Currency margin = instrument.margin_mode == MarginMode::forex ? instrument.base : instrument.quote;
    return leads(instrument.quote, account.currency) && leads(margin, account.currency);
}

bool ClientTerms::have_pair(Currency from, Currency to) const {
    return std::ranges::any_of(pairs_, [&](const Pair& pair) {
        return (pair.base == from && pair.quote == to) || (pair.base == to && pair.quote == from);
    });
}

bool ClientTerms::leads(Currency from, Currency to) const {
    return from == to || have_pair(from, to) || (have_pair(from, usd) && have_pair(usd, to));
}

bool ClientTerms::lead_from_all(std::span<const TradedInstrument> instruments, Currency to) const {
    AccountTerms account;
    account.currency = to;
    return std::ranges::all_of(instruments,
                               [&](const TradedInstrument& each) { return can_trade(account, each.terms); });
}

}  // namespace trireme::app
