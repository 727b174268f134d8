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

[[nodiscard]] Amount plus(Amount a, Amount b);
[[nodiscard]] Amount minus(Amount a, Amount b);
[[nodiscard]] Amount negative(Amount amount);
[[nodiscard]] PriceLots plus(PriceLots a, PriceLots b);
[[nodiscard]] PriceLots minus(PriceLots a, PriceLots b);

// price x lots, for sums of lots that no Lots holds.
[[nodiscard]] PriceLots value_of(Price price, Int128 lots);

// cost x contract size: an amount of quote currency.
[[nodiscard]] Amount times_contract(PriceLots cost, Ratio contract_size);

// amount x multiplier / divisor; the divisor is positive and the multiplier not negative.
[[nodiscard]] Amount scaled(Amount amount, std::uint64_t multiplier, std::uint64_t divisor);

// amount / ratio, of a positive ratio: margin by its leverage.
[[nodiscard]] Amount divided(Amount amount, Ratio ratio);
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
