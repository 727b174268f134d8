#include "reference/definitions.hpp"

#include "reference/amounts.hpp"
#include "reference/market.hpp"

#include <algorithm>
#include <initializer_list>
#include <set>

namespace trireme::reference {
namespace {

// What must hold of a field, with its name.
struct Demand {
    FieldName field;
    bool holds;
};

Objection first_unmet(std::initializer_list<Demand> demands) {
    for (const Demand& demand : demands) {
        if (!demand.holds) {
            return reject_field(RejectCode::invalid_field, demand.field);
        }
    }
    return std::nullopt;
}

bool is_leverage(Ratio leverage) { return leverage >= leverage_min && leverage <= leverage_max; }

bool are_sound(const std::vector<MarginTier>& tiers) {
    for (std::size_t at = 0; at < tiers.size(); ++at) {
        const bool begins = at == 0 ? tiers[at].from == Ratio() : tiers[at].from > tiers[at - 1].from;
        if (!begins || !is_leverage(tiers[at].leverage)) {
            return false;
        }
    }
    return tiers.size() <= margin_tiers_max;
}

bool are_sound(const std::vector<SessionInterval>& sessions) {
    for (std::size_t at = 0; at < sessions.size(); ++at) {
        const bool follows = at == 0 || sessions[at].open >= sessions[at - 1].close;
        if (!follows || sessions[at].open >= sessions[at].close || sessions[at].close > minutes_per_week) {
            return false;
        }
    }
    return sessions.size() <= sessions_max;
}

bool are_sound(const std::vector<Holiday>& holidays) {
    for (std::size_t at = 0; at < holidays.size(); ++at) {
        const bool follows = at == 0 || holidays[at].from >= holidays[at - 1].until;
        if (!follows || holidays[at].from >= holidays[at].until) {
            return false;
        }
    }
    return holidays.size() <= holidays_max;
}

bool is_sound(const std::optional<Commission>& commission) {
    return !commission || (commission->per_lot >= Ratio() && commission->currency != Currency());
}

template <class T>
bool is_positive(const std::optional<T>& bound) {
    return !bound || *bound > T();
}

bool are_positive(const Limits& limits) {
    return is_positive(limits.open_orders) && is_positive(limits.lots) && is_positive(limits.exposure) &&
           is_positive(limits.daily_loss) && is_positive(limits.orders_per_second);
}

bool is_another_instruments(const World& world, const Instrument& terms) {
    return std::ranges::any_of(world.instruments, [&](const auto& known) {
        return known.first != terms.id && known.second.terms.symbol == terms.symbol;
    });
}

// The fields in which prices and volumes are counted; the others may be looked at when these are sound.
Objection check_measures(const World& world, const Instrument& terms) {
    if (auto objection =
            first_unmet({{FieldName("id"), terms.id != InstrumentId()},
                         {FieldName("symbol"), !terms.symbol.empty() && !is_another_instruments(world, terms)},
                         {FieldName("name"), terms.name.size() <= instrument_name_bytes_max},
                         {FieldName("quote"), terms.quote != Currency() && terms.quote != terms.base},
                         {FieldName("digits"), terms.digits <= price_digits_max}})) {
        return objection;
    }
    const bool is_on_grid = terms.tick_size.value() % point_of(terms).value() == 0;
    return first_unmet(
        {{FieldName("tick_size"), is_price(terms.tick_size) && is_on_grid},
         {FieldName("contract_size"), terms.contract_size > Ratio() && terms.contract_size <= contract_size_max},
         {FieldName("lots_min"), terms.lots_min > Lots()},
         {FieldName("lots_max"), terms.lots_max >= terms.lots_min && terms.lots_max <= volume_max},
         {FieldName("lots_step"), terms.lots_step > Lots()}});
}

Objection check_soundness(const World& world, const Instrument& terms) {
    if (auto objection = check_measures(world, terms)) {
        return objection;
    }
    const auto is_whole = [&](Lots lots) { return lots.value() % terms.lots_step.value() == 0; };
    const bool has_swap_currency = terms.swap.mode != SwapMode::currency || terms.swap.currency != Currency();
    return first_unmet({{FieldName("lots_step"), is_whole(terms.lots_min) && is_whole(terms.lots_max)},
                        {FieldName("margin_mode"), terms.margin_mode != MarginMode::forex || terms.base != Currency()},
                        {FieldName("leverage"), !terms.leverage || is_leverage(*terms.leverage)},
                        {FieldName("tiers"), are_sound(terms.tiers)},
                        {FieldName("commission"), is_sound(terms.commission)},
                        {FieldName("swap"), has_swap_currency},
                        {FieldName("sessions"), are_sound(terms.sessions)},
                        {FieldName("holidays"), are_sound(terms.holidays)},
                        {FieldName("quote_age_max"), is_positive(terms.quote_age_max)},
                        {FieldName("collar"), is_positive(terms.collar)}});
}

// instrument.fixed
Objection check_fixed(const Instrument& before, const Instrument& after) {
    const std::initializer_list<Demand> fixed{{FieldName("type"), before.type == after.type},
                                              {FieldName("base"), before.base == after.base},
                                              {FieldName("quote"), before.quote == after.quote},
                                              {FieldName("digits"), before.digits == after.digits},
                                              {FieldName("tick_size"), before.tick_size == after.tick_size},
                                              {FieldName("contract_size"), before.contract_size == after.contract_size},
                                              {FieldName("margin_mode"), before.margin_mode == after.margin_mode}};
    for (const Demand& demand : fixed) {
        if (!demand.holds) {
            return reject(RejectCode::instrument_in_use, {.instrument = before.id, .field = demand.field});
        }
    }
    return std::nullopt;
}

template <class T>
bool is_range(const std::optional<T>& from, const std::optional<T>& until) {
    return !from || !until || *from <= *until;
}

bool is_minute(std::optional<std::uint16_t> minute) { return !minute || *minute < minutes_per_day; }

bool is_sound(const RoutingRule& rule) {
    const RoutingConditions& when = rule.when;
    const bool has_lp = rule.book != Book::c || rule.hedge_share == Ratio() || rule.lp != LpId();
    return rule.hedge_share >= Ratio() && rule.hedge_share <= whole && has_lp &&
           is_range(when.lots_min, when.lots_max) && is_range(when.notional_min, when.notional_max) &&
           is_range(when.volatility_min, when.volatility_max) && is_range(when.exposure_min, when.exposure_max) &&
           is_minute(when.minute_from) && is_minute(when.minute_until);
}

}  // namespace

Objection check_definition(const World& world, const Instrument& instrument) {
    if (auto objection = check_soundness(world, instrument)) {
        return objection;
    }
    const auto known = world.instruments.find(instrument.id);
    return known == world.instruments.end() ? std::nullopt : check_fixed(known->second.terms, instrument);
}

Objection check_definition(const Group& group) {
    const bool has_levels = group.stop_out_level >= Ratio() && group.stop_out_level <= group.margin_call_level;
    return first_unmet({{FieldName("id"), group.id != GroupId()},
                        {FieldName("name"), !group.name.empty()},
                        {FieldName("leverage"), is_leverage(group.leverage)},
                        {FieldName("markup_points"), group.markup_points <= markup_points_max},
                        {FieldName("commission"), is_sound(group.commission)},
                        {FieldName("margin_call_level"), group.margin_call_level >= Ratio()},
                        {FieldName("stop_out_level"), has_levels},
                        {FieldName("dividend_tax"), group.dividend_tax >= Ratio() && group.dividend_tax <= whole},
                        {FieldName("limits"), are_positive(group.limits)}});
}

Objection check_rules(const World& world, const SetRoutingRules& command) {
    std::set<RoutingRuleId> ids;
    bool are_sound_rules = command.rules.size() <= routing_rules_max;
    for (const RoutingRule& rule : command.rules) {
        are_sound_rules = are_sound_rules && is_sound(rule) && ids.insert(rule.id).second;
    }
    return first_unmet(
        {{FieldName("version"), command.version > world.routing_version}, {FieldName("rules"), are_sound_rules}});
}

Objection check_policy(const HedgePolicy& policy) {
    const auto is_limit = [](Lots lots) { return lots >= Lots() && lots <= volume_max; };
    const auto is_lots = [](std::optional<Lots> lots) { return !lots || (*lots > Lots() && *lots <= volume_max); };
    std::set<ClientClass> classes;
    bool are_sound_limits = true;
    for (const auto& [client_class, limit] : policy.limits) {
        are_sound_limits = are_sound_limits && is_limit(limit) && classes.insert(client_class).second;
    }
    const std::int64_t interval = policy.interval.nanoseconds();
    const bool is_sound_interval = policy.mode == HedgeMode::schedule ? interval >= 1'000'000'000 : interval == 0;
    const std::int64_t step = policy.lots_step ? policy.lots_step->value() : 1;
    const bool are_whole_steps = !policy.lots_min || (step > 0 && policy.lots_min->value() % step == 0);
    const bool is_deviation = !policy.deviation || (*policy.deviation >= Price() && *policy.deviation <= price_max);
    return first_unmet({{FieldName("limit"), is_limit(policy.limit)},
                        {FieldName("limits"), are_sound_limits},
                        {FieldName("threshold"), is_limit(policy.threshold)},
                        {FieldName("resume"), policy.resume >= Lots() && policy.resume <= policy.threshold},
                        {FieldName("interval"), is_sound_interval},
                        {FieldName("lots_min"), is_lots(policy.lots_min)},
                        {FieldName("lots_step"), is_lots(policy.lots_step)},
                        {FieldName("lots_min"), are_whole_steps},
                        {FieldName("deviation"), is_deviation}});
}

Objection check_rollovers(const std::vector<Rollover>& rollovers) {
    bool ascend = rollovers.size() <= rollovers_max;
    for (std::size_t at = 1; at < rollovers.size(); ++at) {
        ascend = ascend && rollovers[at - 1].at < rollovers[at].at && rollovers[at - 1].date < rollovers[at].date;
    }
    return first_unmet({{FieldName("rollovers"), ascend}});
}

}  // namespace trireme::reference
