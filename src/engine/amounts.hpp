#pragma once

#include "base/integer.hpp"
#include "model/amount.hpp"
#include "model/bounds.hpp"
#include "model/money.hpp"
#include "model/scaled.hpp"

#include <cstdint>

// Arithmetic for valuations, which must give a figure whatever the prices are: what is beyond 128 bits stays at the
// bound, where nothing is ever traded (docs/rules.md, amounts.bounds). All is carried to 1e-16 and rounded to odd.
namespace trireme::engine {

// What stands for 1 in a price, lots or a ratio.
inline constexpr std::uint64_t one = 100'000'000;

namespace amounts_detail {

[[nodiscard]] constexpr Int128 bound(bool below_zero) { return below_zero ? -int128_max : int128_max; }
[[nodiscard]] constexpr Int128 sum(Int128 a, Int128 b) { return checked_add(a, b).value_or(bound(a < 0)); }
[[nodiscard]] constexpr Int128 difference(Int128 a, Int128 b) { return checked_subtract(a, b).value_or(bound(a < 0)); }

}  // namespace amounts_detail

[[nodiscard]] constexpr Amount plus(Amount a, Amount b) { return Amount(amounts_detail::sum(a.value(), b.value())); }
[[nodiscard]] constexpr Amount minus(Amount a, Amount b) {
    return Amount(amounts_detail::difference(a.value(), b.value()));
}
[[nodiscard]] constexpr Amount negative(Amount amount) { return minus(Amount(), amount); }
[[nodiscard]] constexpr PriceLots plus(PriceLots a, PriceLots b) {
    return PriceLots(amounts_detail::sum(a.value(), b.value()));
}
[[nodiscard]] constexpr PriceLots minus(PriceLots a, PriceLots b) {
    return PriceLots(amounts_detail::difference(a.value(), b.value()));
}

// price x lots, for sums of lots that no Lots holds.
[[nodiscard]] constexpr PriceLots value_of(Price price, Int128 lots) {
    if (const auto narrow_lots = narrow<std::int64_t>(lots)) [[likely]] {
        return PriceLots(Int128{price.value()} * *narrow_lots);
    }
    const bool below_zero = (price.value() < 0) != (lots < 0);
    return PriceLots(checked_multiply(Int128{price.value()}, lots).value_or(amounts_detail::bound(below_zero)));
}

// amount x multiplier / divisor; the divisor is positive and the multiplier not negative.
[[nodiscard]] constexpr Amount scaled(Amount amount, std::uint64_t multiplier, std::uint64_t divisor) {
    return Amount(multiply_divide_to_odd(amount.value(), multiplier, divisor)
                      .value_or(amounts_detail::bound(amount.value() < 0)));
}

// cost x contract size: an amount of quote currency. Most contracts are of whole units, which takes no division.
[[nodiscard]] constexpr Amount times_contract(PriceLots cost, Ratio contract_size) {
    const std::int64_t units = contract_size.value() / static_cast<std::int64_t>(one);
    if (units * static_cast<std::int64_t>(one) == contract_size.value()) [[likely]] {
        return Amount(checked_multiply(cost.value(), units).value_or(amounts_detail::bound(cost.value() < 0)));
    }
    return scaled(Amount(cost.value()), static_cast<std::uint64_t>(contract_size.value()), one);
}

// amount / ratio, of a positive ratio: margin by its leverage.
[[nodiscard]] constexpr Amount divided(Amount amount, Ratio ratio) {
    return scaled(amount, one, static_cast<std::uint64_t>(ratio.value()));
}
// amount x ratio.
[[nodiscard]] Amount times(Amount amount, Ratio ratio);

// cost x part / whole (position.cost).
[[nodiscard]] PriceLots part_of(PriceLots cost, Lots part, Lots whole);

// Rounds half-even to the currency; what is beyond 64 bits stays at the bound.
[[nodiscard]] Money rounded(Amount amount, Currency currency);
// Rounds to what may be posted at once.
[[nodiscard]] Money rounded_posting(Amount amount, Currency currency);
// The change, cut to what the balance can hold.
[[nodiscard]] Money fitting(Money change, Int128 balance);

}  // namespace trireme::engine
