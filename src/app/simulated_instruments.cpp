#include "app/simulated_instruments.hpp"

#include <utility>

namespace trireme::app {
namespace {

constexpr Currency usd("USD");
constexpr Currency eur("EUR");
constexpr Currency jpy("JPY");
constexpr Currency none;

constexpr std::int64_t one = 100'000'000;
constexpr std::int64_t tenth = one / 10;
constexpr std::int64_t hundredth = one / 100;

// Apart from what someone may define by hand in the same folder.
constexpr InstrumentId first_id(1001);

constexpr Duration quote_age_max = Duration::seconds(60);

// How its price moves, in ticks.
struct Movement {
    Price begin;
    Price tick;
    std::int64_t spread;
    std::int64_t step;
};

// In which volumes it is traded.
struct Volumes {
    Ratio contract_size;
    Lots step;
    Lots most;
    Lots usual;
};

constexpr Volumes forex_volumes{Ratio(100'000 * one), Lots(hundredth), Lots(50 * one), Lots(tenth)};

SimulatedInstrument instrument(Symbol symbol, std::string name, std::uint8_t digits, const Movement& movement,
                               const Volumes& volumes) {
    SimulatedInstrument made{.terms = {},
                             .mid = movement.begin,
                             .spread = Price(movement.spread * movement.tick.value()),
                             .step = Price(movement.step * movement.tick.value()),
                             .lots = volumes.usual};
    made.terms.symbol = symbol;
    made.terms.name = std::move(name);
    made.terms.digits = digits;
    made.terms.tick_size = movement.tick;
    made.terms.contract_size = volumes.contract_size;
    made.terms.lots_min = volumes.step;
    made.terms.lots_max = volumes.most;
    made.terms.lots_step = volumes.step;
    made.terms.quote_age_max = quote_age_max;
    return made;
}

SimulatedInstrument currency_pair(Symbol symbol, Currency base, Currency quote, std::uint8_t digits,
                                  const Movement& movement) {
    auto made = instrument(symbol, format(base) + " in " + format(quote), digits, movement, forex_volumes);
    made.terms.type = InstrumentType::forex;
    made.terms.base = base;
    made.terms.quote = quote;
    made.terms.margin_mode = MarginMode::forex;
    made.terms.swap = {.mode = SwapMode::points,
                       .long_rate = Ratio(-650 * hundredth),
                       .short_rate = Ratio(120 * hundredth),
                       .currency = none,
                       .triple_day = Weekday::wednesday};
    return made;
}

// One that has a leverage of its own and costs interest, in percent a year.
SimulatedInstrument leveraged(SimulatedInstrument made, InstrumentType type, Currency base, Currency quote,
                              std::int64_t leverage, std::int64_t interest) {
    made.terms.type = type;
    made.terms.base = base;
    made.terms.quote = quote;
    made.terms.leverage = Ratio(leverage * one);
    made.terms.swap = {.mode = SwapMode::percent,
                       .long_rate = Ratio(-interest * one),
                       .short_rate = Ratio(-interest * one / 4),
                       .currency = none,
                       .triple_day = Weekday::friday};
    return made;
}

}  // namespace

std::vector<SimulatedInstrument> simulated_instruments() {
    constexpr Price point5(1'000);    // 0.00001
    constexpr Price point3(100'000);  // 0.001
    constexpr Price cent(hundredth);
    constexpr Ratio unit(one);
    std::vector<SimulatedInstrument> all{
        currency_pair(Symbol("EURUSD"), eur, usd, 5, {Price(108'452'000), point5, 8, 4}),
        currency_pair(Symbol("GBPUSD"), Currency("GBP"), usd, 5, {Price(127'150'000), point5, 12, 5}),
        currency_pair(Symbol("USDJPY"), usd, jpy, 3, {Price(15'134'000'000), point3, 9, 5}),
        leveraged(
            instrument(Symbol("US500"), "500 shares of the United States", 1, {Price(5'830 * one), Price(tenth), 4, 3},
                       {unit, Lots(tenth), Lots(250 * one), Lots(2 * one)}),
            InstrumentType::index, none, usd, 20, 6),
        leveraged(instrument(Symbol("GER40"), "40 shares of Germany", 1, {Price(18'345 * one), Price(one / 2), 2, 3},
                             {unit, Lots(tenth), Lots(100 * one), Lots(5 * tenth)}),
                  InstrumentType::index, none, eur, 20, 5),
        leveraged(instrument(Symbol("AAPL"), "Apple Inc.", 2, {Price(187 * one), cent, 4, 3},
                             {unit, Lots(one), Lots(5'000 * one), Lots(10 * one)}),
                  InstrumentType::stock, none, usd, 5, 7),
        leveraged(instrument(Symbol("BTCUSD"), "Bitcoin in USD", 1, {Price(60'123 * one), Price(tenth), 120, 150},
                             {unit, Lots(hundredth), Lots(10 * one), Lots(2 * hundredth)}),
                  InstrumentType::crypto, Currency("BTC"), usd, 2, 18),
        leveraged(instrument(Symbol("ETHUSD"), "Ether in USD", 2, {Price(3'012 * one), cent, 120, 110},
                             {unit, Lots(hundredth), Lots(100 * one), Lots(3 * tenth)}),
                  InstrumentType::crypto, Currency("ETH"), usd, 2, 18),
    };
    InstrumentId id = first_id;
    for (SimulatedInstrument& each : all) {
        each.terms.id = std::exchange(id, InstrumentId(id.value() + 1));
    }
    return all;
}

}  // namespace trireme::app
