#pragma once

#include "engine/exchange_rates.hpp"
#include "engine/margin.hpp"
#include "engine/records.hpp"

#include <optional>

namespace trireme::engine {

// Prices around those of now: of each instrument every quote whose bid is not below `low` and whose ask not above
// `high`.
struct PriceRange {
    Price low;
    Price high;
};

class PriceBox {
public:
    // A 2^-`narrowness` part of each price to either side.
    explicit PriceBox(int narrowness) : narrowness_(narrowness) {}

    [[nodiscard]] PriceRange range_of(const InstrumentRecord& instrument) const {
        const std::int64_t bid = instrument.bid.value();
        const std::int64_t ask = instrument.ask.value();
        return {Price(bid - (bid >> narrowness_)), Price(ask + (ask >> narrowness_))};
    }

private:
    int narrowness_;
};

// The prices within the bands that an account has (margin_watch.hpp).
class Bands {
public:
    explicit Bands(const AccountRecord& account) : account_(account) {}

    // Nothing where it has no band, or one that the present prices are not within.
    [[nodiscard]] std::optional<PriceRange> range_of(const InstrumentRecord& instrument) const;

private:
    const AccountRecord& account_;
};

// Between which bounds an account stands, whichever prices of the box it is that hold. Each bound is made of the worst,
// or the best, price for each of its parts; that these prices cannot all hold at once makes the bounds wide, not wrong.
struct StandingBounds {
    Standing worst;  // least equity, most margin
    Standing best;

    // Whether the account is on the same side of the level at all prices of the box as it is now.
    [[nodiscard]] bool stays_above(Ratio level) const { return !worst.is_at_or_below(level); }
    [[nodiscard]] bool stays_at_or_below(Ratio level) const { return best.is_at_or_below(level); }
};

// Fills in the bounds of a holding within the bands of its account. False without a band or a rate that they take.
[[nodiscard]] bool find_bounds(const ExchangeRates& rates, Holding& holding);

// Nothing without a rate that it takes.
[[nodiscard]] std::optional<StandingBounds> standing_within(const ExchangeRates& rates, const AccountRecord& account,
                                                            const PriceBox& box);
// Likewise; nothing either where it lacks a band.
[[nodiscard]] std::optional<StandingBounds> standing_within(const ExchangeRates& rates, const AccountRecord& account,
                                                            const Bands& bands);

}  // namespace trireme::engine
