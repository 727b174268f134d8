#include "reference/admission.hpp"
#include "reference/checks.hpp"

#include <cstdlib>

// The chapter Routing of docs/rules.md.
namespace trireme::reference {
namespace {

constexpr std::int64_t ns_per_minute = 60'000'000'000;

template <class T>
bool is_within(const std::optional<T>& from, const std::optional<T>& until, const T& value) {
    return (!from || value >= *from) && (!until || value <= *until);
}

bool is_within_minutes(const RoutingConditions& when, std::uint16_t minute) {
    const bool over_midnight = when.minute_from && when.minute_until && *when.minute_from > *when.minute_until;
    if (over_midnight) {
        return minute >= *when.minute_from || minute <= *when.minute_until;
    }
    return is_within(when.minute_from, when.minute_until, minute);
}

bool is_within_notional(const RoutingConditions& when, const Integer& notional) {
    const auto amount = [](Ratio bound) { return Integer(Integer(bound.value()) * one); };
    return (!when.notional_min || notional >= amount(*when.notional_min)) &&
           (!when.notional_max || notional <= amount(*when.notional_max));
}

bool holds(const World& world, const RoutingConditions& when, const RoutingInputs& inputs, InstrumentId instrument) {
    const Lots exposure(std::abs(inputs.exposure.value()));
    const auto lp_is_available = [&] {
        const auto found = world.lps.find(*when.lp_available);
        return found != world.lps.end() && found->second.is_available;
    };
    return (!when.client_class || *when.client_class == inputs.client_class) &&
           (!when.routing_class || *when.routing_class == inputs.routing_class) &&
           (!when.instrument || *when.instrument == instrument) &&
           is_within(when.lots_min, when.lots_max, inputs.lots) && is_within_notional(when, exact(inputs.notional)) &&
           is_within(when.volatility_min, when.volatility_max, inputs.volatility) &&
           is_within(when.exposure_min, when.exposure_max, exposure) && (!when.lp_available || lp_is_available()) &&
           is_within_minutes(when, inputs.minute_of_day);
}

// With the positions of the account that asks as they stand when its order's turn comes.
Lots house_exposure(const World& world, const Standing& standing, AccountId asker, InstrumentId instrument) {
    Integer exposure = 0;
    const auto add = [&](const PositionState& position) {
        if (position.instrument == instrument) {
            exposure += position.side == Side::sell ? position.lots.value() : -position.lots.value();
        }
    };
    for (const auto& [id, position] : world.positions) {
        if (position.account != asker) {
            add(position);
        }
    }
    for (const auto& [id, position] : standing.positions) {
        add(position);
    }
    for (const auto& [place, hedge] : world.hedges) {
        exposure += place.instrument == instrument ? hedge.held.value() : 0;
    }
    return Lots(bounded_64(exposure));
}

std::uint16_t minute_of_day(Timestamp time) {
    const std::int64_t ns = time.nanoseconds_since_1970();
    const std::int64_t minute = ns / ns_per_minute - (ns % ns_per_minute < 0 ? 1 : 0);
    return static_cast<std::uint16_t>((minute % minutes_per_day + minutes_per_day) % minutes_per_day);
}

}  // namespace

RoutingDecision route(const World& world, const Standing& standing, const OrderState& order) {
    const Account& account = world.accounts.at(order.account);
    const InstrumentState& instrument = world.instruments.at(order.terms.instrument);
    const Lots lots = added_lots(world, order);
    const Integer cost = cost_of(counted_price(world, order), lots);
    RoutingDecision decision{.rules_version = world.routing_version};
    decision.inputs = {.client_class = account.terms.client_class,
                       .routing_class = group_of(world, account).routing_class,
                       .lots = lots,
                       .notional = amount_from(carried(cost, instrument.terms.contract_size.value(), one)),
                       .volatility = instrument.volatility,
                       .exposure = house_exposure(world, standing, order.account, instrument.terms.id),
                       .minute_of_day = minute_of_day(world.now)};
    for (const RoutingRule& rule : world.routing_rules) {
        if (holds(world, rule.when, decision.inputs, instrument.terms.id)) {
            decision.book = rule.book;
            decision.rule = rule.id;
            decision.hedge_share = rule.hedge_share;
            decision.lp = rule.lp;
            return decision;
        }
    }
    return decision;
}

Objection check_book(const RoutingDecision& decision, InstrumentId instrument) {
    return decision.book == Book::a
               ? Objection(reject(RejectCode::book_not_available, {.instrument = instrument, .routing = decision}))
               : std::nullopt;
}

}  // namespace trireme::reference
