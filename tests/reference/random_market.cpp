#include "reference/random_market.hpp"

#include "reference/amounts.hpp"

#include <algorithm>

namespace trireme::reference {
namespace {

constexpr std::int64_t hundredth = one / 100;
constexpr Symbol dust("DUST");  // worth so little that volumes meet their bounds before money does

Instrument good(Symbol symbol, InstrumentType type, Currency base, Currency quote, std::uint8_t digits,
                std::int64_t contract_size) {
    Instrument terms;
    terms.symbol = symbol;
    terms.name = symbol.view();
    terms.type = type;
    terms.base = base;
    terms.quote = quote;
    terms.digits = digits;
    terms.tick_size = Price(1);
    for (int digit = digits; digit < PriceTag::scale_digits; ++digit) {
        terms.tick_size = Price(terms.tick_size.value() * 10);
    }
    terms.contract_size = Ratio(contract_size);
    terms.lots_min = Lots(hundredth);
    terms.lots_max = Lots(100 * one);
    terms.lots_step = Lots(hundredth);
    return terms;
}

Instrument with_margin(Instrument terms, MarginMode mode, std::optional<Ratio> leverage = std::nullopt) {
    terms.margin_mode = mode;
    terms.leverage = leverage;
    return terms;
}

}  // namespace

RandomMarket::RandomMarket(Random& random) : random_(random) {
    constexpr Currency usd("USD");
    constexpr Currency eur("EUR");
    constexpr Currency jpy("JPY");
    constexpr Currency gbp("GBP");
    constexpr Currency btc("BTC");
    constexpr Currency none;
    using enum InstrumentType;
    add(with_margin(good(Symbol("EURUSD"), forex, eur, usd, 5, 100'000 * one), MarginMode::forex), 108'452'000, 8'000);
    add(with_margin(good(Symbol("USDJPY"), forex, usd, jpy, 3, 100'000 * one), MarginMode::forex), 14'134'000'000,
        1'200'000);
    add(good(Symbol("EURJPY"), forex, eur, jpy, 3, 100'000 * one), 15'328'000'000, 2'000'000);
    // An odd contract size, so that products do not end within 1e-16.
    add(with_margin(good(Symbol("BTCUSD"), crypto, btc, usd, 2, one / 3), MarginMode::standard, Ratio(5 * one)),
        60'123 * one, 20 * one);
    Instrument ger40 = good(Symbol("GER40"), InstrumentType::index, none, eur, 1, 5 * one);
    ger40.tick_size = Price(one / 2);
    add(with_margin(ger40, MarginMode::standard, Ratio(20 * one)), 18'345 * one, one);
    add(with_margin(good(Symbol("ACME"), stock, none, usd, 2, 10 * one), MarginMode::standard, Ratio(5 * one)),
        187 * one, 4 * hundredth);
    add(with_margin(good(Symbol("XAUUSD"), commodity, Currency("XAU"), usd, 2, 100 * one), MarginMode::leverage_free),
        2'034 * one, 30 * hundredth);
    // No pair leads from pounds to any account but through USD.
    add(good(Symbol("GBPUSD"), forex, gbp, usd, 5, 100'000 * one), 127'000'000, 9'000);
    add(with_margin(good(Symbol("PLC"), stock, none, gbp, 3, one), MarginMode::standard, Ratio(4 * one)), 4 * one,
        hundredth);
    add(good(dust, cfd, none, usd, 5, 1), one, 100'000);
    // No pair leads from rand to any account before chance gives USDZAR a price.
    add(with_margin(good(Symbol("RAND"), cfd, usd, Currency("ZAR"), 4, 1'000 * one), MarginMode::forex), 18 * one,
        hundredth);
    add(good(Symbol("USDZAR"), forex, usd, Currency("ZAR"), 4, 100'000 * one), 18 * one, hundredth);
    // The other way round than EURUSD: a pair that conversions may find.
    add(good(Symbol("USDEUR"), forex, usd, eur, 5, 1'000 * one), 92'206'000, 9'000);
}

void RandomMarket::add(Instrument terms, std::int64_t mid, std::int64_t spread) {
    terms.id = InstrumentId(static_cast<std::uint32_t>(10 * goods_.size() + 1));
    if (terms.symbol == Symbol("USDEUR") && random_.one_in(2)) {
        terms.id = InstrumentId(5);  // before or behind most others: conversions take the lowest id
    }
    goods_.push_back({std::move(terms), mid, spread});
}

InstrumentId RandomMarket::id(std::size_t index) const { return goods_[index].terms.id; }

std::vector<SessionInterval> RandomMarket::sessions() {
    std::vector<SessionInterval> days;
    const auto open = static_cast<std::uint16_t>(random_.below(8) * 60);
    const auto close = static_cast<std::uint16_t>(minutes_per_day - 60 - random_.below(180));
    for (std::uint16_t day = 0; day < 7; ++day) {
        const auto start = static_cast<std::uint16_t>(day * minutes_per_day);
        days.push_back({static_cast<std::uint16_t>(start + open), static_cast<std::uint16_t>(start + close)});
    }
    return days;
}

Commission RandomMarket::commission() {
    return {.per_lot = Ratio(between(random_, 0, 1'000) * hundredth),
            .currency = one_of(random_, {Currency("USD"), Currency("EUR"), Currency("JPY"), Currency("CHF")}),
            .sides = one_of(random_, {CommissionSides::entry, CommissionSides::exit, CommissionSides::both})};
}

Swap RandomMarket::swap() {
    return {.mode = one_of(random_, {SwapMode::none, SwapMode::points, SwapMode::currency, SwapMode::percent}),
            .long_rate = Ratio(between(random_, -1'500, 700) * hundredth),
            .short_rate = Ratio(between(random_, -1'500, 700) * hundredth),
            .currency = one_of(random_, {Currency("USD"), Currency("JPY"), Currency("CHF")}),
            .triple_day = one_of(random_, {Weekday::wednesday, Weekday::friday})};
}

Instrument RandomMarket::terms(std::size_t index) {
    Instrument terms = goods_[index].terms;
    terms.hedged_margin = one_of(random_, {HedgedMargin::larger_leg, HedgedMargin::sum, HedgedMargin::net});
    terms.swap = swap();
    terms.fill_mode = random_.one_in(3) ? FillMode::depth : FillMode::top_of_book;
    terms.active = !random_.one_in(25);
    if (random_.one_in(4)) {
        terms.commission = commission();
        terms.commission->currency = one_of(random_, {Currency("USD"), terms.quote});
    }
    if (random_.one_in(5)) {
        terms.leverage = Ratio(between(random_, 2, 100) * one);
    }
    if (random_.one_in(5)) {
        terms.tiers = {{Ratio(), Ratio(100 * one)},
                       {Ratio(20'000 * one), Ratio(33 * one)},
                       {Ratio(100'000 * one), Ratio(7 * one)}};
    }
    if (random_.one_in(4)) {
        terms.sessions = sessions();
    }
    if (random_.one_in(4)) {
        terms.quote_age_max = Duration::seconds(between(random_, 60, 7'200));
    }
    if (random_.one_in(4)) {
        terms.collar = Price(goods_[index].mid / between(random_, 20, 200));
    }
    if (terms.symbol == dust) {
        allow_any_volume(terms);
    }
    return terms;
}

// What it costs is in proportion to what it is worth.
void RandomMarket::allow_any_volume(Instrument& terms) {
    terms.lots_max = one_of(random_, {volume_max, volume_max, Lots(volume_max.value() / 4)});
    terms.fill_mode = FillMode::top_of_book;
    terms.commission = commission();
    terms.commission->per_lot = Ratio(between(random_, 0, 2));
    terms.swap.long_rate = Ratio(between(random_, -2, 2));
    terms.swap.short_rate = Ratio(between(random_, -2, 2));
}

Limits RandomMarket::limits() {
    Limits limits;
    limits.open_orders = perhaps(random_, 20, static_cast<std::uint32_t>(between(random_, 4, 30)));
    limits.lots = perhaps(random_, 20, Lots(between(random_, 1, 20) * one));
    limits.exposure = perhaps(random_, 20, Ratio(between(random_, 20, 2'000) * 1'000 * one));
    limits.daily_loss = perhaps(random_, 20, Ratio(between(random_, 1, 400) * 50 * one));
    limits.orders_per_second = perhaps(random_, 20, static_cast<std::uint32_t>(between(random_, 1, 6)));
    return limits;
}

Group RandomMarket::group(GroupId id) {
    Group group;
    group.id = id;
    group.name = GroupName("group");
    group.leverage = Ratio(between(random_, 20, 500) * one);
    group.markup_points = static_cast<std::uint32_t>(random_.one_in(2) ? 0 : random_.below(15));
    group.commission = perhaps(random_, 60, commission());
    group.margin_call_level = Ratio(between(random_, 80, 120) * one);
    group.stop_out_level = Ratio(between(random_, 20, 80) * one);
    group.stop_out_order =
        one_of(random_, {StopOutOrder::largest_position, StopOutOrder::largest_loss, StopOutOrder::minimal});
    group.routing_class = static_cast<std::uint8_t>(random_.below(3));
    group.dividend_tax = Ratio(between(random_, 0, 30) * hundredth);
    group.limits = limits();
    return group;
}

void RandomMarket::move(Good& good) {
    const std::int64_t unit = std::max<std::int64_t>(good.mid / 2'000, 1);
    good.mid += between(random_, -unit, unit);
    if (random_.one_in(150)) {
        good.mid += between(random_, -100, 100) * unit;  // a gap
    }
    good.mid = std::clamp<std::int64_t>(good.mid, 1'000 * good.terms.tick_size.value() / 10, price_max.value() / 1'000);
}

Quote RandomMarket::next_quote(std::size_t index) {
    Good& good = goods_[index];
    move(good);
    const std::int64_t point = good.terms.tick_size.value();
    const auto on_grid = [&](std::int64_t price) { return std::max(price / point * point, point); };
    Quote quote{good.terms.id, Price(on_grid(good.mid)), Price(on_grid(good.mid + between(random_, 0, good.spread)))};
    if (random_.one_in(40)) {
        quote.bid = Price(std::max<std::int64_t>(quote.bid.value() - 1, 1));  // between the points
    }
    if (random_.one_in(300)) {
        quote.bid = Price(one_of<std::int64_t>(random_, {quote.ask.value() + point, 0, -point, 1}));
    }
    if (random_.one_in(1'500)) {
        quote.ask = Price(one_of<std::int64_t>(random_, {price_max.value(), price_max.value() + 1, INT64_MAX, 0}));
    }
    return quote;
}

BookUpdate RandomMarket::next_book(std::size_t index) {
    const Quote best = next_quote(index);
    BookUpdate book{.instrument = best.instrument, .bids = {}, .asks = {}};
    if (random_.one_in(30)) {
        return book;
    }
    const std::int64_t tick = goods_[index].terms.tick_size.value();
    std::int64_t bid = best.bid.value();
    std::int64_t ask = best.ask.value();
    for (std::uint64_t levels = random_.below(4) + 1; levels > 0 && bid > 0; --levels) {
        book.bids.push_back({Price(bid), Lots(between(random_, 1, 300) * hundredth)});
        bid -= between(random_, 1, 5) * tick;
    }
    for (std::uint64_t levels = random_.below(4) + 1; levels > 0 && ask <= price_max.value(); --levels) {
        book.asks.push_back({Price(ask), Lots(between(random_, 1, 300) * hundredth)});
        ask += between(random_, 1, 5) * tick;
    }
    if (random_.one_in(60) && book.asks.size() > 1) {
        book.asks[1].price = book.asks[0].price;
    }
    return book;
}

void RandomMarket::split(std::size_t index, std::uint32_t numerator, std::uint32_t denominator) {
    Good& good = goods_[index];
    good.mid = good.mid / numerator * denominator;
}

}  // namespace trireme::reference
