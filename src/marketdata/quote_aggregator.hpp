#pragma once

#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "marketdata/aggregated_quote.hpp"
#include "marketdata/conflated_quotes.hpp"
#include "marketdata/liquidity_counters.hpp"
#include "marketdata/liquidity_terms.hpp"
#include "marketdata/lp_stream.hpp"
#include "marketdata/recent_quotes.hpp"
#include "marketdata/synthetic_cross.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace trireme::marketdata {

// Makes one quote an instrument out of those of several LPs, and keeps away from it what no price is.
//
// Owned by one thread. Reads no clock: time comes with quotes and with `advance`, and where it goes back it stands
// still. What it publishes follows from what it was given and from nothing else. Allocates only when it is made.
class QuoteAggregator {
public:
    [[nodiscard]] static Result<QuoteAggregator> create(LiquidityTerms terms);

    // Takes a quote, or counts why it does not; then the LP's last one stands.
    std::optional<QuoteRefusal> take(const LpQuote& quote);
    // Depth may be behind the LP's quotes: then its levels count as far as the quote does not contradict them.
    std::optional<QuoteRefusal> take(const LpDepth& depth);
    // The LP has no price in the instrument any more: it says so, or its book was lost.
    void withdraw(LpSlot lp, InstrumentSlot instrument, Timestamp now);
    // The connection to the LP is gone.
    void drop(LpSlot lp, Timestamp now);
    // Lets go what is stale by `now`, and returns to LPs that are in order again.
    void advance(Timestamp now);
    // When `advance` may have something to do, if nothing is taken before.
    [[nodiscard]] Timestamp next_due() const { return next_due_; }

    // The latest quotes of instruments that have new ones: see ConflatedQuotes.
    std::size_t take_quotes(std::span<AggregatedQuote> into) { return waiting_.take(into); }
    [[nodiscard]] std::size_t waiting() const { return waiting_.waiting(); }
    [[nodiscard]] std::uint64_t replaced(InstrumentSlot instrument) const { return waiting_.replaced(instrument); }

    // What was last published; withdrawn, with id 0, before anything was.
    [[nodiscard]] const AggregatedQuote& quote(InstrumentSlot instrument) const {
        return published_[instrument.value()];
    }
    [[nodiscard]] std::optional<AggregatedQuote> find(QuoteId id) const { return recent_.find(id); }
    // The levels of all LPs that count at present, those of one price together; of LPs without sizes none. Of a cross
    // only what its quote says.
    [[nodiscard]] LpDepth depth(InstrumentSlot instrument) const;
    // The LP from which prices come, of an instrument of one LP at a time.
    [[nodiscard]] std::optional<LpSlot> active_lp(InstrumentSlot instrument) const;

    [[nodiscard]] const LpCounters& counters(LpSlot lp, InstrumentSlot instrument) const {
        return streams_[stream_of(lp, instrument)].counters();
    }
    [[nodiscard]] LpCounters counters(LpSlot lp) const;
    [[nodiscard]] const InstrumentCounters& counters(InstrumentSlot instrument) const {
        return instrument_counters_[instrument.value()];
    }
    // Quotes that named an LP or instrument that is not there.
    [[nodiscard]] std::uint64_t unknown() const { return unknown_; }
    [[nodiscard]] const LiquidityTerms& terms() const { return terms_; }

private:
    // Places among an instrument's LPs, the most preferred first.
    static constexpr std::uint8_t no_place = UINT8_MAX;
    struct Choice {
        std::uint8_t bid = no_place;
        std::uint8_t ask = no_place;
    };
    struct InstrumentState {
        std::uint8_t active = no_place;       // whose prices are published, of one LP at a time
        std::uint8_t last_active = no_place;  // the same, also while there are none
        std::uint32_t left_out = 0;           // a bit for each place whose price crosses a newer one
        std::uint32_t subscribed = 0;         // a bit for each LpSlot
    };
    struct Levels {
        BookSide bids;
        BookSide asks;
        std::uint64_t id = 0;
        Timestamp received{};
        std::uint32_t breaks = 0;  // the stream's when they were told
    };

    static_assert(lps_max <= 32);

    explicit QuoteAggregator(LiquidityTerms terms);

    [[nodiscard]] static std::uint8_t places_of(const QuotedInstrument& instrument) {
        return static_cast<std::uint8_t>(instrument.lps.size());
    }
    [[nodiscard]] static bool has_bit(std::uint32_t bits, std::uint8_t at) { return (bits >> at & 1U) != 0; }

    [[nodiscard]] std::size_t stream_of(LpSlot lp, InstrumentSlot instrument) const {
        return std::size_t{instrument.value()} * terms_.lps.size() + lp.value();
    }
    [[nodiscard]] const LpStream& stream_at(InstrumentSlot instrument, std::uint8_t place) const {
        return streams_[stream_of(terms_.quoted[instrument.value()].lps[place], instrument)];
    }
    [[nodiscard]] LpStream& stream_at(InstrumentSlot instrument, std::uint8_t place) {
        return streams_[stream_of(terms_.quoted[instrument.value()].lps[place], instrument)];
    }
    // Nothing if it is the LP's; else it was counted.
    [[nodiscard]] std::optional<QuoteRefusal> check_subscribed(LpSlot lp, InstrumentSlot instrument);
    std::optional<QuoteRefusal> take_top(const LpQuote& quote, bool is_depth);
    void pass_to(Timestamp now) { now_ = std::max(now_, now); }
    // Lets stale quotes of the instrument go.
    void expire(InstrumentSlot instrument);
    // Finds out again whose prices count, and publishes them if that changes what was said last.
    void refresh(InstrumentSlot instrument);
    [[nodiscard]] Choice choose_one(InstrumentSlot instrument);
    [[nodiscard]] Choice choose_best(InstrumentSlot instrument);
    void activate(InstrumentSlot instrument, std::uint8_t place);
    [[nodiscard]] AggregatedQuote quote_of(InstrumentSlot instrument, Choice choice) const;
    void refresh_cross(std::size_t cross);
    bool publish(AggregatedQuote quote);
    void note_stale_times(InstrumentSlot instrument);

    LiquidityTerms terms_;
    std::vector<LpStream> streams_;  // of all LPs for each quoted instrument, as stream_of
    std::vector<Levels> levels_;     // as told last, where an LP tells any; the same places
    std::vector<InstrumentState> states_;
    std::vector<AggregatedQuote> published_;
    std::vector<InstrumentCounters> instrument_counters_;
    // The crosses that an instrument is a leg of: from its first up to the next instrument's first.
    std::vector<std::uint32_t> crosses_of_first_;
    std::vector<std::uint32_t> crosses_of_;
    ConflatedQuotes waiting_;
    RecentQuotes recent_;
    std::uint64_t last_quote_id_ = 0;
    std::uint64_t unknown_ = 0;
    Timestamp now_{};
    Timestamp next_due_ = Timestamp::latest();
};

}  // namespace trireme::marketdata
