#include "app/known_instruments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace trireme::app {
namespace {

constexpr Currency usd("USD");
constexpr Currency eur("EUR");
constexpr Currency gbp("GBP");
constexpr Currency jpy("JPY");
constexpr Currency chf("CHF");
constexpr Currency aud("AUD");
constexpr Currency nzd("NZD");
constexpr Currency cad("CAD");
constexpr Currency none;

constexpr std::int64_t one = 100'000'000;
constexpr std::int64_t tenth = one / 10;
constexpr std::int64_t hundredth = one / 100;

constexpr InstrumentId first_id(1001);

constexpr Duration quote_age_max = Duration::seconds(60);

// In which prices and volumes it is traded.
struct Sizes {
    std::uint8_t digits;
    Price tick;
    Ratio contract_size;
    Lots lots_step;
    Lots lots_max;
};

constexpr Price point5(1'000);    // 0.00001
constexpr Price point3(100'000);  // 0.001
constexpr Price cent(hundredth);
constexpr Ratio unit(one);

Instrument instrument(Symbol symbol, std::string name, const Sizes& sizes) {
    Instrument made;
    made.symbol = symbol;
    made.name = std::move(name);
    made.digits = sizes.digits;
    made.tick_size = sizes.tick;
    made.contract_size = sizes.contract_size;
    made.lots_min = sizes.lots_step;
    made.lots_max = sizes.lots_max;
    made.lots_step = sizes.lots_step;
    made.quote_age_max = quote_age_max;
    return made;
}

Instrument currency_pair(Currency base, Currency quote) {
    const bool is_in_yen = quote == jpy;
    const Sizes sizes{.digits = static_cast<std::uint8_t>(is_in_yen ? 3 : 5),
                      .tick = is_in_yen ? point3 : point5,
                      .contract_size = Ratio(100'000 * one),
                      .lots_step = Lots(hundredth),
                      .lots_max = Lots(50 * one)};
    Instrument made =
        instrument(*Symbol::from_text(format(base) + format(quote)), format(base) + " in " + format(quote), sizes);
    made.type = InstrumentType::forex;
    made.base = base;
    made.quote = quote;
    made.margin_mode = MarginMode::forex;
    made.swap = {.mode = SwapMode::points,
                 .long_rate = Ratio(-650 * hundredth),
                 .short_rate = Ratio(120 * hundredth),
                 .currency = none,
                 .triple_day = Weekday::wednesday};
    return made;
}

// One that costs interest, in percent a year.
Instrument financed(Instrument made, InstrumentType type, Currency base, Currency quote, std::int64_t interest) {
    made.type = type;
    made.base = base;
    made.quote = quote;
    made.swap = {.mode = SwapMode::percent,
                 .long_rate = Ratio(-interest * one),
                 .short_rate = Ratio(-interest * one / 4),
                 .currency = none,
                 .triple_day = Weekday::friday};
    return made;
}

// One that has a leverage of its own besides.
Instrument leveraged(Instrument made, InstrumentType type, Currency base, Currency quote, std::int64_t leverage,
                     std::int64_t interest) {
    made = financed(std::move(made), type, base, quote, interest);
    made.leverage = Ratio(leverage * one);
    return made;
}

Instrument metal(Symbol symbol, std::string name, Currency base, std::uint8_t digits, std::int64_t ounces) {
    const Sizes sizes{digits, digits == 2 ? cent : point3, Ratio(ounces * one), Lots(hundredth), Lots(50 * one)};
    return financed(instrument(symbol, std::move(name), sizes), InstrumentType::commodity, base, usd, 5);
}

Instrument coin(Symbol symbol, std::string name, Currency base, Currency quote, std::uint8_t digits, Price tick,
                Lots most) {
    const Sizes sizes{digits, tick, unit, Lots(hundredth), most};
    return leveraged(instrument(symbol, std::move(name), sizes), InstrumentType::crypto, base, quote, 2, 18);
}

// New ones come at the end: the place of each gives its id.
std::vector<Instrument> make_all() {
    const Sizes us_index{1, Price(tenth), unit, Lots(tenth), Lots(250 * one)};
    const Sizes german_index{1, Price(one / 2), unit, Lots(tenth), Lots(100 * one)};
    const Sizes share{2, cent, unit, Lots(one), Lots(5'000 * one)};
    std::vector<Instrument> all{
        currency_pair(eur, usd),
        currency_pair(gbp, usd),
        currency_pair(usd, jpy),
        leveraged(instrument(Symbol("US500"), "500 shares of the United States", us_index), InstrumentType::index, none,
                  usd, 20, 6),
        leveraged(instrument(Symbol("GER40"), "40 shares of Germany", german_index), InstrumentType::index, none, eur,
                  20, 5),
        leveraged(instrument(Symbol("AAPL"), "Apple Inc.", share), InstrumentType::stock, none, usd, 5, 7),
        coin(Symbol("BTCUSD"), "Bitcoin in USD", Currency("BTC"), usd, 1, Price(tenth), Lots(10 * one)),
        coin(Symbol("ETHUSD"), "Ether in USD", Currency("ETH"), usd, 2, cent, Lots(100 * one)),
    };
    const std::initializer_list<std::pair<Currency, Currency>> pairs{
        {usd, chf}, {aud, usd}, {nzd, usd}, {usd, cad}, {eur, gbp}, {eur, jpy}, {eur, chf}, {eur, aud}, {eur, nzd},
        {eur, cad}, {gbp, jpy}, {gbp, chf}, {gbp, aud}, {gbp, nzd}, {gbp, cad}, {aud, jpy}, {aud, chf}, {aud, nzd},
        {aud, cad}, {nzd, jpy}, {nzd, chf}, {nzd, cad}, {cad, jpy}, {cad, chf}, {chf, jpy},
    };
    for (const auto& [base, quote] : pairs) {
        all.push_back(currency_pair(base, quote));
    }
    all.push_back(metal(Symbol("XAUUSD"), "Gold in USD", Currency("XAU"), 2, 100));
    all.push_back(metal(Symbol("XAGUSD"), "Silver in USD", Currency("XAG"), 3, 5'000));
    all.push_back(coin(Symbol("BTCEUR"), "Bitcoin in EUR", Currency("BTC"), eur, 1, Price(tenth), Lots(10 * one)));
    all.push_back(coin(Symbol("LTCUSD"), "Litecoin in USD", Currency("LTC"), usd, 2, cent, Lots(1'000 * one)));
    all.push_back(coin(Symbol("SOLUSD"), "Solana in USD", Currency("SOL"), usd, 2, cent, Lots(1'000 * one)));
    for (std::uint32_t place = 0; Instrument & each : all) {
        each.id = InstrumentId(first_id.value() + place++);
    }
    return all;
}

std::string upper_case(std::string_view text) {
    std::string upper(text);
    std::ranges::transform(upper, upper.begin(), [](char character) {
        return character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
    });
    return upper;
}

}  // namespace

const std::vector<Instrument>& known_instruments() {
    static const std::vector<Instrument> all = make_all();
    return all;
}

const Instrument* find_known_instrument(std::string_view symbol) {
    const auto& all = known_instruments();
    const auto found =
        std::ranges::find(all, upper_case(symbol), [](const Instrument& each) { return each.symbol.view(); });
    return found == all.end() ? nullptr : &*found;
}

std::string known_symbols() {
    std::string symbols;
    for (const Instrument& each : known_instruments()) {
        symbols += fmt::format("{}{}", symbols.empty() ? "" : ", ", each.symbol.view());
    }
    return symbols;
}

}  // namespace trireme::app
