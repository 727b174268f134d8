#include "reference/random_commands.hpp"

#include "reference/amounts.hpp"
#include "reference/requests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace trireme::reference {
namespace {

constexpr std::int64_t ns_per_second = 1'000'000'000;
constexpr Timestamp start_time(1'788'249'600 * ns_per_second);  // a Tuesday in September 2026
constexpr std::size_t accounts_at_first = 11;
constexpr std::size_t groups_at_first = 4;
constexpr std::uint64_t commands_per_crowd = 4'000;
constexpr std::int64_t crowd_deposit = 100'000'000'000;  // minor units, enough for all of it
constexpr std::uint64_t crowd_actions = 1'000'000;       // its corporate actions are none of the desk's

}  // namespace

RandomCommands::RandomCommands(std::uint64_t seed, const ReferenceBroker& broker)
    : random_(seed),
      broker_(broker),
      market_(random_),
      orders_(random_, broker.world()),
      desk_(random_, market_, broker.world()),
      hedging_(random_, market_, broker.world()),
      now_(start_time),
      last_(start_time) {
    set_stage();
}

void RandomCommands::set_stage() {
    for (std::size_t index = 0; index < market_.size(); ++index) {
        Instrument terms = market_.terms(index);
        terms.active = true;
        plan(DefineInstrument{terms});
    }
    for (std::uint32_t id = 1; id <= groups_at_first; ++id) {
        plan(DefineGroup{market_.group(GroupId(id))});
    }
    for (std::size_t index = 0; index < market_.priced(); ++index) {
        plan(Quotes{{market_.next_quote(index)}});
    }
    plan(SetLpStatus{.lp = LpId(1), .available = true});
    plan(SetLpStatus{.lp = LpId(2), .available = true});
    plan(desk_.set_routing_rules());
}

void RandomCommands::plan_crowd() {
    const auto* const account = some_entry(random_, broker_.world().accounts);
    const auto index = random_.below(market_.priced());
    Instrument terms = market_.terms(index);
    terms.active = true;
    terms.fill_mode = FillMode::top_of_book;
    terms.sessions.clear();
    terms.collar.reset();
    Group group = market_.group(account->terms.group);
    group.limits = {};
    group.leverage = Ratio(500 * one);
    plan(DefineInstrument{terms});
    plan(DefineGroup{group});
    plan(Deposit{account->terms.account, {}, Money{crowd_deposit, account->terms.currency}});
    const Quote quote = market_.next_quote(index);
    plan(Quotes{{quote}});

    const bool is_of_positions = random_.one_in(2);
    const Price below(std::max(quote.bid.value() * 9 / 10 / terms.tick_size.value(), std::int64_t{1}) *
                      terms.tick_size.value());
    PlaceOrder request{.account = account->terms.account, .client_order_id = {}, .order = {}};
    request.order.instrument = terms.id;
    request.order.type = is_of_positions ? OrderType::market : OrderType::limit;
    request.order.lots = terms.lots_min;
    request.order.price = is_of_positions ? std::nullopt : std::optional(below);
    for (std::int64_t count = between(random_, 250, 300); count > 0; --count) {
        plan(request);
    }
    plan_work_over_crowd(account->terms.account, terms.id, is_of_positions);
}

void RandomCommands::plan_work_over_crowd(AccountId account, InstrumentId instrument, bool is_of_positions) {
    const CorporateActionId action(crowd_actions + ++crowds_);
    switch (random_.below(is_of_positions ? 3 : 2)) {
        case 0: plan(SplitInstrument{action, instrument, 3, 2}); break;
        case 1: plan(SetKillSwitch{instrument, std::nullopt, true, UserId(1)}); break;
        default: plan(PayDividend{action, instrument, Price(one / 100)}); break;
    }
    plan(SetCalendar{{{now_.plus(Duration::seconds(60)), Date::of(now_)}}});
    plan(SetKillSwitch{instrument, std::nullopt, false, UserId(1)}, Duration::seconds(100));
    plan(ClosePositions{account, {}, std::nullopt});
    plan(CancelOrders{account, {}, std::nullopt});
}

void RandomCommands::pass_time() {
    if (!planned_.empty()) {
        now_ = now_.plus(planned_.front().after);
        return;
    }
    const auto chance = random_.below(1'000);
    std::int64_t ns = 0;
    if (chance < 300) {
        return;
    }
    if (chance < 500) {
        ns = between(random_, 1, 1'000);
    } else if (chance < 700) {
        ns = between(random_, 1, ns_per_second);
    } else if (chance < 930) {
        ns = between(random_, 1, 60 * ns_per_second);
    } else if (chance < 990) {
        ns = between(random_, 1, 3'600 * ns_per_second);
    } else if (chance < 999) {
        ns = between(random_, 1, 10 * 3'600 * ns_per_second);
    } else {
        ns = between(random_, 1, 6 * 86'400 * ns_per_second);
    }
    now_ = now_.plus(Duration::nanoseconds(ns));
}

TimedCommand RandomCommands::next() {
    if (!std::exchange(time_has_passed_, true)) {
        pass_time();
    }
    if (const auto due = broker_.next_timer(); due && *due <= now_) {
        last_ = std::max(last_, *due);
        return {last_, TimerDue{}};
    }
    time_has_passed_ = false;
    last_ = now_;
    return {now_, next_command()};
}

Command RandomCommands::draw_at(Timestamp now) {
    now_ = std::max(now, broker_.world().now);
    if (planned_.empty() && !stage_is_set()) {
        set_stage();
    }
    return next_command();
}

bool RandomCommands::stage_is_set() const {
    const World& world = broker_.world();
    return world.instruments.size() >= market_.size() && world.groups.size() >= groups_at_first;
}

Command RandomCommands::next_command() {
    if (!planned_.empty()) {
        Command command = std::move(planned_.front().command);
        planned_.pop_front();
        return command;
    }
    if (broker_.world().accounts.size() < accounts_at_first) {
        return desk_.open_account();
    }
    if (random_.one_in(commands_per_crowd)) {
        plan_crowd();  // from the next command on
    }
    return named(draw());
}

Command RandomCommands::draw() {
    const auto chance = random_.below(1'000);
    if (chance < 330) {
        return draw_quotes();
    }
    if (chance < 380) {
        return draw_for_hedges();
    }
    if (chance < 600) {
        return orders_.place_order();
    }
    if (chance < 640) {
        return orders_.place_oco();
    }
    if (chance < 690) {
        return orders_.modify_order();
    }
    if (chance < 710) {
        return orders_.cancel_order();
    }
    if (chance < 755) {
        return orders_.modify_position();
    }
    if (chance < 785) {
        return orders_.close_position();
    }
    if (chance < 800) {
        return orders_.close_by();
    }
    if (chance < 815) {
        return orders_.reverse_position();
    }
    if (chance < 855) {
        return desk_.deposit();
    }
    return chance < 880 ? draw_again() : draw_rare();
}

// How many instruments there are to be quoted: seldom those among them that may go without a price.
std::size_t RandomCommands::some_priced() { return random_.one_in(60) ? market_.size() : market_.priced(); }

Command RandomCommands::draw_quotes() {
    if (random_.one_in(6)) {
        return market_.next_book(random_.below(some_priced()));
    }
    Quotes command;
    for (std::uint64_t count = random_.below(4) + (random_.one_in(50) ? 0 : 1); count > 0; --count) {
        command.quotes.push_back(market_.next_quote(random_.below(some_priced())));
    }
    if (random_.one_in(200)) {
        command.quotes.push_back({InstrumentId(9'999), Price(1), Price(1)});
    }
    if (random_.one_in(3'000)) {
        command.quotes.resize(quotes_max + 1);
    }
    return command;
}

Command RandomCommands::draw_for_hedges() {
    const auto chance = random_.below(100);
    if (!hedging_.has_live_orders() && chance < 90) {
        return draw_quotes();
    }
    if (chance % 25 == 0) {
        return hedging_.set_hedge_policy();
    }
    return chance % 25 == 1 ? hedging_.resolve() : hedging_.report();
}

Command RandomCommands::draw_rare() {
    switch (random_.below(24)) {
        case 0: return orders_.cancel_orders();
        case 1: return random_.one_in(3) ? orders_.close_positions() : orders_.cancel_orders();
        case 2:
        case 3: return desk_.settle_deposit();
        case 4:
        case 5: return desk_.request_withdrawal();
        case 6:
        case 7: return desk_.decide_withdrawal();
        case 8:
        case 9: return desk_.grant_credit();
        case 10:
        case 11: return desk_.adjust_balance();
        case 12:
        case 13: return desk_.define_instrument();
        case 14: return desk_.define_group();
        case 15: return random_.one_in(5) ? desk_.open_account() : desk_.change_account();
        case 16: return desk_.change_account();
        case 17: return desk_.set_calendar();
        case 18: return random_.one_in(4) ? desk_.set_market_condition() : desk_.set_routing_rules();
        case 19: return desk_.set_lp_status();
        case 20:
        case 21: return desk_.set_kill_switch();
        case 22: return random_.one_in(4) ? desk_.set_rules_version() : Command(TimerDue{});
        default: return random_.one_in(2) ? desk_.pay_dividend() : desk_.split_instrument();
    }
}

Command RandomCommands::draw_again() {
    if (asked_.empty()) {
        return draw_quotes();
    }
    // Mostly something recent, now and then something that may have been forgotten.
    const std::size_t within = random_.one_in(4) ? asked_.size() : std::min<std::size_t>(asked_.size(), 40);
    Command again = asked_[asked_.size() - 1 - random_.below(within)];
    if (random_.one_in(8)) {
        return old_request(again);
    }
    if (random_.one_in(3)) {
        std::visit(
            [&](auto& command) {
                if constexpr (requires { command.amount.minor_units; }) {
                    command.amount.minor_units ^= 1;
                } else if constexpr (requires { command.order.lots; }) {
                    command.order.lots = Lots(command.order.lots.value() / 2);
                }
            },
            again);
    }
    return again;
}

// As the runtime would say it of one that it found; also of one that is not forgotten, and of nobody's.
AnswerOldRequest RandomCommands::old_request(const Command& request) {
    AnswerOldRequest found{.same = random_.one_in(2), .first = {.id = random_.below(100)}};
    if (random_.one_in(3)) {
        found.first = {.rejected = RejectCode::no_money};
    }
    std::visit(
        [&]<class Asked>(const Asked& asked) {
            found.command = Asked::wire_type;
            if constexpr (requires { asked.client_order_id; }) {
                found.account = random_.one_in(20) ? AccountId(9'999) : asked.account;
                found.client_order_id = asked.client_order_id;
            }
        },
        request);
    found.asked = random_.one_in(2) ? asked_by(request) : std::nullopt;
    return found;
}

Command RandomCommands::named(Command command) {
    std::visit(
        [&](auto& asked) {
            if constexpr (requires { asked.client_order_id; }) {
                if (asked.client_order_id.empty() && !random_.one_in(8)) {
                    asked.client_order_id = *ClientOrderId::from_text(fmt::format("r{}", ++requests_));
                    asked_.push_back(command);
                }
            }
        },
        command);
    return command;
}

}  // namespace trireme::reference
