#include "reference/random_desk.hpp"

#include "model/bounds.hpp"
#include "reference/amounts.hpp"
#include "reference/ledger.hpp"

#include <algorithm>

namespace trireme::reference {
namespace {

constexpr GroupId nobodys_group(99);
constexpr AccountId first_account(101);
constexpr std::int64_t seconds_per_day = 86'400;

}  // namespace

const Account& RandomDesk::some_account() { return *some_entry(random_, world_.accounts); }

Money RandomDesk::some_money(Currency currency, std::int64_t most_in_dollars) {
    if (random_.one_in(60)) {
        return Money{one_of<std::int64_t>(random_, {0, -1, posting_max, posting_max + 1, INT64_MAX, INT64_MIN}),
                     currency};
    }
    // About as much in each currency: 100 minor units are a dollar, 100 yen as well, 2,000 satoshis as well.
    const std::int64_t minor_units = between(random_, 1, most_in_dollars * 100);
    return Money{currency == Currency("BTC") ? minor_units * 20 : minor_units,
                 random_.one_in(80) ? Currency("CHF") : currency};
}

Command RandomDesk::deposit() {
    const Account& account = some_account();
    return Deposit{account.terms.account, {}, some_money(account.terms.currency, random_.one_in(3) ? 500 : 20'000)};
}

Command RandomDesk::settle_deposit() {
    const Account& account = some_account();
    const Currency currency = account.terms.currency;
    const std::int64_t in_transit = bounded_64(-house_sum(world_, LedgerAccountKind::deposits_in_transit, currency));
    const bool is_asked_for_all = random_.one_in(3) && in_transit > 0;
    return SettleDeposit{
        account.terms.account, {}, is_asked_for_all ? Money{in_transit, currency} : some_money(currency, 5'000)};
}

Command RandomDesk::request_withdrawal() {
    const Account& account = some_account();
    return RequestWithdrawal{
        account.terms.account, {}, some_money(account.terms.currency, 1'000), UserId(random_.below(5))};
}

Command RandomDesk::decide_withdrawal() {
    const WithdrawalState* const withdrawal = some_entry(random_, world_.withdrawals);
    if (withdrawal == nullptr || random_.one_in(30)) {
        return DecideWithdrawal{some_account().terms.account, {}, WithdrawalId(random_.below(20)), true, UserId(3)};
    }
    return DecideWithdrawal{withdrawal->account, {}, withdrawal->id, random_.one_in(2), UserId(random_.below(5))};
}

Command RandomDesk::grant_credit() {
    const Account& account = some_account();
    Money amount = some_money(account.terms.currency, 300);
    amount.minor_units = random_.one_in(2) ? amount.minor_units : minus(amount).minor_units;
    return GrantCredit{account.terms.account, {}, amount, UserId(random_.below(6))};
}

Command RandomDesk::adjust_balance() {
    const Account& account = some_account();
    Money amount = some_money(account.terms.currency, 1'000);
    amount.minor_units = random_.one_in(2) ? amount.minor_units : minus(amount).minor_units;
    if (random_.one_in(8)) {
        amount = minus(cash_of(world_, account));  // empties it, so that it can be closed
    }
    return AdjustBalance{account.terms.account, {}, amount, UserId(random_.below(6))};
}

void RandomDesk::spoil(Instrument& terms) {
    switch (random_.below(14)) {
        case 0: terms.id = InstrumentId(); return;
        case 1: terms.symbol = Symbol("EURUSD"); return;
        case 2: terms.digits = 9; return;
        case 3: terms.tick_size = Price(random_.integer<std::int64_t>()); return;
        case 4: terms.contract_size = Ratio(random_.integer<std::int64_t>()); return;
        case 5: terms.lots_min = Lots(terms.lots_min.value() + 1); return;
        case 6: terms.lots_max = Lots(terms.lots_min.value() / 2); return;
        case 7: terms.leverage = Ratio(random_.integer<std::int64_t>()); return;
        case 8: terms.tiers = {{Ratio(one), Ratio(one)}}; return;
        case 9: terms.sessions = {{600, 700}, {650, 800}}; return;
        case 10: terms.holidays = {{Timestamp(5), Timestamp(5)}}; return;
        case 11: terms.quote = Currency("CHF"); return;
        case 12: terms.swap = {.mode = SwapMode::currency, .long_rate = {}, .short_rate = {}, .currency = {}}; return;
        default: terms.quote_age_max = Duration::nanoseconds(0); return;
    }
}

Command RandomDesk::define_instrument() {
    Instrument terms = market_.terms(random_.below(market_.size()));
    if (random_.one_in(3)) {
        const std::int64_t start = world_.now.nanoseconds_since_1970();
        const auto in_seconds = [&](std::int64_t seconds) { return Timestamp(start + seconds * 1'000'000'000); };
        terms.holidays = {{in_seconds(between(random_, -100, 50'000)), in_seconds(60'000)},
                          {in_seconds(8 * seconds_per_day), in_seconds(9 * seconds_per_day)}};
    }
    if (random_.one_in(8)) {
        spoil(terms);
    }
    return DefineInstrument{terms};
}

void RandomDesk::spoil(Group& group) {
    switch (random_.below(6)) {
        case 0: group.id = GroupId(); return;
        case 1: group.name = {}; return;
        case 2: group.leverage = Ratio(random_.integer<std::int64_t>()); return;
        case 3: group.stop_out_level = Ratio(group.margin_call_level.value() + 1); return;
        case 4: group.dividend_tax = Ratio(one + 1); return;
        default: group.limits.lots = Lots(); return;
    }
}

Command RandomDesk::define_group() {
    const Group* const known = some_entry(random_, world_.groups);
    Group group = market_.group(known->id);
    if (random_.one_in(8)) {
        spoil(group);
    }
    return DefineGroup{group};
}

Command RandomDesk::open_account() {
    AccountTerms terms;
    terms.account = AccountId(first_account.value() + random_.below(14));
    if (random_.one_in(10)) {
        const std::uint64_t last = account_id_max.value();
        terms.account = AccountId(one_of<std::uint64_t>(random_, {0, last, last + 1, UINT64_MAX}));
    }
    terms.owner = UserId(random_.one_in(30) ? 0 : 1 + random_.below(9));
    terms.group = random_.one_in(20) ? nobodys_group : some_entry(random_, world_.groups)->id;
    terms.currency =
        one_of(random_, {Currency("USD"), Currency("USD"), Currency("EUR"), Currency("JPY"), Currency("BTC")});
    if (random_.one_in(30)) {
        terms.currency = Currency();
    }
    terms.mode = one_of(random_, {AccountMode::hedging, AccountMode::netting});
    terms.status = random_.one_in(25)
                       ? one_of(random_, {AccountStatus::closed, AccountStatus::close_only, AccountStatus::suspended})
                       : AccountStatus::active;
    terms.client_class =
        one_of(random_, {ClientClass::standard, ClientClass::beginner, ClientClass::profitable, ClientClass::vip});
    return OpenAccount{terms};
}

Command RandomDesk::change_account() {
    AccountTerms terms = some_account().terms;
    // Who cannot trade is let trade again before long, or there would be no trading.
    for (const auto& [id, account] : world_.accounts) {
        const bool is_open =
            account.terms.status == AccountStatus::active || account.terms.status == AccountStatus::closed;
        if (!is_open && random_.one_in(2)) {
            terms = account.terms;
        }
    }
    terms.group = random_.one_in(20) ? nobodys_group : some_entry(random_, world_.groups)->id;
    terms.status = percent(random_, 75)
                       ? AccountStatus::active
                       : one_of(random_, {AccountStatus::close_only, AccountStatus::suspended, AccountStatus::closed});
    terms.client_class = one_of(random_, {ClientClass::standard, ClientClass::vip});
    switch (random_.below(40)) {
        case 0: terms.currency = Currency("CHF"); break;
        case 1: terms.mode = terms.mode == AccountMode::hedging ? AccountMode::netting : AccountMode::hedging; break;
        case 2: terms.owner = UserId(77); break;
        case 3: terms.account = AccountId(8'888); break;
        default: break;
    }
    return ChangeAccount{terms};
}

Command RandomDesk::set_calendar() {
    SetCalendar command;
    const Date today = Date::of(world_.now);
    for (std::int32_t day = -1; day < 40; ++day) {
        const Date date(today.days_since_1970() + day);
        command.rollovers.push_back(
            {Timestamp((date.days_since_1970() * seconds_per_day + 21 * 3'600) * 1'000'000'000), date});
    }
    if (random_.one_in(8)) {
        std::swap(command.rollovers.front(), command.rollovers.back());
    }
    return command;
}

RoutingRule RandomDesk::some_rule(std::uint32_t id) {
    RoutingRule rule{.id = RoutingRuleId(id)};
    rule.when.client_class = perhaps(random_, 30, one_of(random_, {ClientClass::vip, ClientClass::beginner}));
    rule.when.routing_class = perhaps(random_, 20, std::uint8_t{1});
    rule.when.instrument = perhaps(random_, 40, market_.id(random_.below(market_.size())));
    rule.when.lots_min = perhaps(random_, 40, Lots(one / 2));
    rule.when.lots_max = perhaps(random_, 20, Lots(3 * one));
    rule.when.notional_min = perhaps(random_, 30, Ratio(50'000 * one));
    rule.when.volatility_max = perhaps(random_, 20, Ratio(one / 5));
    rule.when.exposure_min = perhaps(random_, 30, Lots(2 * one));
    rule.when.lp_available = perhaps(random_, 30, LpId(static_cast<std::uint32_t>(random_.below(3))));
    rule.when.minute_from = perhaps(random_, 20, static_cast<std::uint16_t>(random_.below(1'440)));
    rule.when.minute_until = perhaps(random_, 20, static_cast<std::uint16_t>(random_.below(1'440)));
    rule.book = one_of(random_, {Book::b, Book::b, Book::c, Book::c, random_.one_in(3) ? Book::a : Book::c});
    rule.hedge_share = one_of(random_, {Ratio(), Ratio(one), Ratio(one / 2), Ratio(between(random_, 0, one))});
    rule.lp = LpId(static_cast<std::uint32_t>(random_.one_in(20) ? 0 : 1 + random_.below(2)));
    return rule;
}

Command RandomDesk::set_routing_rules() {
    SetRoutingRules command{.version = world_.routing_version + (random_.one_in(12) ? 0U : 1U), .rules = {}};
    for (std::uint32_t id = 1; id <= random_.below(5); ++id) {
        command.rules.push_back(some_rule(id));
    }
    if (random_.one_in(12) && !command.rules.empty()) {
        command.rules.push_back(command.rules.front());
    }
    return command;
}

Command RandomDesk::set_market_condition() {
    const auto index = random_.below(market_.size());
    return SetMarketCondition{random_.one_in(30) ? InstrumentId(9'999) : market_.id(index),
                              Ratio(between(random_, 0, one))};
}

Command RandomDesk::set_lp_status() {
    SetLpStatus command{.lp = LpId(static_cast<std::uint32_t>(random_.below(3))), .available = !random_.one_in(4)};
    command.answer_within = perhaps(random_, 20, Duration::seconds(between(random_, 0, 30)));
    command.retry_after = perhaps(random_, 20, Duration::seconds(between(random_, -1, 10)));
    return command;
}

Command RandomDesk::set_kill_switch() {
    SetKillSwitch command{
        .instrument = {}, .account = {}, .engaged = random_.one_in(2), .by = UserId(random_.below(8))};
    const auto scope = random_.below(10);
    if (scope < 5) {
        command.instrument = market_.id(random_.below(market_.size()));
    }
    if (scope > 3) {
        command.account = some_account().terms.account;
    }
    // Nothing would happen any more if switches stayed on as often as they go on.
    for (const auto& [id, instrument] : world_.instruments) {
        if (instrument.halted && random_.one_in(2)) {
            return SetKillSwitch{id, std::nullopt, false, UserId(random_.below(8))};
        }
    }
    for (const auto& [id, account] : world_.accounts) {
        if (account.halted && random_.one_in(2)) {
            return SetKillSwitch{std::nullopt, id, false, UserId(random_.below(8))};
        }
    }
    return world_.halted ? SetKillSwitch{std::nullopt, std::nullopt, false, UserId(random_.below(8))} : command;
}

Command RandomDesk::set_rules_version() { return SetRulesVersion{static_cast<std::uint32_t>(random_.below(3))}; }

Command RandomDesk::pay_dividend() {
    PayDividend command{.action = CorporateActionId(random_.one_in(10) ? actions_ : ++actions_),
                        .instrument = market_.id(random_.below(market_.size())),
                        .per_unit = Price(between(random_, 1, 300) * one / 1'000)};
    if (random_.one_in(10)) {
        command.per_unit = Price(one_of<std::int64_t>(random_, {0, -one, price_max.value() + 1}));
    }
    if (random_.one_in(20)) {
        command.instrument = InstrumentId(9'999);
    }
    return command;
}

Command RandomDesk::split_instrument() {
    const auto index = random_.below(market_.size());
    SplitInstrument command{
        .action = CorporateActionId(random_.one_in(10) ? actions_ : ++actions_),
        .instrument = random_.one_in(20) ? InstrumentId(9'999) : market_.id(index),
        .numerator = static_cast<std::uint32_t>(random_.one_in(15) ? random_.below(1'500) : 1 + random_.below(4)),
        .denominator = static_cast<std::uint32_t>(1 + random_.below(3))};
    const bool happens = command.numerator != 0 && command.numerator != command.denominator && command.numerator <= 10;
    if (happens) {
        market_.split(index, command.numerator, command.denominator);
    }
    return command;
}

}  // namespace trireme::reference
