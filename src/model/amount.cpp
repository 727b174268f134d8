#include "model/amount.hpp"

#include "base/decimal.hpp"

namespace trireme {
namespace {

// What one is in a Price, Lots or Ratio.
constexpr std::uint64_t one = 100'000'000;
static_assert(one == static_cast<std::uint64_t>(power_of_ten(PriceTag::scale_digits)));
static_assert(RatioTag::scale_digits == PriceTag::scale_digits &&
              PriceLotsTag::scale_digits == AmountTag::scale_digits);

std::unexpected<Error> is_not_positive(std::string_view what, std::string_view value) {
    return fail(ErrorCode::out_of_range, "the {} must be positive, and is {}", what, value);
}

}  // namespace

Result<Amount> multiply(PriceLots cost, Ratio contract_size) {
    if (contract_size.value() <= 0) {
        return is_not_positive("contract size", format(contract_size));
    }
    const auto product = multiply_divide_to_odd(cost.value(), static_cast<std::uint64_t>(contract_size.value()), one);
    if (!product) {
        return fail(ErrorCode::out_of_range, "{} x {} is beyond the largest amount", format(cost),
                    format(contract_size));
    }
    return Amount(*product);
}

Result<Amount> convert(Amount amount, Price price, Conversion conversion) {
    if (price.value() <= 0) {
        return is_not_positive("price of a conversion", format(price));
    }
    const auto quoted = static_cast<std::uint64_t>(price.value());
    const auto converted = conversion == Conversion::base_to_quote
                               ? multiply_divide_to_odd(amount.value(), quoted, one)
                               : multiply_divide_to_odd(amount.value(), one, quoted);
    if (!converted) {
        return fail(ErrorCode::out_of_range, "{} converted at {} is beyond the largest amount", format(amount),
                    format(price));
    }
    return Amount(*converted);
}

Result<Money> round_to_money(Amount amount, Currency currency) {
    if (const auto money = rounded_money(amount, currency)) {
        return *money;
    }
    return fail(ErrorCode::out_of_range, "{} {} is beyond the largest sum of money", format(amount), format(currency));
}

}  // namespace trireme
