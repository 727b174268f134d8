#pragma once

#include "base/describe.hpp"
#include "base/inline_list.hpp"
#include "model/ids.hpp"
#include "model/scaled.hpp"

#include <cstddef>

namespace trireme {

// The best prices of an instrument before any group's markup.
struct Quote {
    InstrumentId instrument{};
    Price bid{};
    Price ask{};

    bool operator==(const Quote&) const = default;
};
TRIREME_DESCRIBE(Quote, (instrument, bid, ask));

// One price of an order book and the volume that stands there.
struct BookLevel {
    Price price{};
    Lots lots{};

    bool operator==(const BookLevel&) const = default;
};
TRIREME_DESCRIBE(BookLevel, (price, lots));

inline constexpr std::size_t book_levels_max = 20;
// Best price first.
using BookSide = InlineList<BookLevel, book_levels_max>;

}  // namespace trireme
