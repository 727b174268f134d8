#include "model/money.hpp"

#include "base/assert.hpp"
#include "base/decimal.hpp"
#include "base/in_quotes.hpp"
#include "base/integer.hpp"

namespace trireme {

Result<Money> add(Money a, Money b) {
    TRIREME_ASSERT(a.currency == b.currency, "{} + {}", format(a), format(b));
    const auto sum = checked_add(a.minor_units, b.minor_units);
    if (!sum) {
        return fail(ErrorCode::out_of_range, "{} + {} is beyond the largest sum of money", format(a), format(b));
    }
    return Money{*sum, a.currency};
}

Result<Money> subtract(Money a, Money b) {
    TRIREME_ASSERT(a.currency == b.currency, "{} - {}", format(a), format(b));
    const auto difference = checked_subtract(a.minor_units, b.minor_units);
    if (!difference) {
        return fail(ErrorCode::out_of_range, "{} - {} is beyond the largest sum of money", format(a), format(b));
    }
    return Money{*difference, a.currency};
}

Result<Money> negate(Money money) { return subtract(Money{0, money.currency}, money); }

std::string format_amount(Money money) {
    const int digits = money.currency.digits();
    return format_decimal(money.minor_units, digits, digits);
}

std::string format(Money money) { return format_amount(money) + ' ' + format(money.currency); }

Result<Money> parse_money(std::string_view amount, Currency currency) {
    const auto minor_units = parse_decimal(amount, currency.digits());
    if (!minor_units) {
        return fail(minor_units.error().code, "{} has {} decimals: {}", format(currency), currency.digits(),
                    minor_units.error().message);
    }
    return Money{*minor_units, currency};
}

Result<Money> parse_money(std::string_view amount_and_code) {
    const auto space = amount_and_code.find(' ');
    if (space == std::string_view::npos) {
        return fail(ErrorCode::invalid_input, "expected an amount and a currency such as \"10.25 USD\", got {}",
                    in_quotes(amount_and_code));
    }
    TRIREME_TRY_ASSIGN(const Currency currency, parse_currency(amount_and_code.substr(space + 1)));
    return parse_money(amount_and_code.substr(0, space), currency);
}

}  // namespace trireme
