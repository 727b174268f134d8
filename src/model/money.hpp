#pragma once

#include "base/result.hpp"
#include "model/currency.hpp"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace trireme {

// A count of a currency's minor units: {1025, USD} is 10.25 USD. The only form in which money is posted. A calculated
// amount becomes Money only in round_to_money (amount.hpp).
struct Money {
    std::int64_t minor_units = 0;
    Currency currency;

    constexpr bool operator==(const Money&) const = default;
};

// Errors: out_of_range if the result does not fit. Both are of one currency; that is for the caller to know, so two
// currencies are a bug and an assertion, not an error.
[[nodiscard]] Result<Money> add(Money a, Money b);
[[nodiscard]] Result<Money> subtract(Money a, Money b);
[[nodiscard]] Result<Money> negate(Money money);

// "10.25", with all digits of the currency: "10.00", "-0.50".
[[nodiscard]] std::string format_amount(Money money);
// "10.25 USD".
[[nodiscard]] std::string format(Money money);

// At most the currency's digits after the point. Errors as parse_decimal's.
[[nodiscard]] Result<Money> parse_money(std::string_view amount, Currency currency);
[[nodiscard]] Result<Money> parse_money(std::string_view amount_and_code);

// parse<Money>("10.25 USD"): an amount, one space, a code.
template <std::same_as<Money> T>
[[nodiscard]] Result<T> parse(std::string_view amount_and_code) {
    return parse_money(amount_and_code);
}

}  // namespace trireme
