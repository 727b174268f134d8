#pragma once

#include "base/strong.hpp"
#include "base/timestamp.hpp"
#include "model/quote.hpp"
#include "model/scaled.hpp"

#include <cstddef>
#include <cstdint>

// Prices as one LP gives them, before anyone compares them with another's.
namespace trireme {

// An LP's place among those that are connected, and an instrument's among those that are quoted: what tables are
// indexed with where every quote passes.
using LpSlot = Strong<struct LpSlotTag, std::uint8_t>;
using InstrumentSlot = Strong<struct InstrumentSlotTag, std::uint32_t>;

inline constexpr std::size_t lps_max = 16;
inline constexpr std::size_t quoted_instruments_max = 10'000;

// The best prices of an LP.
struct LpQuote {
    LpSlot lp{};
    InstrumentSlot instrument{};
    // Goes up with each of the LP's quotes in the instrument: its own number where it has one, else the adapter's
    // count.
    std::uint64_t id = 0;
    Timestamp received{};
    Timestamp stated{};  // when the LP says that it made it; 0 where it says nothing
    Price bid{};
    Price ask{};
    Lots bid_size{};  // 0 where it says nothing
    Lots ask_size{};
};

// The best levels of an LP's book, the best first; its best prices are the LP's quote. Without any level on either
// side: its book was lost, and what was told of it counts no longer, while the LP's quote stands.
struct LpDepth {
    LpSlot lp{};
    InstrumentSlot instrument{};
    std::uint64_t id = 0;
    Timestamp received{};
    Timestamp stated{};
    BookSide bids{};
    BookSide asks{};
};

}  // namespace trireme
