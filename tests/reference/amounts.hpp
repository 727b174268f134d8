#pragma once

#include "model/amount.hpp"
#include "model/bounds.hpp"
#include "model/currency.hpp"
#include "model/money.hpp"
#include "model/scaled.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <cstdint>

// The chapter Amounts of docs/rules.md, in integers that are wide enough for every product the rules ask for and throw
// where one would not be. Calculated amounts are counts of 1e-16 of their currency, as model's `Amount` is.
namespace trireme::reference {

using Integer = boost::multiprecision::checked_int512_t;

inline constexpr std::int64_t one = 100'000'000;  // what 1 is in a Price, Lots or Ratio

// numerator / denominator: exact where it is whole, else the odd one of its two neighbours. The denominator is above 0.
[[nodiscard]] Integer to_odd(const Integer& numerator, const Integer& denominator);

// numerator / denominator to the nearest whole number, a tie to the even one.
[[nodiscard]] Integer half_even(const Integer& numerator, const Integer& denominator);

// The whole number at or below numerator / denominator.
[[nodiscard]] Integer floor_of(const Integer& numerator, const Integer& denominator);

// A valuation that 128 bits do not hold stays at their bound.
[[nodiscard]] Integer bounded(const Integer& value);

// amount x numerator / denominator, carried as the rules say: rounded to odd at 1e-16, and bounded.
[[nodiscard]] Integer carried(const Integer& amount, const Integer& numerator, const Integer& denominator);

[[nodiscard]] Integer exact(Money money);
[[nodiscard]] Integer exact(Amount amount);
[[nodiscard]] Integer exact(PriceLots cost);

[[nodiscard]] Amount amount_from(const Integer& value);
[[nodiscard]] PriceLots price_lots_from(const Integer& value);

// The one rounding, half-even to the currency's digits. What 64 bits of minor units do not hold stays at their bound.
[[nodiscard]] Money round_amount(const Integer& amount, Currency currency);
// The same, cut at the largest posting.
[[nodiscard]] Money posting_of(const Integer& amount, Currency currency);
// As much of a change as a client's balance has room for.
[[nodiscard]] Money fitting(Money change, const Integer& balance);

[[nodiscard]] Money minus(Money money);
[[nodiscard]] Money plus(Money a, Money b);
[[nodiscard]] std::int64_t bounded_64(const Integer& value);

// price x lots: exact, in 1e-16.
[[nodiscard]] Integer cost_of(Price price, Lots lots);
// Lots x contract size: exact, in 1e-16.
[[nodiscard]] Integer units_of(Lots lots, Ratio contract_size);

}  // namespace trireme::reference
