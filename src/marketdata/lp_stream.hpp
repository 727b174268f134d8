#pragma once

#include "base/timestamp.hpp"
#include "marketdata/liquidity_counters.hpp"
#include "marketdata/liquidity_terms.hpp"
#include "ports/lp_quote.hpp"

#include <cstdint>
#include <optional>

namespace trireme::marketdata {

// What an LP gives in one instrument: the last quote that was in order, and since when all was.
class LpStream {
public:
    // Takes the quote in, or says why not; then the last one stands. `reference` is the sum of bid and ask of what was
    // last published of the instrument, 0 for none: a spike is far from the LP's own last quote, or else from that.
    // Of depth an id may come again, because quotes and depth may be streams of the same ids.
    [[nodiscard]] std::optional<QuoteRefusal> take(const QuotedInstrument& terms, const LpQuote& quote,
                                                   std::int64_t reference, bool is_depth);
    // For what is wrong before a quote was looked at.
    void refuse(QuoteRefusal reason);

    // Lets the quote go if it is too old by now. Whether it did.
    bool expire(const QuotedInstrument& terms, Timestamp now) {
        if (!has_quote_ || now <= stale_at(terms)) {
            return false;
        }
        withdraw();
        ++counters_.gone_stale;
        return true;
    }
    // There is no price any more; the next one begins to be in order anew.
    void withdraw() {
        has_quote_ = false;
        in_order_ = false;
        ++breaks_;
    }
    // The connection is gone, and with it what its ids meant.
    void drop() {
        withdraw();
        last_id_ = 0;
        spikes_in_row_ = 0;
    }
    void count_left_out() { ++counters_.left_out; }

    [[nodiscard]] bool has_quote() const { return has_quote_; }
    [[nodiscard]] const LpQuote& quote() const { return quote_; }
    // Of the last quote that was taken over this connection; 0: none was.
    [[nodiscard]] std::uint64_t last_id() const { return last_id_; }
    // The last moment at which it is a price.
    [[nodiscard]] Timestamp stale_at(const QuotedInstrument& terms) const {
        return quote_.received.plus(terms.stale_after);
    }
    // From when prices may return to it; there is a quote.
    [[nodiscard]] Timestamp returns_at(const QuotedInstrument& terms) const {
        return in_order_ ? in_order_since_.plus(terms.return_after) : Timestamp::latest();
    }
    // How often prices have ended: what was told before the last time is of no use any more.
    [[nodiscard]] std::uint32_t breaks() const { return breaks_; }
    [[nodiscard]] const LpCounters& counters() const { return counters_; }

private:
    [[nodiscard]] std::optional<QuoteRefusal> find_fault(const QuotedInstrument& terms, const LpQuote& quote,
                                                         bool is_depth) const;
    [[nodiscard]] bool is_spike(const QuotedInstrument& terms, const LpQuote& quote, std::int64_t reference);

    LpQuote quote_{};
    bool has_quote_ = false;
    bool in_order_ = false;  // nothing was wrong since `in_order_since_`
    std::uint8_t spikes_in_row_ = 0;
    std::uint32_t breaks_ = 0;
    std::int64_t spike_sum_ = 0;  // bid + ask of the last of them
    std::uint64_t last_id_ = 0;
    Timestamp in_order_since_{};
    LpCounters counters_{};
};

}  // namespace trireme::marketdata
