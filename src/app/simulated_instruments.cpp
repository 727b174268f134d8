#include "app/simulated_instruments.hpp"

#include "app/known_instruments.hpp"
#include "base/assert.hpp"

#include <string_view>

namespace trireme::app {
namespace {

constexpr std::int64_t one = 100'000'000;
constexpr std::int64_t tenth = one / 10;
constexpr std::int64_t hundredth = one / 100;

// How its price moves, in ticks.
struct Movement {
    Price begin;
    std::int64_t spread;
    std::int64_t step;
};

TradedInstrument simulated(std::string_view symbol, const Movement& movement, Lots lots, Lots daring_lots) {
    const Instrument* const known = find_known_instrument(symbol);
    TRIREME_ASSERT(known != nullptr, "{} has no terms", symbol);
    return {.terms = *known,
            .mid = movement.begin,
            .spread = Price(movement.spread * known->tick_size.value()),
            .step = Price(movement.step * known->tick_size.value()),
            .lots = lots,
            .daring_lots = daring_lots};
}

}  // namespace

std::vector<TradedInstrument> simulated_instruments() {
    constexpr Lots pair_lots(tenth);
    constexpr Lots pair_daring_lots(3 * one);
    return {
        simulated("EURUSD", {Price(108'452'000), 8, 4}, pair_lots, pair_daring_lots),
        simulated("GBPUSD", {Price(127'150'000), 12, 5}, pair_lots, pair_daring_lots),
        simulated("USDJPY", {Price(15'134'000'000), 9, 5}, pair_lots, pair_daring_lots),
        simulated("US500", {Price(5'830 * one), 4, 3}, Lots(2 * one), Lots(2 * one)),
        simulated("GER40", {Price(18'345 * one), 2, 3}, Lots(5 * tenth), Lots(6 * tenth)),
        simulated("AAPL", {Price(187 * one), 4, 3}, Lots(10 * one), Lots(16 * one)),
        simulated("BTCUSD", {Price(60'123 * one), 120, 150}, Lots(2 * hundredth), Lots(2 * hundredth)),
        simulated("ETHUSD", {Price(3'012 * one), 120, 110}, Lots(3 * tenth), Lots(4 * tenth)),
    };
}

}  // namespace trireme::app
