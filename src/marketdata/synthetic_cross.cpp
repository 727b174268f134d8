#include "marketdata/synthetic_cross.hpp"

#include "base/integer.hpp"
#include "model/bounds.hpp"

#include <algorithm>

namespace trireme::marketdata {
namespace {

constexpr Int128 scale = 100'000'000;

// numerator / denominator in ticks, down or up. All are positive, and no numerator beyond 1e34.
Int128 ticks_down(Int128 numerator, Int128 denominator) { return numerator / denominator; }
Int128 ticks_up(Int128 numerator, Int128 denominator) {
    return numerator / denominator + (numerator % denominator == 0 ? 0 : 1);
}

struct Quotient {
    Int128 numerator;
    Int128 denominator;
};

// The exact price, in 1e-8, of the cross made of a price of each leg.
Quotient exact_price(CrossRule rule, Price first, Price second) {
    const Int128 a = first.value();
    const Int128 b = second.value();
    switch (rule) {
        case CrossRule::product: return {a * b, scale};
        case CrossRule::quotient:
        case CrossRule::quotient_of_bases: return {a * scale, b};
        case CrossRule::inverse_product: return {scale * scale * scale, a * b};
    }
    return {0, 1};
}

// The denominator with the tick in it. Nothing where the tick is so large that no price could be.
std::optional<Int128> with_tick(const Quotient& price, Price tick) {
    return checked_multiply<Int128>(price.denominator, Int128{tick.value()});
}

// value x multiplier / divisor, rounded down and at most `bound`; all are from 0. Where the product does not fit, what
// is divided first is rounded down further.
Int128 scaled_down(Int128 value, Int128 multiplier, Int128 divisor, Int128 bound) {
    if (const auto product = checked_multiply<Int128>(value, multiplier)) {
        return std::min(*product / divisor, bound);
    }
    const auto rounded = checked_multiply<Int128>(value / divisor, multiplier);
    return rounded ? std::min(*rounded, bound) : bound;
}

// How much of the cross a volume of a leg allows. `unit_price` is how many units of the cross's base one unit of the
// leg's is worth, as a quotient.
Lots lots_of_leg(Lots leg, Ratio leg_contract, const Quotient& unit_price, Ratio contract) {
    constexpr Int128 units_max = Int128{volume_max.value()} * contract_size_max.value() / scale;
    const Int128 leg_units = Int128{leg.value()} * leg_contract.value() / scale;
    const Int128 units = scaled_down(leg_units, unit_price.numerator, unit_price.denominator, units_max);
    return Lots(static_cast<std::int64_t>(
        std::min<Int128>(scaled_down(units, scale, contract.value(), units_max), volume_max.value())));
}

// What one side of the cross is dealt with: a price and a volume of each leg.
struct Dealt {
    Price first;
    Lots first_size;
    Price second;
    Lots second_size;
};

Lots size_of(const CrossedInstrument& cross, const Dealt& dealt) {
    if (dealt.first_size <= Lots() || dealt.second_size <= Lots()) {
        return Lots();
    }
    Quotient first_unit{1, 1};
    Quotient second_unit{1, 1};
    switch (cross.rule) {
        case CrossRule::product: second_unit = {scale, dealt.first.value()}; break;
        case CrossRule::quotient: second_unit = {dealt.second.value(), dealt.first.value()}; break;
        case CrossRule::quotient_of_bases:
            first_unit = {dealt.second.value(), scale};
            second_unit = first_unit;
            break;
        case CrossRule::inverse_product:
            // What is bought and sold are the quote currencies of the legs: EURUSD's euros are worth euros x EURUSD x
            // USDJPY in yen, USDJPY's dollars dollars x USDJPY.
            first_unit = {Int128{dealt.first.value()} * dealt.second.value() / scale, scale};
            second_unit = {dealt.second.value(), scale};
            break;
    }
    return std::min(lots_of_leg(dealt.first_size, cross.first_contract_size, first_unit, cross.contract_size),
                    lots_of_leg(dealt.second_size, cross.second_contract_size, second_unit, cross.contract_size));
}

}  // namespace

std::optional<TopOfBook> cross_of(const CrossedInstrument& cross, const TopOfBook& first, const TopOfBook& second) {
    if (!is_price(first.bid) || !is_price(first.ask) || !is_price(second.bid) || !is_price(second.ask)) {
        return std::nullopt;
    }
    // To sell the cross is to sell a leg where its price multiplies, and to buy it where it divides.
    const bool first_divides = cross.rule == CrossRule::inverse_product;
    const bool second_divides = cross.rule != CrossRule::product;
    const Dealt sold{first_divides ? first.ask : first.bid, first_divides ? first.ask_size : first.bid_size,
                     second_divides ? second.ask : second.bid, second_divides ? second.ask_size : second.bid_size};
    const Dealt bought{first_divides ? first.bid : first.ask, first_divides ? first.bid_size : first.ask_size,
                       second_divides ? second.bid : second.ask, second_divides ? second.bid_size : second.ask_size};
    const Quotient bid = exact_price(cross.rule, sold.first, sold.second);
    const Quotient ask = exact_price(cross.rule, bought.first, bought.second);
    const auto bid_divisor = with_tick(bid, cross.tick);
    const auto ask_divisor = with_tick(ask, cross.tick);
    if (!bid_divisor || !ask_divisor) {
        return std::nullopt;
    }
    const Int128 tick = cross.tick.value();
    const auto bid_price = checked_multiply<Int128>(ticks_down(bid.numerator, *bid_divisor), tick);
    const auto ask_price = checked_multiply<Int128>(ticks_up(ask.numerator, *ask_divisor), tick);
    if (!bid_price || !ask_price || *bid_price <= 0 || *ask_price > price_max.value()) {
        return std::nullopt;
    }
    return TopOfBook{Price(static_cast<std::int64_t>(*bid_price)), Price(static_cast<std::int64_t>(*ask_price)),
                     size_of(cross, sold), size_of(cross, bought)};
}

}  // namespace trireme::marketdata
