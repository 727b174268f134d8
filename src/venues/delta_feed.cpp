#include "venues/delta_feed.hpp"

#include <algorithm>

namespace trireme::venues {
namespace {

// The best levels; those of less than the least volume are no levels.
BookSide best_levels(const std::vector<DeltaLevel>& levels, Ratio contract_size) {
    BookSide best;
    for (const DeltaLevel& level : levels) {
        if (best.size() == book_levels_max) {
            break;
        }
        if (const Lots lots = lots_of(level.contracts, contract_size); lots > Lots()) {
            best.push_back({level.price, lots});
        }
    }
    return best;
}

}  // namespace

DeltaFeed::DeltaFeed(LpSlot lp, const std::vector<DeltaQuoted>& quoted) : lp_(lp) {
    for (const DeltaQuoted& each : quoted) {
        streams_.try_emplace(each.symbol, Stream{.quoted = each});
    }
}

Result<DeltaFeed::Stream*> DeltaFeed::stream_of(const Symbol& symbol, Timestamp stated, Timestamp received) {
    const auto found = streams_.find(symbol);
    if (found == streams_.end()) {
        return fail(ErrorCode::not_found, "{} is none of ours", symbol.view());
    }
    if (stated > received.plus(ahead_max)) {
        return fail(ErrorCode::out_of_range, "{}: stated {}, received {}", symbol.view(), format_timestamp(stated),
                    format_timestamp(received));
    }
    return &found->second;
}

Result<void> DeltaFeed::take(const DeltaTicker& ticker, Timestamp received, LpListener& listener) {
    TRIREME_TRY_ASSIGN(Stream* const stream, stream_of(ticker.symbol, ticker.time, received));
    if (stream->book.is_synced()) {
        return {};
    }
    if (ticker.time < stream->stated) {
        return fail(ErrorCode::out_of_range, "{}: a ticker that is older than the last price", ticker.symbol.view());
    }
    stream->stated = ticker.time;
    if (ticker.bid == Price() || ticker.ask == Price()) {
        listener.on_withdrawn(lp_, stream->quoted.slot, received);
        return {};
    }
    listener.on_quote({.lp = lp_,
                       .instrument = stream->quoted.slot,
                       .id = ++quotes_,
                       .received = received,
                       .stated = ticker.time,
                       .bid = ticker.bid,
                       .ask = ticker.ask,
                       .bid_size = lots_of(ticker.bid_contracts, stream->quoted.contract_size),
                       .ask_size = lots_of(ticker.ask_contracts, stream->quoted.contract_size)});
    return {};
}

Result<void> DeltaFeed::take(const DeltaBookUpdate& update, Timestamp received, LpListener& listener) {
    TRIREME_TRY_ASSIGN(Stream* const stream, stream_of(update.symbol, update.time, received));
    const DeltaBook::Outcome outcome = stream->book.apply(update);
    if (outcome == DeltaBook::Outcome::waiting) {
        return {};
    }
    if (outcome != DeltaBook::Outcome::applied) {
        return fail(ErrorCode::conflict, "{}: update {} does not continue the book", update.symbol.view(),
                    update.sequence);
    }
    stream->stated = std::max(stream->stated, update.time);
    const Ratio contract_size = stream->quoted.contract_size;
    const LpDepth depth{.lp = lp_,
                        .instrument = stream->quoted.slot,
                        .id = quotes_ + 1,
                        .received = received,
                        .stated = update.time,
                        .bids = best_levels(stream->book.bids(), contract_size),
                        .asks = best_levels(stream->book.asks(), contract_size)};
    if (depth.bids.empty() || depth.asks.empty()) {
        listener.on_withdrawn(lp_, stream->quoted.slot, received);
        return {};
    }
    listener.on_quote({.lp = lp_,
                       .instrument = stream->quoted.slot,
                       .id = ++quotes_,
                       .received = received,
                       .stated = update.time,
                       .bid = depth.bids[0].price,
                       .ask = depth.asks[0].price,
                       .bid_size = depth.bids[0].lots,
                       .ask_size = depth.asks[0].lots});
    listener.on_depth(depth);
    return {};
}

void DeltaFeed::reset() {
    for (auto& [symbol, stream] : streams_) {
        stream.book.reset();
    }
}

}  // namespace trireme::venues
