#include "engine/valuation.hpp"

#include "base/assert.hpp"
#include "base/integer.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace trireme::engine {
namespace {

// Sums of lots that no Lots holds stay at the bound.
Lots shown(Int128 lots) { return Lots(narrow<std::int64_t>(lots).value_or(std::numeric_limits<std::int64_t>::max())); }

Stake stake_of(const Books& books, const AccountRecord& account, const Holding& holding) {
    const InstrumentRecord& instrument = *holding.instrument;
    const HoldingSums& sums = holding.sums;
    const ClientQuote quote = client_quote(instrument, *account.group);
    const auto parts = books.margin.parts(account, instrument, sums);
    TRIREME_ASSERT(parts.has_value(), "account {} holds what cannot be converted", account.id.value());
    Stake stake{.instrument = instrument.id,
                .bid = quote.bid,
                .ask = quote.ask,
                .long_lots = shown(sums.long_lots),
                .short_lots = shown(sums.short_lots),
                .long_cost = sums.long_cost,
                .short_cost = sums.short_cost,
                .profit = parts->profit,
                .reserved = sums.reserved,
                .notional = margin_notional(instrument.terms, sums),
                .margin = parts->margin};
    if (sums.has_positions()) {
        stake.profit_quoted = unrealised(instrument.terms, sums, quote);
    }
    return stake;
}

void add_pairs(const ExchangeRates::Path& path, std::vector<ConversionQuote>& pairs) {
    for (const InstrumentRecord* const pair : path) {
        const auto place = std::ranges::lower_bound(pairs, pair->id, {}, &ConversionQuote::pair);
        if (place == pairs.end() || place->pair != pair->id) {
            pairs.insert(place, {pair->id, pair->bid, pair->ask});
        }
    }
}

}  // namespace

void value(const Books& books, const AccountRecord& account, Valuation& valuation) {
    valuation.cash = account.cash;
    valuation.credit = account.credit;
    valuation.stakes.clear();
    valuation.converted_at.clear();
    for (const Holding* const holding : account.holdings) {
        if (holding->sums.empty()) {
            continue;
        }
        const Instrument& terms = holding->instrument->terms;
        valuation.stakes.push_back(stake_of(books, account, *holding));
        if (holding->sums.has_positions()) {
            add_pairs(books.rates.path(terms.quote, account.currency()), valuation.converted_at);
        }
        add_pairs(books.rates.path(margin_currency(terms), account.currency()), valuation.converted_at);
    }
}

}  // namespace trireme::engine
