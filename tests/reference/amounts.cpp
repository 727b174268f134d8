#include "reference/amounts.hpp"

#include "base/assert.hpp"
#include "base/integer.hpp"

#include <algorithm>
#include <limits>

namespace trireme::reference {
namespace {

struct Quotient {
    Integer floor;
    Integer rest;  // 0 up to, not including, the denominator
};

Quotient divide(const Integer& numerator, const Integer& denominator) {
    TRIREME_ASSERT(denominator > 0);
    Integer quotient = numerator / denominator;
    Integer rest = numerator % denominator;
    if (rest < 0) {
        quotient -= 1;
        rest += denominator;
    }
    return {quotient, rest};
}

bool is_odd(const Integer& value) { return value % 2 != 0; }

Integer minor_unit_of(Currency currency) {
    Integer unit = 1;
    for (int digit = currency.digits(); digit < AmountTag::scale_digits; ++digit) {
        unit *= 10;
    }
    return unit;
}

// The same bound above and below zero, so that every sum of money has a negative.
std::int64_t bounded_minor_units(const Integer& value) {
    return std::max(bounded_64(value), -std::numeric_limits<std::int64_t>::max());
}

}  // namespace

Integer to_odd(const Integer& numerator, const Integer& denominator) {
    const auto [floor, rest] = divide(numerator, denominator);
    const bool is_whole = rest == 0;
    return is_whole || is_odd(floor) ? floor : Integer(floor + 1);
}

Integer half_even(const Integer& numerator, const Integer& denominator) {
    const auto [floor, rest] = divide(numerator, denominator);
    const Integer twice = 2 * rest;
    const bool goes_up = twice > denominator || (twice == denominator && is_odd(floor));
    return goes_up ? Integer(floor + 1) : floor;
}

Integer floor_of(const Integer& numerator, const Integer& denominator) { return divide(numerator, denominator).floor; }

Integer bounded(const Integer& value) {
    static const Integer largest(int128_max);
    return std::clamp(value, Integer(-largest), largest);
}

Integer carried(const Integer& amount, const Integer& numerator, const Integer& denominator) {
    return bounded(to_odd(amount * numerator, denominator));
}

Integer exact(Money money) { return Integer(money.minor_units) * minor_unit_of(money.currency); }
Integer exact(Amount amount) { return Integer(amount.value()); }
Integer exact(PriceLots cost) { return Integer(cost.value()); }

Amount amount_from(const Integer& value) { return Amount(static_cast<Int128>(bounded(value))); }
PriceLots price_lots_from(const Integer& value) { return PriceLots(static_cast<Int128>(bounded(value))); }

std::int64_t bounded_64(const Integer& value) {
    static const Integer least(std::numeric_limits<std::int64_t>::min());
    static const Integer largest(std::numeric_limits<std::int64_t>::max());
    return static_cast<std::int64_t>(std::clamp(value, least, largest));
}

Money round_amount(const Integer& amount, Currency currency) {
    return Money{bounded_minor_units(half_even(amount, minor_unit_of(currency))), currency};
}

Money posting_of(const Integer& amount, Currency currency) {
    Money money = round_amount(amount, currency);
    money.minor_units = std::clamp(money.minor_units, -posting_max, posting_max);
    return money;
}

Money fitting(Money change, const Integer& balance) {
    const Integer room = change.minor_units > 0 ? Integer(balance_max - balance) : Integer(balance_max + balance);
    const Integer most = room > 0 ? room : Integer(0);
    if (change.minor_units > 0) {
        return {bounded_minor_units(std::min(Integer(change.minor_units), most)), change.currency};
    }
    return {bounded_minor_units(std::max(Integer(change.minor_units), Integer(-most))), change.currency};
}

Money minus(Money money) { return Money{bounded_minor_units(-Integer(money.minor_units)), money.currency}; }

Money plus(Money a, Money b) {
    TRIREME_ASSERT(a.currency == b.currency, "{} + {}", format(a), format(b));
    return Money{bounded_minor_units(Integer(a.minor_units) + b.minor_units), a.currency};
}

Integer cost_of(Price price, Lots lots) { return Integer(price.value()) * lots.value(); }
Integer units_of(Lots lots, Ratio contract_size) { return Integer(lots.value()) * contract_size.value(); }

}  // namespace trireme::reference
