#include "reference/desk.hpp"

#include "model/bounds.hpp"
#include "reference/checks.hpp"
#include "reference/definitions.hpp"
#include "reference/execution.hpp"
#include "reference/ledger.hpp"
#include "reference/triggers.hpp"
#include "reference/work.hpp"

#include <algorithm>

namespace trireme::reference {
namespace {

constexpr std::uint32_t latest_rules_version = 1;

// Both those that hold it and those with any live order in it.
void touch_accounts_in(World& world, InstrumentId instrument) {
    for (const auto& [id, position] : world.positions) {
        if (position.instrument == instrument) {
            world.touched.insert(position.account);
        }
    }
    for (const auto& [id, order] : world.orders) {
        if (order.terms.instrument == instrument) {
            world.touched.insert(order.account);
        }
    }
}

bool is_empty(const World& world, const Account& account) {
    const AccountId id = account.terms.account;
    const auto is_its = [&](const auto& entry) { return entry.second.account == id; };
    return std::ranges::none_of(world.positions, is_its) && std::ranges::none_of(world.orders, is_its) &&
           std::ranges::none_of(world.withdrawals, is_its) && cash_of(world, account).minor_units == 0 &&
           credit_of(world, account).minor_units == 0;
}

Objection check_opening(const World& world, const AccountTerms& terms) {
    if (terms.account == AccountId() || terms.account > account_id_max) {
        return reject_field(RejectCode::invalid_field, FieldName("account"));
    }
    if (world.accounts.contains(terms.account)) {
        return reject(RejectCode::account_exists, {.account = terms.account});
    }
    if (terms.owner == UserId()) {
        return reject_field(RejectCode::invalid_field, FieldName("owner"));
    }
    if (!world.groups.contains(terms.group)) {
        return reject(RejectCode::unknown_group, {.group = terms.group});
    }
    if (terms.currency == Currency()) {
        return reject_field(RejectCode::invalid_field, FieldName("currency"));
    }
    if (terms.status == AccountStatus::closed) {
        return reject_field(RejectCode::invalid_field, FieldName("status"));
    }
    return std::nullopt;
}

Objection check_change(const World& world, const AccountTerms& terms) {
    if (auto objection = check_account(world, terms.account, Suspended::may)) {
        return objection;
    }
    if (!world.groups.contains(terms.group)) {
        return reject(RejectCode::unknown_group, {.group = terms.group});
    }
    const Account& account = world.accounts.at(terms.account);
    if (terms.currency != account.terms.currency) {
        return reject_field(RejectCode::invalid_field, FieldName("currency"));
    }
    if (terms.mode != account.terms.mode) {
        return reject_field(RejectCode::invalid_field, FieldName("mode"));
    }
    if (terms.owner != account.terms.owner) {
        return reject_field(RejectCode::invalid_field, FieldName("owner"));
    }
    if (terms.status == AccountStatus::closed && !is_empty(world, account)) {
        return reject(RejectCode::account_not_empty, {.account = terms.account});
    }
    return std::nullopt;
}

Objection check_switch(const World& world, const SetKillSwitch& command) {
    if (command.instrument && command.account) {
        return reject_field(RejectCode::unexpected_field, FieldName("account"));
    }
    if (command.instrument && !world.instruments.contains(*command.instrument)) {
        return reject(RejectCode::unknown_instrument, {.instrument = command.instrument});
    }
    if (command.account && !world.accounts.contains(*command.account)) {
        return reject(RejectCode::unknown_account, {.account = command.account});
    }
    if (!command.engaged && command.by == UserId()) {
        return reject(RejectCode::unnamed_person);
    }
    return std::nullopt;
}

bool& switch_of(World& world, const SetKillSwitch& command) {
    if (command.instrument) {
        return world.instruments.at(*command.instrument).halted;
    }
    return command.account ? world.accounts.at(*command.account).halted : world.halted;
}

}  // namespace

Objection perform_for_desk(World& world, const SetRulesVersion& command) {
    if (command.version > latest_rules_version) {
        return reject(RejectCode::unknown_rules_version, {.limit_count = latest_rules_version});
    }
    if (command.version <= world.rules_version) {
        return reject(RejectCode::rules_version_goes_back, {.limit_count = world.rules_version});
    }
    say(world, RulesVersionChanged{world.rules_version, command.version});
    world.rules_version = command.version;
    return std::nullopt;
}

Objection perform_for_desk(World& world, const DefineInstrument& command) {
    if (auto objection = check_definition(world, command.instrument)) {
        return objection;
    }
    world.instruments[command.instrument.id].terms = command.instrument;
    say(world, InstrumentDefined{command.instrument});
    touch_accounts_in(world, command.instrument.id);
    return std::nullopt;
}

Objection perform_for_desk(World& world, const DefineGroup& command) {
    if (auto objection = check_definition(command.group)) {
        return objection;
    }
    world.groups[command.group.id] = command.group;
    say(world, GroupDefined{command.group});
    for (const auto& [id, account] : world.accounts) {
        if (account.terms.group == command.group.id) {
            world.touched.insert(id);
        }
    }
    return std::nullopt;
}

Objection perform_for_desk(World& world, const SetCalendar& command) {
    if (auto objection = check_rollovers(command.rollovers)) {
        return objection;
    }
    world.rollovers = command.rollovers;
    std::erase_if(world.rollovers, [&](const Rollover& rollover) { return rollover.at <= world.now; });
    say(world, CalendarSet{world.rollovers});
    return std::nullopt;
}

Objection perform_for_desk(World& world, const SetRoutingRules& command) {
    if (auto objection = check_rules(world, command)) {
        return objection;
    }
    world.routing_version = command.version;
    world.routing_rules = command.rules;
    say(world, RoutingRulesSet{command.version, command.rules});
    return std::nullopt;
}

Objection perform_for_desk(World& world, const SetMarketCondition& command) {
    if (auto objection = check_instrument(world, command.instrument)) {
        return objection;
    }
    if (command.volatility < Ratio()) {
        return reject_field(RejectCode::invalid_field, FieldName("volatility"));
    }
    world.instruments.at(command.instrument).volatility = command.volatility;
    say(world, MarketConditionSet{command.instrument, command.volatility});
    return std::nullopt;
}

Objection perform_for_desk(World& world, const SetLpStatus& command) {
    if (command.lp == LpId()) {
        return reject_field(RejectCode::invalid_field, FieldName("lp"));
    }
    if (command.answer_within && command.answer_within->nanoseconds() <= 0) {
        return reject_field(RejectCode::invalid_field, FieldName("answer_within"));
    }
    if (command.retry_after && command.retry_after->nanoseconds() < 0) {
        return reject_field(RejectCode::invalid_field, FieldName("retry_after"));
    }
    Lp& lp = world.lps[command.lp];
    lp.is_available = command.available;
    lp.terms.answer_within = command.answer_within.value_or(lp.terms.answer_within);
    lp.terms.retry_after = command.retry_after.value_or(lp.terms.retry_after);
    say(world, LpStatusSet{command.lp, command.available, lp.terms});
    if (command.available) {
        for (auto& [place, hedge] : world.hedges) {
            hedge.is_due = hedge.is_due || (hedge.waits && place.lp == command.lp);
        }
    }
    return std::nullopt;
}

Objection perform_for_desk(World& world, const SetKillSwitch& command) {
    if (auto objection = check_switch(world, command)) {
        return objection;
    }
    bool& is_engaged = switch_of(world, command);
    if (is_engaged == command.engaged) {
        return reject(RejectCode::nothing_changed);
    }
    is_engaged = command.engaged;
    say(world, KillSwitchSet{command.instrument, command.account, command.engaged, command.by});
    if (command.engaged) {
        begin_work(world, {.kind = WorkKind::kill_switch, .kill_switch = command});
    }
    return std::nullopt;
}

Objection perform_for_desk(World& world, const Quotes& command) {
    if (command.quotes.size() > quotes_max) {
        return reject(RejectCode::too_many, {.asked_count = command.quotes.size(), .limit_count = quotes_max});
    }
    for (const Quote& quote : command.quotes) {
        take_quote(world, quote);
    }
    return std::nullopt;
}

Objection perform_for_desk(World& world, const BookUpdate& command) {
    take_book(world, command);
    return std::nullopt;
}

Objection perform_for_desk(World& world, const OpenAccount& command) {
    const AccountTerms& terms = command.terms;
    if (auto objection = check_opening(world, terms)) {
        return objection;
    }
    const Money nothing{0, terms.currency};
    world.accounts.emplace(terms.account, Account{.terms = terms, .baseline = nothing, .moved = nothing});
    say(world, AccountOpened{.account = terms.account, .terms = terms});
    return std::nullopt;
}

Objection perform_for_desk(World& world, const ChangeAccount& command) {
    const AccountTerms& terms = command.terms;
    if (auto objection = check_change(world, terms)) {
        return objection;
    }
    world.accounts.at(terms.account).terms = terms;
    say(world, AccountChanged{.account = terms.account, .terms = terms});
    if (terms.status == AccountStatus::close_only || terms.status == AccountStatus::suspended) {
        cancel_all(world, CancelReason::account_status, {},
                   [&](const OrderState& order) { return order.account == terms.account && order.adds_risk; });
    }
    return std::nullopt;
}

}  // namespace trireme::reference
