#include "engine/routing.hpp"

#include "base/decimal.hpp"
#include "base/integer.hpp"

#include <algorithm>

namespace trireme::engine {
namespace {

template <class T>
bool is_within(const std::optional<T>& least, const std::optional<T>& most, T value) {
    return (!least || value >= *least) && (!most || value <= *most);
}

bool is_within_day(const RoutingConditions& when, std::uint16_t minute) {
    const bool goes_over_midnight = when.minute_from && when.minute_until && *when.minute_from > *when.minute_until;
    if (goes_over_midnight) {
        return minute >= *when.minute_from || minute <= *when.minute_until;
    }
    return is_within(when.minute_from, when.minute_until, minute);
}

std::optional<Amount> amount_of(std::optional<Ratio> bound) {
    constexpr std::int64_t amount_per_ratio = power_of_ten(AmountTag::scale_digits - RatioTag::scale_digits);
    return bound ? std::optional(Amount(Int128{bound->value()} * amount_per_ratio)) : std::nullopt;
}

// Without its sign, in a width that holds it whatever it is.
Int128 size_of(Lots exposure) {
    const Int128 lots = exposure.value();
    return lots < 0 ? -lots : lots;
}

std::optional<Int128> wide(std::optional<Lots> bound) {
    return bound ? std::optional<Int128>(bound->value()) : std::nullopt;
}

bool is_available(std::span<const LpState> lps, LpId id) {
    const auto lp = std::ranges::lower_bound(lps, id, {}, &LpState::id);
    return lp != lps.end() && lp->id == id && lp->available;
}

bool holds(const RoutingConditions& when, InstrumentId instrument, const RoutingInputs& inputs,
           std::span<const LpState> lps) {
    return (!when.client_class || *when.client_class == inputs.client_class) &&
           (!when.routing_class || *when.routing_class == inputs.routing_class) &&
           (!when.instrument || *when.instrument == instrument) &&
           is_within(when.lots_min, when.lots_max, inputs.lots) &&
           is_within(amount_of(when.notional_min), amount_of(when.notional_max), inputs.notional) &&
           is_within(when.volatility_min, when.volatility_max, inputs.volatility) &&
           is_within(wide(when.exposure_min), wide(when.exposure_max), size_of(inputs.exposure)) &&
           (!when.lp_available || is_available(lps, *when.lp_available)) && is_within_day(when, inputs.minute_of_day);
}

}  // namespace

RoutingDecision decide(std::uint32_t version, std::span<const RoutingRule> rules, InstrumentId instrument,
                       const RoutingInputs& inputs, std::span<const LpState> lps) {
    for (const RoutingRule& rule : rules) {
        if (holds(rule.when, instrument, inputs, lps)) {
            return {.book = rule.book,
                    .rules_version = version,
                    .rule = rule.id,
                    .hedge_share = rule.hedge_share,
                    .lp = rule.lp,
                    .inputs = inputs};
        }
    }
    return {
        .book = Book::b, .rules_version = version, .rule = std::nullopt, .hedge_share = {}, .lp = {}, .inputs = inputs};
}

}  // namespace trireme::engine
