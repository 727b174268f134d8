#pragma once

#include "base/integer.hpp"
#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "marketdata/trading_sessions.hpp"
#include "model/scaled.hpp"
#include "ports/lp_quote.hpp"
#include "venues/random_numbers.hpp"

#include <cstdint>
#include <optional>

namespace trireme::venues {

// How the price of an instrument goes, and what an LP quotes around it.
struct SimulatedPriceTerms {
    Price begin{};
    Price tick{1'000};
    Ratio drift{};       // of a day, as a part of the price
    Ratio volatility{};  // standard deviation of a day's change, the same
    std::uint32_t jumps_per_day = 0;
    Ratio jump_max{};  // a jump is up to so much, either way
    Duration interval_min = Duration::milliseconds(50);
    Duration interval_max = Duration::milliseconds(500);  // between two quotes
    std::uint32_t spread_min = 1;                         // ticks
    std::uint32_t spread_max = 3;
    std::uint32_t levels = 1;      // of depth, a tick and more apart
    Lots level_lots{100'000'000};  // at the best level; from half to once and a half of it, more below
    marketdata::TradingSessions sessions{};
};

[[nodiscard]] Result<void> check(const SimulatedPriceTerms& terms);

// The two sides of a simulated book at a moment. No side is empty while the market is open.
struct SimulatedBook {
    BookSide bids{};
    BookSide asks{};
};

// Prices that follow from a seed and from the times of their quotes, which follow from the seed too. All of it is
// integer arithmetic, so that they are the same with every compiler. How the market goes is the market's seed, what is
// quoted around it the LP's own: so several LPs can quote one market.
class SimulatedPrice {
public:
    SimulatedPrice(const SimulatedPriceTerms& terms, std::uint64_t market_seed, std::uint64_t own_seed,
                   Timestamp begin);

    // When the next quote comes, or the market is looked at again while it is closed.
    [[nodiscard]] Timestamp next_time() const { return next_; }
    // Goes on to `next_time`. Nothing while the market is closed.
    [[nodiscard]] std::optional<SimulatedBook> step();

private:
    void move(Duration span);
    [[nodiscard]] SimulatedBook quote();

    SimulatedPriceTerms terms_;
    RandomNumbers market_;
    RandomNumbers own_;
    Int128 mid_;  // in 2^-32 of a price's unit, so that small steps are not lost
    Timestamp last_;
    Timestamp next_;
};

}  // namespace trireme::venues
