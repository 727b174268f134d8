#include "app/traded_instrument.hpp"

#include "base/integer.hpp"

#include <algorithm>

namespace trireme::app {
namespace {

constexpr std::int64_t one = 100'000'000;

// What a client usually trades, and what one who dares does: worth so much, in about dollars. With a leverage of its
// own an instrument takes less.
constexpr std::int64_t worth = 10'000;
constexpr std::int64_t daring_worth = 300'000;
constexpr std::int64_t worth_per_leverage = 600;

Price to_tick(std::int64_t price, const Instrument& terms) {
    const std::int64_t tick = terms.tick_size.value();
    return Price(std::max((price + tick - 1) / tick, std::int64_t{1}) * tick);
}

// So many lots are worth about that much.
Lots lots_worth(std::int64_t amount, Price price, const Instrument& terms) {
    const bool counts_base = terms.margin_mode == MarginMode::forex;
    const Int128 unit = counts_base ? Int128(one) * one : Int128(price.value()) * one;
    const Int128 lots = Int128(amount) * one * one / terms.contract_size.value() * one / (unit / one);
    const std::int64_t step = terms.lots_step.value();
    const auto whole = static_cast<std::int64_t>(lots / step * step);
    return Lots(std::clamp(whole, terms.lots_min.value(), terms.lots_max.value()));
}

}  // namespace

TradedInstrument traded_instrument(const Instrument& terms, Price bid, Price ask) {
    TradedInstrument made;
    made.terms = terms;
    made.mid = Price(bid.value() + (ask.value() - bid.value()) / 2);
    made.spread = to_tick(ask.value() - bid.value(), terms);
    constexpr std::int64_t moves_per_price = 33'333;
    made.step = to_tick(made.mid.value() / moves_per_price, terms);
    const std::int64_t leverage = terms.leverage.value_or(Ratio()).value() / one;
    made.lots = lots_worth(leverage == 0 ? worth : leverage * worth_per_leverage, made.mid, terms);
    made.daring_lots = lots_worth(leverage == 0 ? daring_worth : leverage * worth_per_leverage, made.mid, terms);
    return made;
}

}  // namespace trireme::app
