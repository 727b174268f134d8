#include "venues/binance_feed.hpp"

#include "model/bounds.hpp"
#include "venues/binance_parser.hpp"

#include <algorithm>
#include <span>

namespace trireme::venues {
namespace {

// The best levels; those of less than the least volume are no levels.
BookSide best_levels(std::span<const BinanceLevel> side, Ratio contract_size) {
    BookSide best;
    for (auto level = side.rbegin(); level != side.rend() && best.size() < book_levels_max; ++level) {
        if (const Lots lots = lots_of(level->units, contract_size); lots > Lots()) {
            best.push_back({level->price, lots});
        }
    }
    return best;
}

}  // namespace

Result<BinanceFeed> BinanceFeed::create(const BinanceFeedTerms& terms) {
    for (const auto& instrument : terms.instruments) {
        if (instrument.symbol.empty() || instrument.contract_size <= Ratio() ||
            instrument.contract_size > contract_size_max) {
            return fail(ErrorCode::invalid_input, "{}: no symbol, or a contract size of {}", instrument.symbol.view(),
                        format(instrument.contract_size));
        }
    }
    BinanceFeed feed(terms);
    if (feed.streams_.size() != terms.instruments.size()) {
        return fail(ErrorCode::invalid_input, "a symbol is named twice");
    }
    return feed;
}

BinanceFeed::BinanceFeed(const BinanceFeedTerms& terms) : lp_(terms.lp) {
    for (const auto& instrument : terms.instruments) {
        streams_.try_emplace(instrument.symbol, Stream{instrument, {}, 0});
    }
}

void BinanceFeed::count(const Error& failure) {
    switch (failure.code) {
        case ErrorCode::out_of_range: ++counters_.absurd; break;
        case ErrorCode::no_space: ++counters_.too_long; break;
        default: ++counters_.malformed;
    }
}

Result<void> BinanceFeed::take_frame(std::string_view text, Timestamp now, LpListener& listener) {
    ++counters_.frames;
    if (auto parsed = parse_binance_frame(text, frame_); !parsed) {
        frame_.kind = BinanceKind::other;
        count(parsed.error());
        return parsed;
    }
    ++counters_.of_kind[static_cast<std::size_t>(frame_.kind)];
    if (frame_.kind == BinanceKind::book_ticker) {
        take_book_ticker(frame_.book_ticker, now, listener);
    } else if (frame_.kind == BinanceKind::depth_update) {
        take_depth_update(frame_.depth_update, now, listener);
    }
    return {};
}

void BinanceFeed::take_book_ticker(const BinanceBookTicker& ticker, Timestamp now, LpListener& listener) {
    const auto found = streams_.find(ticker.symbol);
    if (found == streams_.end()) {
        ++counters_.not_ours;
        return;
    }
    if (ticker.update_id <= found->second.last_quote_id) {
        ++counters_.repeated;
        return;
    }
    found->second.last_quote_id = ticker.update_id;
    const auto& terms = found->second.terms;
    if (ticker.bid == Price() || ticker.ask == Price()) {
        listener.on_withdrawn(lp_, terms.slot, now);
        return;
    }
    listener.on_quote({.lp = lp_,
                       .instrument = terms.slot,
                       .id = ticker.update_id,
                       .received = now,
                       .bid = ticker.bid,
                       .ask = ticker.ask,
                       .bid_size = lots_of(ticker.bid_units, terms.contract_size),
                       .ask_size = lots_of(ticker.ask_units, terms.contract_size)});
}

void BinanceFeed::take_depth_update(const BinanceDepthUpdate& update, Timestamp now, LpListener& listener) {
    const auto found = streams_.find(update.symbol);
    if (found == streams_.end()) {
        ++counters_.not_ours;
        return;
    }
    Stream& stream = found->second;
    const bool was_synced = stream.book.is_synced();
    if (stream.book.apply(update) == BinanceBook::Outcome::applied) {
        give_depth(stream, update.time, now, listener);
    } else if (was_synced && !stream.book.is_synced()) {
        listener.on_depth({.lp = lp_, .instrument = stream.terms.slot, .received = now, .stated = update.time});
    }
}

Result<BinanceBook::Outcome> BinanceFeed::take_snapshot(const Symbol& symbol, std::string_view text, Timestamp now,
                                                        LpListener& listener) {
    const auto found = streams_.find(symbol);
    if (found == streams_.end()) {
        ++counters_.not_ours;
        return fail(ErrorCode::not_found, "{} is none of the feed's symbols", symbol.view());
    }
    const auto snapshot = parse_binance_depth(text);
    if (!snapshot) {
        count(snapshot.error());
        return std::unexpected(snapshot.error());
    }
    const BinanceBook::Outcome outcome = found->second.book.apply(*snapshot);
    if (outcome == BinanceBook::Outcome::applied) {
        give_depth(found->second, Timestamp(), now, listener);
    }
    return outcome;
}

void BinanceFeed::give_depth(const Stream& stream, Timestamp stated, Timestamp now, LpListener& listener) const {
    LpDepth depth{.lp = lp_,
                  .instrument = stream.terms.slot,
                  .id = stream.book.last_id(),
                  .received = now,
                  .stated = stated,
                  .bids = best_levels(stream.book.bids(), stream.terms.contract_size),
                  .asks = best_levels(stream.book.asks(), stream.terms.contract_size)};
    if (depth.bids.empty() || depth.asks.empty()) {
        // One side alone is no book that could be traded on.
        depth.bids = {};
        depth.asks = {};
    }
    listener.on_depth(depth);
}

std::vector<Symbol> BinanceFeed::wanted_snapshots() const {
    std::vector<Symbol> wanted;
    for (const auto& [symbol, stream] : streams_) {
        if (stream.book.wants_snapshot()) {
            wanted.push_back(symbol);
        }
    }
    return wanted;
}

const BinanceBook* BinanceFeed::book(const Symbol& symbol) const {
    const auto found = streams_.find(symbol);
    return found == streams_.end() ? nullptr : &found->second.book;
}

void BinanceFeed::reset() {
    for (auto& [symbol, stream] : streams_) {
        stream.book.reset();
        stream.last_quote_id = 0;
    }
}

}  // namespace trireme::venues
