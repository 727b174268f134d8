#include "engine/definitions.hpp"

#include "base/decimal.hpp"
#include "engine/client_quote.hpp"
#include "engine/rejection.hpp"
#include "model/bounds.hpp"

#include <algorithm>

namespace trireme::engine {
namespace {

const Currency no_currency;

// The first failure of a series of checks, each of which belongs to a field.
class FieldChecks {
public:
    FieldChecks& require(bool is_sound, FieldName field) {
        if (!is_sound && !failed_) {
            failed_ = field;
        }
        return *this;
    }
    [[nodiscard]] std::optional<Rejection> invalid() const {
        return failed_ ? std::optional(invalid_field(*failed_)) : std::nullopt;
    }
    [[nodiscard]] std::optional<FieldName> failed() const { return failed_; }

private:
    std::optional<FieldName> failed_;
};

bool is_multiple(std::int64_t value, std::int64_t step) { return step > 0 && value % step == 0; }

bool is_leverage(Ratio leverage) { return leverage >= leverage_min && leverage <= leverage_max; }

bool is_volume(Lots lots) { return lots > Lots() && lots <= volume_max; }

bool is_sound(const std::optional<Commission>& commission) {
    return !commission || (commission->per_lot >= Ratio() && commission->currency != no_currency);
}

bool is_sound(const Swap& swap) { return swap.mode != SwapMode::currency || swap.currency != no_currency; }

bool is_sound(const std::vector<MarginTier>& tiers) {
    const bool ascends = std::ranges::is_sorted(tiers, std::less_equal(), &MarginTier::from);
    return tiers.empty() || (tiers.size() <= margin_tiers_max && tiers.front().from == Ratio() && ascends &&
                             std::ranges::all_of(tiers, is_leverage, &MarginTier::leverage));
}

bool is_sound(const std::vector<SessionInterval>& sessions) {
    std::uint16_t last_close = 0;
    for (const SessionInterval& session : sessions) {
        if (session.open < last_close || session.close <= session.open || session.close > minutes_per_week) {
            return false;
        }
        last_close = session.close;
    }
    return sessions.size() <= sessions_max;
}

bool is_sound(const std::vector<Holiday>& holidays) {
    Timestamp last_until = Timestamp::earliest();
    for (const Holiday& holiday : holidays) {
        if (holiday.from < last_until || holiday.until <= holiday.from) {
            return false;
        }
        last_until = holiday.until;
    }
    return holidays.size() <= holidays_max;
}

template <class T>
bool is_positive(const std::optional<T>& limit) {
    return !limit || *limit > T();
}

bool is_sound(const Limits& limits) {
    return is_positive(limits.open_orders) && is_positive(limits.lots) && is_positive(limits.exposure) &&
           is_positive(limits.daily_loss) && is_positive(limits.orders_per_second);
}

template <class T>
bool is_in_order(const std::optional<T>& least, const std::optional<T>& most) {
    return !least || !most || *least <= *most;
}

bool is_minute(std::optional<std::uint16_t> minute) { return !minute || *minute < minutes_per_day; }

bool hedges(const RoutingRule& rule) { return rule.book == Book::c && rule.hedge_share > Ratio(); }

bool is_sound(const RoutingRule& rule) {
    const RoutingConditions& when = rule.when;
    return is_in_order(when.lots_min, when.lots_max) && is_in_order(when.notional_min, when.notional_max) &&
           is_in_order(when.volatility_min, when.volatility_max) && is_in_order(when.exposure_min, when.exposure_max) &&
           is_minute(when.minute_from) && is_minute(when.minute_until) && rule.hedge_share >= Ratio() &&
           rule.hedge_share <= whole && (!hedges(rule) || rule.lp != LpId());
}

bool is_limit(Lots limit) { return limit >= Lots() && limit <= volume_max; }

bool name_each_class_once(const std::vector<HedgeLimit>& limits) {
    std::vector<ClientClass> classes;
    classes.reserve(limits.size());
    for (const HedgeLimit& limit : limits) {
        classes.push_back(limit.client_class);
    }
    std::ranges::sort(classes);
    return std::ranges::adjacent_find(classes) == classes.end();
}

bool have_ids_of_their_own(const std::vector<RoutingRule>& rules) {
    std::vector<RoutingRuleId> ids;
    ids.reserve(rules.size());
    for (const RoutingRule& rule : rules) {
        ids.push_back(rule.id);
    }
    std::ranges::sort(ids);
    return std::ranges::adjacent_find(ids) == ids.end();
}

}  // namespace

std::optional<Rejection> check_instrument(const Instrument& defined, const Instrument* same_symbol) {
    const bool is_symbol_free = same_symbol == nullptr || same_symbol->id == defined.id;
    const bool has_digits = defined.digits <= price_digits_max;
    const bool has_base = defined.base != no_currency;
    return FieldChecks()
        .require(defined.id != InstrumentId(), FieldName("id"))
        .require(!defined.symbol.empty() && is_symbol_free, FieldName("symbol"))
        .require(defined.name.size() <= instrument_name_bytes_max, FieldName("name"))
        .require(defined.quote != no_currency && defined.quote != defined.base, FieldName("quote"))
        .require(has_digits, FieldName("digits"))
        .require(is_price(defined.tick_size) && has_digits &&
                     is_multiple(defined.tick_size.value(), point_of(defined).value()),
                 FieldName("tick_size"))
        .require(defined.contract_size > Ratio() && defined.contract_size <= contract_size_max,
                 FieldName("contract_size"))
        .require(is_volume(defined.lots_min), FieldName("lots_min"))
        .require(is_volume(defined.lots_max) && defined.lots_max >= defined.lots_min, FieldName("lots_max"))
        .require(is_multiple(defined.lots_min.value(), defined.lots_step.value()) &&
                     is_multiple(defined.lots_max.value(), defined.lots_step.value()),
                 FieldName("lots_step"))
        .require(defined.margin_mode != MarginMode::forex || has_base, FieldName("margin_mode"))
        .require(!defined.leverage || is_leverage(*defined.leverage), FieldName("leverage"))
        .require(is_sound(defined.tiers), FieldName("tiers"))
        .require(is_sound(defined.commission), FieldName("commission"))
        .require(is_sound(defined.swap), FieldName("swap"))
        .require(is_sound(defined.sessions), FieldName("sessions"))
        .require(is_sound(defined.holidays), FieldName("holidays"))
        .require(is_positive(defined.quote_age_max), FieldName("quote_age_max"))
        .require(!defined.collar || is_price(*defined.collar), FieldName("collar"))
        .invalid();
}

std::optional<Rejection> check_redefinition(const Instrument& before, const Instrument& after) {
    const auto changed = FieldChecks()
                             .require(after.type == before.type, FieldName("type"))
                             .require(after.base == before.base, FieldName("base"))
                             .require(after.quote == before.quote, FieldName("quote"))
                             .require(after.digits == before.digits, FieldName("digits"))
                             .require(after.tick_size == before.tick_size, FieldName("tick_size"))
                             .require(after.contract_size == before.contract_size, FieldName("contract_size"))
                             .require(after.margin_mode == before.margin_mode, FieldName("margin_mode"))
                             .failed();
    if (!changed) {
        return std::nullopt;
    }
    return Rejection{RejectCode::instrument_in_use, {.instrument = before.id, .field = changed}};
}

std::optional<Rejection> check_group(const Group& defined) {
    return FieldChecks()
        .require(defined.id != GroupId(), FieldName("id"))
        .require(!defined.name.empty(), FieldName("name"))
        .require(is_leverage(defined.leverage), FieldName("leverage"))
        .require(defined.markup_points <= markup_points_max, FieldName("markup_points"))
        .require(is_sound(defined.commission), FieldName("commission"))
        .require(defined.margin_call_level >= Ratio(), FieldName("margin_call_level"))
        .require(defined.stop_out_level >= Ratio() && defined.stop_out_level <= defined.margin_call_level,
                 FieldName("stop_out_level"))
        .require(defined.dividend_tax >= Ratio() && defined.dividend_tax <= whole, FieldName("dividend_tax"))
        .require(is_sound(defined.limits), FieldName("limits"))
        .invalid();
}

std::optional<Rejection> check_calendar(const SetCalendar& calendar) {
    const auto& rollovers = calendar.rollovers;
    const auto does_not_ascend = [](const Rollover& a, const Rollover& b) { return b.at <= a.at || b.date <= a.date; };
    const bool ascends = std::ranges::adjacent_find(rollovers, does_not_ascend) == rollovers.end();
    return FieldChecks().require(ascends && rollovers.size() <= rollovers_max, FieldName("rollovers")).invalid();
}

std::optional<Rejection> check_hedge_policy(const HedgePolicy& policy) {
    constexpr Duration interval_min = Duration::seconds(1);
    const Lots step = policy.lots_step.value_or(Lots(1));
    const bool has_interval = policy.mode == HedgeMode::schedule;
    return FieldChecks()
        .require(is_limit(policy.limit), FieldName("limit"))
        .require(
            name_each_class_once(policy.limits) && std::ranges::all_of(policy.limits, is_limit, &HedgeLimit::limit),
            FieldName("limits"))
        .require(is_limit(policy.threshold), FieldName("threshold"))
        .require(policy.resume >= Lots() && policy.resume <= policy.threshold, FieldName("resume"))
        .require(has_interval ? policy.interval >= interval_min : policy.interval == Duration(), FieldName("interval"))
        .require(!policy.lots_min || is_volume(*policy.lots_min), FieldName("lots_min"))
        .require(!policy.lots_step || is_volume(*policy.lots_step), FieldName("lots_step"))
        .require(!policy.lots_min || is_multiple(policy.lots_min->value(), step.value()), FieldName("lots_min"))
        .require(!policy.deviation || (*policy.deviation >= Price() && *policy.deviation <= price_max),
                 FieldName("deviation"))
        .invalid();
}

std::optional<Rejection> check_routing_rules(std::uint32_t version_before, const SetRoutingRules& set) {
    const bool are_sound = std::ranges::all_of(set.rules, [](const RoutingRule& rule) { return is_sound(rule); });
    return FieldChecks()
        .require(set.version > version_before, FieldName("version"))
        .require(set.rules.size() <= routing_rules_max && are_sound && have_ids_of_their_own(set.rules),
                 FieldName("rules"))
        .invalid();
}

}  // namespace trireme::engine
