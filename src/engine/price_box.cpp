#include "engine/price_box.hpp"

#include "engine/amounts.hpp"

#include <algorithm>

// All functions of valuation rise or fall with each price and with each amount, rounding included: rounded to odd, a
// larger number never becomes a smaller one. So the bounds of a result are its values at bounds of what it is made of.
namespace trireme::engine {
namespace {

struct AmountRange {
    Amount low;
    Amount high;
};

Amount by_price(Amount amount, std::int64_t price, bool multiplies) {
    const auto factor = static_cast<std::uint64_t>(std::max<std::int64_t>(price, 1));
    return multiplies ? scaled(amount, factor, one) : scaled(amount, one, factor);
}

// One step of a conversion, at any price from `low` to `high`.
AmountRange step(AmountRange amounts, std::int64_t low, std::int64_t high, bool multiplies) {
    const std::int64_t shrinks = multiplies ? low : high;
    const std::int64_t grows = multiplies ? high : low;
    return {by_price(amounts.low, amounts.low.value() >= 0 ? shrinks : grows, multiplies),
            by_price(amounts.high, amounts.high.value() >= 0 ? grows : shrinks, multiplies)};
}

// `markup` is how far the prices dealt at lie outside the market's.
template <class Box, class MarkupOf>
std::optional<AmountRange> convert(const ExchangeRates& rates, const Box& box, AmountRange amounts, Currency from,
                                   Currency to, MarkupOf&& markup) {
    if (from == to) {
        return amounts;
    }
    const ExchangeRates::Path path = rates.path(from, to);
    if (path.empty()) {
        return std::nullopt;
    }
    Currency held = from;
    for (const InstrumentRecord* const pair : path) {
        const std::optional<PriceRange> range = box.range_of(*pair);
        if (!range) {
            return std::nullopt;
        }
        const std::int64_t outside = markup(*pair);
        const bool sells_base = pair->terms.base == held;
        amounts = step(amounts, range->low.value() - outside, range->high.value() + outside, sells_base);
        held = sells_base ? pair->terms.quote : pair->terms.base;
    }
    return amounts;
}

AmountRange unrealised_within(const InstrumentRecord& instrument, const HoldingSums& sums, PriceRange range,
                              Price markup) {
    const ClientQuote at_low = client_quote(range.low, range.low, markup);
    const ClientQuote at_high = client_quote(range.high, range.high, markup);
    const auto both = [&](ClientQuote for_longs, ClientQuote for_shorts) {
        const PriceLots of_longs = minus(value_of(for_longs.bid, sums.long_lots), sums.long_cost);
        const PriceLots of_shorts = minus(sums.short_cost, value_of(for_shorts.ask, sums.short_lots));
        return times_contract(plus(of_longs, of_shorts), instrument.terms.contract_size);
    };
    return {both(at_low, at_high), both(at_high, at_low)};
}

// What an account's stake in an instrument can come to, in account currency.
struct StakeRange {
    AmountRange profit;
    AmountRange margin;
};

template <class Box>
std::optional<StakeRange> stake_within(const ExchangeRates& rates, const Holding& holding, const Box& box) {
    const AccountRecord& account = *holding.account;
    const Group& group = *account.group;
    const InstrumentRecord& instrument = *holding.instrument;
    const Instrument& terms = instrument.terms;
    const std::optional<PriceRange> range = box.range_of(instrument);
    if (!range) {
        return std::nullopt;
    }
    std::optional<AmountRange> profit = AmountRange{};
    if (holding.sums.has_positions()) {
        const auto clients_markup = [&](const InstrumentRecord& pair) { return markup_of(pair.terms, group).value(); };
        const AmountRange quoted = unrealised_within(instrument, holding.sums, *range, markup_of(terms, group));
        profit = convert(rates, box, quoted, terms.quote, account.currency(), clients_markup);
    }
    const auto no_markup = [](const InstrumentRecord&) { return std::int64_t{0}; };
    const Amount needed = margin_of(margin_notional(terms, holding.sums), terms, group);
    const auto margin = convert(rates, box, {needed, needed}, margin_currency(terms), account.currency(), no_markup);
    return profit && margin ? std::optional(StakeRange{*profit, *margin}) : std::nullopt;
}

// Nothing where it has no band, or one that the present prices are not within.
std::optional<PriceRange> band_of(const Holding& holding) {
    if (!holding.below.is_in_ladder()) {
        return std::nullopt;
    }
    const InstrumentRecord& instrument = *holding.instrument;
    const PriceRange range{Price(holding.below.level.value() + 1), Price(holding.above.level.value() - 1)};
    const bool is_within = instrument.bid >= range.low && instrument.ask <= range.high;
    return is_within ? std::optional(range) : std::nullopt;
}

// The bands of a holding's account, seen from there: mostly it is the holding's own that is asked for.
class HoldingBands {
public:
    explicit HoldingBands(const Holding& holding) : holding_(holding) {}
    [[nodiscard]] std::optional<PriceRange> range_of(const InstrumentRecord& instrument) const {
        return holding_.instrument == &instrument ? band_of(holding_) : Bands(*holding_.account).range_of(instrument);
    }

private:
    const Holding& holding_;
};

template <class Box>
std::optional<StandingBounds> bounds_within(const ExchangeRates& rates, const AccountRecord& account, const Box& box) {
    const Amount own = plus(amount_of(account.cash), amount_of(account.credit));
    AmountRange equity{own, own};
    AmountRange margin{};
    for (const Holding* const holding : account.holdings) {
        if (holding->sums.empty()) {
            continue;
        }
        const auto stake = stake_within(rates, *holding, box);
        if (!stake) {
            return std::nullopt;
        }
        equity = {plus(equity.low, stake->profit.low), plus(equity.high, stake->profit.high)};
        margin = {plus(margin.low, stake->margin.low), plus(margin.high, stake->margin.high)};
    }
    const Currency currency = account.currency();
    return StandingBounds{.worst = {rounded(equity.low, currency), rounded(margin.high, currency)},
                          .best = {rounded(equity.high, currency), rounded(margin.low, currency)}};
}

}  // namespace

std::optional<PriceRange> Bands::range_of(const InstrumentRecord& instrument) const {
    const Holding* const holding = account_.holding_of(instrument);
    return holding == nullptr ? std::nullopt : band_of(*holding);
}

bool find_bounds(const ExchangeRates& rates, Holding& holding) {
    const auto stake = stake_within(rates, holding, HoldingBands(holding));
    if (!stake) {
        return false;
    }
    holding.least_profit = stake->profit.low;
    holding.most_margin = stake->margin.high;
    holding.has_bounds = true;
    return true;
}

std::optional<StandingBounds> standing_within(const ExchangeRates& rates, const AccountRecord& account,
                                              const PriceBox& box) {
    return bounds_within(rates, account, box);
}

std::optional<StandingBounds> standing_within(const ExchangeRates& rates, const AccountRecord& account,
                                              const Bands& bands) {
    return bounds_within(rates, account, bands);
}

}  // namespace trireme::engine
