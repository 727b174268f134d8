// The side of the QuoteAggregator that has to do with levels.

#include "marketdata/quote_aggregator.hpp"
#include "model/bounds.hpp"
#include "model/side.hpp"

#include <algorithm>

namespace trireme::marketdata {
namespace {

// Whether a price stands before another on its side of a book.
bool is_better(Price price, Price other, Side side) { return side == Side::buy ? price > other : price < other; }

bool is_in_order(const BookSide& levels, Side side) {
    for (std::size_t at = 0; at < levels.size(); ++at) {
        if (!is_price(levels[at].price) || levels[at].lots <= Lots() || levels[at].lots > volume_max ||
            (at > 0 && !is_better(levels[at - 1].price, levels[at].price, side))) {
            return false;
        }
    }
    return !levels.empty();
}

void add_level(BookSide& into, const BookLevel& level, Side side) {
    std::size_t at = 0;
    while (at < into.size() && is_better(into[at].price, level.price, side)) {
        ++at;
    }
    if (at < into.size() && into[at].price == level.price) {
        into[at].lots = Lots(std::min(into[at].lots.value() + level.lots.value(), volume_max.value()));
        return;
    }
    if (at == book_levels_max) {
        return;
    }
    if (into.size() < book_levels_max) {
        into.push_back(level);
    }
    for (std::size_t behind = into.size() - 1; behind > at; --behind) {
        into[behind] = into[behind - 1];
    }
    into[at] = level;
}

// What the LP's quote says at the top, and below it what its depth said last: a quote is the newer of the two.
void add_side(BookSide& into, const BookLevel& top, const BookSide& levels, Side side) {
    if (top.lots > Lots()) {
        add_level(into, top, side);
    }
    for (const BookLevel& level : levels) {
        if (is_better(top.price, level.price, side)) {
            add_level(into, level, side);
        }
    }
}

}  // namespace

std::optional<QuoteRefusal> QuoteAggregator::take(const LpDepth& depth) {
    if (const auto refusal = check_subscribed(depth.lp, depth.instrument)) {
        return refusal;
    }
    const std::size_t at = stream_of(depth.lp, depth.instrument);
    if (depth.bids.empty() && depth.asks.empty()) {
        pass_to(depth.received);
        levels_[at].bids.clear();
        levels_[at].asks.clear();
        return std::nullopt;
    }
    const LpStream& stream = streams_[at];
    const auto refuse = [&](QuoteRefusal reason) {
        pass_to(depth.received);
        expire(depth.instrument);
        streams_[at].refuse(reason);
        refresh(depth.instrument);
        return reason;
    };
    if (!is_in_order(depth.bids, Side::buy) || !is_in_order(depth.asks, Side::sell)) {
        return refuse(QuoteRefusal::bad_depth);
    }
    if (depth.bids[0].price > depth.asks[0].price) {
        return refuse(QuoteRefusal::crossed);
    }
    const bool is_same_stretch = levels_[at].breaks == stream.breaks();
    if (is_same_stretch && depth.id < levels_[at].id) {
        return refuse(QuoteRefusal::not_newer);
    }
    const bool is_behind = stream.has_quote() && depth.id < stream.last_id();
    if (!is_behind) {
        if (const auto refusal = take_top({.lp = depth.lp,
                                           .instrument = depth.instrument,
                                           .id = depth.id,
                                           .received = depth.received,
                                           .stated = depth.stated,
                                           .bid = depth.bids[0].price,
                                           .ask = depth.asks[0].price,
                                           .bid_size = depth.bids[0].lots,
                                           .ask_size = depth.asks[0].lots},
                                          true)) {
            return refusal;
        }
    }
    pass_to(depth.received);
    levels_[at] = {depth.bids, depth.asks, depth.id, now_, stream.breaks()};
    return std::nullopt;
}

LpDepth QuoteAggregator::depth(InstrumentSlot instrument) const {
    const AggregatedQuote& published = quote(instrument);
    LpDepth merged{.instrument = instrument, .id = published.id.value(), .received = published.time};
    if (published.state != QuoteState::live) {
        return merged;
    }
    if (published.kind == QuoteKind::of_cross) {
        add_side(merged.bids, {published.bid, published.bid_size}, {}, Side::buy);
        add_side(merged.asks, {published.ask, published.ask_size}, {}, Side::sell);
        return merged;
    }
    const QuotedInstrument& terms = terms_.quoted[instrument.value()];
    const InstrumentState& state = states_[instrument.value()];
    for (std::uint8_t place = 0; place < places_of(terms); ++place) {
        const LpStream& stream = stream_at(instrument, place);
        const bool counts =
            terms.mode == LiquidityMode::best_of ? !has_bit(state.left_out, place) : place == state.active;
        if (counts && stream.has_quote()) {
            const Levels& told = levels_[stream_of(terms.lps[place], instrument)];
            const bool are_good = told.breaks == stream.breaks() && now_ <= told.received.plus(terms.stale_after);
            add_side(merged.bids, {stream.quote().bid, stream.quote().bid_size}, are_good ? told.bids : BookSide(),
                     Side::buy);
            add_side(merged.asks, {stream.quote().ask, stream.quote().ask_size}, are_good ? told.asks : BookSide(),
                     Side::sell);
        }
    }
    return merged;
}

}  // namespace trireme::marketdata
