#include "venues/oanda_prices.hpp"

#include <algorithm>

namespace trireme::venues {
namespace {

// The best levels; those of less than the least volume are no levels.
BookSide best_levels(const std::vector<OandaLevel>& levels, Ratio contract_size) {
    BookSide best;
    for (const OandaLevel& level : levels) {
        const Lots lots = lots_of(level.units, contract_size);
        if (lots > Lots() && best.size() < book_levels_max) {
            best.push_back({level.price, lots});
        }
    }
    return best;
}

}  // namespace

Result<void> OandaPrices::take(const OandaPrice& price, const OandaListing& listing, Timestamp received,
                               LpListener& listener) {
    const OandaListing::Entry* const instrument = listing.find(price.instrument);
    if (instrument == nullptr) {
        return fail(ErrorCode::not_found, "{} is none of ours", price.instrument.view());
    }
    const InstrumentSlot slot = instrument->quoted.slot;
    const auto last = stated_.find(slot);
    if ((last != stated_.end() && price.time < last->second) || price.time > received.plus(ahead_max)) {
        return fail(ErrorCode::out_of_range, "{}: a price of {}, received {}", price.instrument.view(),
                    format_timestamp(price.time), format_timestamp(received));
    }
    stated_[slot] = price.time;
    if (!price.is_tradeable || price.bids.empty() || price.asks.empty()) {
        listener.on_withdrawn(lp_, slot, received);
        return {};
    }
    const Ratio contract_size = instrument->quoted.contract_size;
    const std::uint64_t id = ++quotes_;
    listener.on_quote({.lp = lp_,
                       .instrument = slot,
                       .id = id,
                       .received = received,
                       .stated = price.time,
                       .bid = price.bids.front().price,
                       .ask = price.asks.front().price,
                       .bid_size = lots_of(price.bids.front().units, contract_size),
                       .ask_size = lots_of(price.asks.front().units, contract_size)});
    const LpDepth depth{.lp = lp_,
                        .instrument = slot,
                        .id = id,
                        .received = received,
                        .stated = price.time,
                        .bids = best_levels(price.bids, contract_size),
                        .asks = best_levels(price.asks, contract_size)};
    if (!depth.bids.empty() && !depth.asks.empty()) {
        listener.on_depth(depth);
    }
    return {};
}

}  // namespace trireme::venues
