#pragma once

#include "base/assert.hpp"
#include "marketdata/aggregated_quote.hpp"

#include <bit>
#include <cstddef>
#include <optional>
#include <vector>

namespace trireme::marketdata {

// The quotes that were made last, found by id: what a receipt says of the quote that it was traded at.
class RecentQuotes {
public:
    // A power of two.
    explicit RecentQuotes(std::size_t remembered) : quotes_(remembered) {
        TRIREME_ASSERT(std::has_single_bit(remembered));
    }

    void remember(const AggregatedQuote& quote) { quotes_[place_of(quote.id)] = quote; }

    [[nodiscard]] std::optional<AggregatedQuote> find(QuoteId id) const {
        const AggregatedQuote& found = quotes_[place_of(id)];
        return found.id == id && id != QuoteId() ? std::optional(found) : std::nullopt;
    }

private:
    [[nodiscard]] std::size_t place_of(QuoteId id) const { return id.value() & (quotes_.size() - 1); }

    std::vector<AggregatedQuote> quotes_;
};

}  // namespace trireme::marketdata
