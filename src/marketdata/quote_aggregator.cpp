#include "marketdata/quote_aggregator.hpp"

#include <algorithm>

namespace trireme::marketdata {
namespace {

TopOfBook top_of(const AggregatedQuote& quote) { return {quote.bid, quote.ask, quote.bid_size, quote.ask_size}; }

constexpr Duration instant = Duration::nanoseconds(1);

}  // namespace

Result<QuoteAggregator> QuoteAggregator::create(LiquidityTerms terms) {
    TRIREME_TRY(check(terms));
    return QuoteAggregator(std::move(terms));
}

QuoteAggregator::QuoteAggregator(LiquidityTerms terms)
    : terms_(std::move(terms)),
      streams_(terms_.quoted.size() * terms_.lps.size()),
      levels_(streams_.size()),
      states_(terms_.quoted.size()),
      published_(terms_.quoted.size() + terms_.crosses.size()),
      instrument_counters_(published_.size()),
      waiting_(published_.size()),
      recent_(terms_.quotes_remembered) {
    for (std::uint32_t slot = 0; slot < published_.size(); ++slot) {
        published_[slot].instrument = InstrumentSlot(slot);
        published_[slot].kind = slot < terms_.quoted.size() ? QuoteKind::of_lps : QuoteKind::of_cross;
    }
    for (std::uint32_t slot = 0; slot < terms_.quoted.size(); ++slot) {
        for (const LpSlot lp : terms_.quoted[slot].lps) {
            states_[slot].subscribed |= std::uint32_t{1} << lp.value();
        }
        crosses_of_first_.push_back(static_cast<std::uint32_t>(crosses_of_.size()));
        for (std::uint32_t cross = 0; cross < terms_.crosses.size(); ++cross) {
            const CrossedInstrument& made = terms_.crosses[cross];
            if (made.first == InstrumentSlot(slot) || made.second == InstrumentSlot(slot)) {
                crosses_of_.push_back(cross);
            }
        }
    }
    crosses_of_first_.push_back(static_cast<std::uint32_t>(crosses_of_.size()));
}

std::optional<QuoteRefusal> QuoteAggregator::check_subscribed(LpSlot lp, InstrumentSlot instrument) {
    if (instrument.value() >= states_.size() || lp.value() >= terms_.lps.size()) [[unlikely]] {
        ++unknown_;
        return QuoteRefusal::not_subscribed;
    }
    if (!has_bit(states_[instrument.value()].subscribed, lp.value())) [[unlikely]] {
        streams_[stream_of(lp, instrument)].refuse(QuoteRefusal::not_subscribed);
        return QuoteRefusal::not_subscribed;
    }
    return std::nullopt;
}

std::optional<QuoteRefusal> QuoteAggregator::take(const LpQuote& quote) {
    if (const auto refusal = check_subscribed(quote.lp, quote.instrument)) {
        return refusal;
    }
    return take_top(quote, false);
}

std::optional<QuoteRefusal> QuoteAggregator::take_top(const LpQuote& quote, bool is_depth) {
    pass_to(quote.received);
    LpQuote at_now = quote;
    at_now.received = now_;
    expire(quote.instrument);
    const QuotedInstrument& terms = terms_.quoted[quote.instrument.value()];
    const AggregatedQuote& last = published_[quote.instrument.value()];
    LpStream& stream = streams_[stream_of(quote.lp, quote.instrument)];
    const auto refusal = stream.take(terms, at_now, last.bid.value() + last.ask.value(), is_depth);
    if (!refusal) {
        next_due_ = std::min(next_due_, stream.stale_at(terms).plus(instant));
    }
    refresh(quote.instrument);
    return refusal;
}

void QuoteAggregator::withdraw(LpSlot lp, InstrumentSlot instrument, Timestamp now) {
    if (check_subscribed(lp, instrument)) {
        return;
    }
    pass_to(now);
    expire(instrument);
    streams_[stream_of(lp, instrument)].withdraw();
    refresh(instrument);
}

void QuoteAggregator::drop(LpSlot lp, Timestamp now) {
    if (lp.value() >= terms_.lps.size()) {
        return;
    }
    pass_to(now);
    for (std::uint32_t slot = 0; slot < states_.size(); ++slot) {
        if (has_bit(states_[slot].subscribed, lp.value())) {
            expire(InstrumentSlot(slot));
            streams_[stream_of(lp, InstrumentSlot(slot))].drop();
            refresh(InstrumentSlot(slot));
        }
    }
}

void QuoteAggregator::advance(Timestamp now) {
    pass_to(now);
    if (now_ < next_due_) {
        return;
    }
    next_due_ = Timestamp::latest();
    for (std::uint32_t slot = 0; slot < states_.size(); ++slot) {
        expire(InstrumentSlot(slot));
        refresh(InstrumentSlot(slot));
        note_stale_times(InstrumentSlot(slot));
    }
}

void QuoteAggregator::note_stale_times(InstrumentSlot instrument) {
    const QuotedInstrument& terms = terms_.quoted[instrument.value()];
    for (std::uint8_t place = 0; place < places_of(terms); ++place) {
        if (const LpStream& stream = stream_at(instrument, place); stream.has_quote()) {
            next_due_ = std::min(next_due_, stream.stale_at(terms).plus(instant));
        }
    }
}

void QuoteAggregator::expire(InstrumentSlot instrument) {
    const QuotedInstrument& terms = terms_.quoted[instrument.value()];
    for (const LpSlot lp : terms.lps) {
        streams_[stream_of(lp, instrument)].expire(terms, now_);
    }
}

void QuoteAggregator::refresh(InstrumentSlot instrument) {
    const QuotedInstrument& terms = terms_.quoted[instrument.value()];
    const Choice choice = terms.mode == LiquidityMode::best_of ? choose_best(instrument) : choose_one(instrument);
    if (publish(quote_of(instrument, choice))) {
        const auto first = crosses_of_first_[instrument.value()];
        const auto end = crosses_of_first_[instrument.value() + 1];
        for (auto at = first; at < end; ++at) {
            refresh_cross(crosses_of_[at]);
        }
    }
}

QuoteAggregator::Choice QuoteAggregator::choose_one(InstrumentSlot instrument) {
    const QuotedInstrument& terms = terms_.quoted[instrument.value()];
    InstrumentState& state = states_[instrument.value()];
    const bool is_active_live = state.active != no_place && stream_at(instrument, state.active).has_quote();
    std::uint8_t chosen = is_active_live ? state.active : no_place;
    for (std::uint8_t place = 0; place < places_of(terms) && place < chosen; ++place) {
        const LpStream& stream = stream_at(instrument, place);
        if (!stream.has_quote()) {
            continue;
        }
        // From an LP that has prices only to one that has been in order for long enough.
        if (!is_active_live || stream.returns_at(terms) <= now_) {
            chosen = place;
            break;
        }
        next_due_ = std::min(next_due_, stream.returns_at(terms));
    }
    activate(instrument, chosen);
    return {chosen, chosen};
}

void QuoteAggregator::activate(InstrumentSlot instrument, std::uint8_t place) {
    InstrumentState& state = states_[instrument.value()];
    state.active = place;
    if (place == no_place || place == state.last_active) {
        return;
    }
    if (state.last_active != no_place) {
        InstrumentCounters& counters = instrument_counters_[instrument.value()];
        ++(place > state.last_active ? counters.failovers : counters.returns);
    }
    state.last_active = place;
}

QuoteAggregator::Choice QuoteAggregator::choose_best(InstrumentSlot instrument) {
    const QuotedInstrument& terms = terms_.quoted[instrument.value()];
    InstrumentState& state = states_[instrument.value()];
    std::uint32_t left_out = 0;
    for (;;) {
        Choice best;
        const LpQuote* bid = nullptr;
        const LpQuote* ask = nullptr;
        for (std::uint8_t place = 0; place < places_of(terms); ++place) {
            const LpStream& stream = stream_at(instrument, place);
            if (!stream.has_quote() || has_bit(left_out, place)) {
                continue;
            }
            if (bid == nullptr || stream.quote().bid > bid->bid) {
                bid = &stream.quote();
                best.bid = place;
            }
            if (ask == nullptr || stream.quote().ask < ask->ask) {
                ask = &stream.quote();
                best.ask = place;
            }
        }
        if (bid == nullptr || bid->bid <= ask->ask) {
            state.left_out = left_out;
            return best;
        }
        // Two LPs that cross cannot both be right. The older quote is left out, of equally old ones the less preferred.
        const bool leaves_bid =
            bid->received < ask->received || (bid->received == ask->received && best.bid > best.ask);
        const std::uint8_t place = leaves_bid ? best.bid : best.ask;
        left_out |= std::uint32_t{1} << place;
        if (!has_bit(state.left_out, place)) {
            stream_at(instrument, place).count_left_out();
        }
    }
}

AggregatedQuote QuoteAggregator::quote_of(InstrumentSlot instrument, Choice choice) const {
    AggregatedQuote made{.instrument = instrument, .time = now_};
    if (choice.bid == no_place) {
        return made;
    }
    const LpQuote& bid = stream_at(instrument, choice.bid).quote();
    const LpQuote& ask = stream_at(instrument, choice.ask).quote();
    made.state = QuoteState::live;
    made.bid = bid.bid;
    made.ask = ask.ask;
    made.bid_size = bid.bid_size;
    made.ask_size = ask.ask_size;
    made.first = {bid.lp, bid.id, bid.received};
    made.second = {ask.lp, ask.id, ask.received};
    return made;
}

void QuoteAggregator::refresh_cross(std::size_t cross) {
    const CrossedInstrument& terms = terms_.crosses[cross];
    const AggregatedQuote& first = published_[terms.first.value()];
    const AggregatedQuote& second = published_[terms.second.value()];
    const InstrumentSlot instrument(static_cast<std::uint32_t>(terms_.quoted.size() + cross));
    AggregatedQuote made{.instrument = instrument, .kind = QuoteKind::of_cross, .time = now_};
    if (first.state == QuoteState::live && second.state == QuoteState::live) {
        if (const auto top = cross_of(terms, top_of(first), top_of(second))) {
            made.state = QuoteState::live;
            made.bid = top->bid;
            made.ask = top->ask;
            made.bid_size = top->bid_size;
            made.ask_size = top->ask_size;
            made.first = {LpSlot(), first.id.value(), std::min(first.first.received, first.second.received)};
            made.second = {LpSlot(), second.id.value(), std::min(second.first.received, second.second.received)};
        } else {
            ++instrument_counters_[instrument.value()].unpriceable;
        }
    }
    publish(made);
}

bool QuoteAggregator::publish(AggregatedQuote quote) {
    const std::size_t slot = quote.instrument.value();
    if (quote.says_same_as(published_[slot])) {
        return false;
    }
    quote.id = QuoteId(++last_quote_id_);
    InstrumentCounters& counters = instrument_counters_[slot];
    ++(quote.state == QuoteState::live ? counters.published : counters.withdrawn);
    published_[slot] = quote;
    recent_.remember(quote);
    waiting_.put(quote);
    return true;
}

std::optional<LpSlot> QuoteAggregator::active_lp(InstrumentSlot instrument) const {
    if (instrument.value() >= states_.size() || states_[instrument.value()].active == no_place) {
        return std::nullopt;
    }
    return terms_.quoted[instrument.value()].lps[states_[instrument.value()].active];
}

LpCounters QuoteAggregator::counters(LpSlot lp) const {
    LpCounters sum;
    for (std::uint32_t slot = 0; slot < states_.size(); ++slot) {
        sum.add(counters(lp, InstrumentSlot(slot)));
    }
    return sum;
}

}  // namespace trireme::marketdata
