#include "engine/amounts.hpp"

#include "base/assert.hpp"
#include "base/planted_bug.hpp"

#include <algorithm>
#include <limits>

namespace trireme::engine {
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
    const auto money = rounded_money(amount, currency);
    return money ? *money : Money{amount.value() < 0 ? -most : most, currency};
}

Money rounded_posting(Amount amount, Currency currency) {
    const Money whole = rounded(amount, currency);
    return {std::clamp(whole.minor_units, -posting_max, posting_max), currency};
}

Money fitting(Money change, Int128 balance) {
    // A balance beyond the bound stays where it is: what is cut does not turn into its opposite.
    const Int128 room_above = std::max<Int128>(balance_max - balance, 0);
    const Int128 room_below = std::max<Int128>(balance_max + balance, 0);
    const Int128 cut = std::clamp<Int128>(change.minor_units, -room_below, room_above);
    return {static_cast<std::int64_t>(cut), change.currency};
}

}  // namespace trireme::engine
