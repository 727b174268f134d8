#pragma once

#include "base/decimal.hpp"
#include "base/describe.hpp"
#include "base/integer.hpp"
#include "base/planted_bug.hpp"
#include "base/result.hpp"
#include "base/strong.hpp"
#include "model/money.hpp"
#include "model/scaled.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// Amounts that are calculated, not yet posted. They are kept in 1e-16 of the currency and 128 bits, which reaches to
// 1.7e22: beyond what Money holds in any currency, so that what overflows here could not have become money either.
namespace trireme {

struct PriceLotsTag {
    static constexpr std::string_view name = "price x lots";
    static constexpr int scale_digits = PriceTag::scale_digits + LotsTag::scale_digits;
};
struct AmountTag {
    static constexpr std::string_view name = "amount";
    static constexpr int scale_digits = 16;
};

// The exact product of a price and a volume, in quote currency for a contract size of one: what a position keeps of its
// cost. It is no amount of money before it meets the contract size, and the type does not let anyone forget that.
using PriceLots = Strong<PriceLotsTag, Int128>;
// An unrounded amount of some currency, which the code around it knows.
using Amount = Strong<AmountTag, Int128>;

// Always exact and always fits.
[[nodiscard]] constexpr PriceLots multiply(Price price, Lots lots) {
    return PriceLots(Int128{price.value()} * lots.value());
}

// price x lots x contract size. Exact as long as the digits in use of the three are at most 16 together; digits further
// back are rounded to odd (see multiply_divide_to_odd), which no later rounding to money can tell from the exact
// amount.
// Errors: out_of_range if the product does not fit or the contract size is not positive.
[[nodiscard]] Result<Amount> multiply(PriceLots cost, Ratio contract_size);

// Which way an amount goes through a pair: EURUSD turns euros (base) into dollars (quote) by multiplying with its price
// and dollars into euros by dividing by it.
enum class Conversion : std::uint8_t { base_to_quote, quote_to_base };
TRIREME_DESCRIBE_ENUM(Conversion, base_to_quote, quote_to_base)

// Converts at the quoted price of the pair itself, never at a reciprocal. One conversion followed by round_to_money
// gives exactly the rounding of the exact quotient; a sum of n conversions is off by less than n x 1e-16 before it is
// rounded.
// Errors: out_of_range if the result does not fit or the price is not positive.
[[nodiscard]] Result<Amount> convert(Amount amount, Price price, Conversion conversion);

// Money as an amount to calculate with; exact, always fits.
[[nodiscard]] constexpr Amount amount_of(Money money) {
    return Amount(Int128{money.minor_units} * power_of_ten(AmountTag::scale_digits - money.currency.digits()));
}

// The one place where an amount becomes money: to the currency's digits, a tie to the even one. Nothing beyond 64 bits
// of minor units.
[[nodiscard]] inline std::optional<Money> rounded_money(Amount amount, Currency currency) {
    const std::int64_t minor_unit = power_of_ten(AmountTag::scale_digits - currency.digits());
    const Int128 minor_units = planted_bug(PlantedBug::round_half_up) ? (amount.value() + minor_unit / 2) / minor_unit
                                                                      : divide_half_even(amount.value(), minor_unit);
    const auto narrow_units = narrow<std::int64_t>(minor_units);
    return narrow_units ? std::optional(Money{*narrow_units, currency}) : std::nullopt;
}

// The same, for whoever has to say why not.
// Errors: out_of_range beyond 64 bits of minor units.
[[nodiscard]] Result<Money> round_to_money(Amount amount, Currency currency);

}  // namespace trireme
