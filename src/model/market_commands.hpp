#pragma once

#include "base/describe.hpp"
#include "model/ids.hpp"
#include "model/quote.hpp"
#include "model/side.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

// What the market says: docs/rules.md, quote.*.
namespace trireme {

// New best prices, in the order in which they are to be looked at.
struct Quotes {
    static constexpr std::uint16_t wire_type = 20;
    static constexpr std::string_view wire_name = "quotes";

    std::vector<Quote> quotes{};

    bool operator==(const Quotes&) const = default;
};
TRIREME_DESCRIBE(Quotes, (quotes));

// The levels of an order book, best first; its best prices are the quote.
struct BookUpdate {
    static constexpr std::uint16_t wire_type = 21;
    static constexpr std::string_view wire_name = "book_update";

    InstrumentId instrument{};
    BookSide bids{};
    BookSide asks{};

    bool operator==(const BookUpdate&) const = default;
};
TRIREME_DESCRIBE(BookUpdate, (instrument, bids, asks));

}  // namespace trireme
