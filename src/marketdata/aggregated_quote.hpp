#pragma once

#include "base/strong.hpp"
#include "base/timestamp.hpp"
#include "model/scaled.hpp"
#include "ports/lp_quote.hpp"

#include <algorithm>
#include <cstdint>

namespace trireme::marketdata {

// Names an aggregated quote for good, on receipts too: counted from 1 over all instruments.
using QuoteId = Strong<struct QuoteIdTag, std::uint64_t>;

// Where a side of a quote came from.
struct QuoteOrigin {
    LpSlot lp{};
    std::uint64_t id = 0;  // the LP's of its quote; of a cross the QuoteId of a leg
    Timestamp received{};

    bool operator==(const QuoteOrigin&) const = default;
};

enum class QuoteState : std::uint8_t {
    live,
    withdrawn,  // no LP has a price any more; those of this quote are 0
};

enum class QuoteKind : std::uint8_t {
    of_lps,    // `first` is where the bid came from, `second` where the ask
    of_cross,  // they are the quotes of the two legs, and their LPs say nothing
};

// The prices of an instrument after LPs were compared.
struct AggregatedQuote {
    QuoteId id{};
    InstrumentSlot instrument{};
    QuoteState state = QuoteState::withdrawn;
    QuoteKind kind = QuoteKind::of_lps;
    Timestamp time{};  // when it came about
    Price bid{};
    Price ask{};
    Lots bid_size{};  // 0 where nothing is known
    Lots ask_size{};
    QuoteOrigin first{};
    QuoteOrigin second{};

    // How old what it is made of is: the older of its sides.
    [[nodiscard]] Duration age_at(Timestamp now) const {
        const Timestamp older = std::min(first.received, second.received);
        return Duration::nanoseconds(
            std::max<std::int64_t>(now.nanoseconds_since_1970() - older.nanoseconds_since_1970(), 0));
    }

    // Whether it says the same, whenever it came about.
    [[nodiscard]] bool says_same_as(const AggregatedQuote& other) const {
        return state == other.state && bid == other.bid && ask == other.ask && bid_size == other.bid_size &&
               ask_size == other.ask_size && first == other.first && second == other.second;
    }

    bool operator==(const AggregatedQuote&) const = default;
};

}  // namespace trireme::marketdata
