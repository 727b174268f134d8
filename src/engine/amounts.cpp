#include "engine/amounts.hpp"

#include "base/assert.hpp"
#include "base/planted_bug.hpp"

#include <algorithm>
#include <limits>

namespace trireme::engine {
namespace {

constexpr Int128 bound(bool below_zero) { return below_zero ? -int128_max : int128_max; }

Int128 sum(Int128 a, Int128 b) { return checked_add(a, b).value_or(bound(a < 0)); }
Int128 difference(Int128 a, Int128 b) { return checked_subtract(a, b).value_or(bound(a < 0)); }

}  // namespace

Amount plus(Amount a, Amount b) { return Amount(sum(a.value(), b.value())); }
Amount minus(Amount a, Amount b) { return Amount(difference(a.value(), b.value())); }
Amount negative(Amount amount) { return Amount(difference(0, amount.value())); }
PriceLots plus(PriceLots a, PriceLots b) { return PriceLots(sum(a.value(), b.value())); }
PriceLots minus(PriceLots a, PriceLots b) { return PriceLots(difference(a.value(), b.value())); }

PriceLots value_of(Price price, Int128 lots) {
    const bool below_zero = (price.value() < 0) != (lots < 0);
    return PriceLots(checked_multiply(Int128{price.value()}, lots).value_or(bound(below_zero)));
}

Amount scaled(Amount amount, std::uint64_t multiplier, std::uint64_t divisor) {
    return Amount(multiply_divide_to_odd(amount.value(), multiplier, divisor).value_or(bound(amount.value() < 0)));
}

Amount times_contract(PriceLots cost, Ratio contract_size) {
    return scaled(Amount(cost.value()), static_cast<std::uint64_t>(contract_size.value()), one);
}

Amount divided(Amount amount, Ratio ratio) { return scaled(amount, one, static_cast<std::uint64_t>(ratio.value())); }

Amount times(Amount amount, Ratio ratio) {
    const std::int64_t factor = ratio.value();
    const auto magnitude = static_cast<std::uint64_t>(magnitude_of(factor));
    return scaled(factor < 0 ? negative(amount) : amount, magnitude, one);
}

PriceLots part_of(PriceLots cost, Lots part, Lots whole) {
    TRIREME_ASSERT(part.value() >= 0 && part <= whole && whole.value() > 0);
    if (part == whole) {
        return cost;
    }
    if (planted_bug(PlantedBug::average_the_cost)) {
        return PriceLots(divide_half_even(cost.value(), whole.value()) * part.value());
    }
    const auto taken = multiply_divide_to_odd(cost.value(), static_cast<std::uint64_t>(part.value()),
                                              static_cast<std::uint64_t>(whole.value()));
    return PriceLots(taken.value_or(cost.value()));  // a part of what fits always fits
}

Money rounded(Amount amount, Currency currency) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    const auto money = round_to_money(amount, currency);
    return money ? *money : Money{amount.value() < 0 ? -most : most, currency};
}

Money rounded_posting(Amount amount, Currency currency) {
    const Money whole = rounded(amount, currency);
    return {std::clamp(whole.minor_units, -posting_max, posting_max), currency};
}

Money fitting(Money change, Int128 balance) {
    const Int128 after = std::clamp<Int128>(balance + change.minor_units, -balance_max, balance_max);
    return {static_cast<std::int64_t>(after - balance), change.currency};
}

}  // namespace trireme::engine
