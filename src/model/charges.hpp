#pragma once

#include "base/date.hpp"
#include "base/describe.hpp"
#include "model/amount.hpp"
#include "model/currency.hpp"
#include "model/scaled.hpp"

#include <cstdint>
#include <optional>

namespace trireme {

enum class CommissionSides : std::uint8_t { entry = 1, exit, both };
TRIREME_DESCRIBE_ENUM(CommissionSides, entry, exit, both)

// What the client pays for trading, per lot and per side it is charged on.
struct Commission {
    Ratio per_lot{};
    Currency currency{};
    CommissionSides sides = CommissionSides::both;

    bool operator==(const Commission&) const = default;
};
TRIREME_DESCRIBE(Commission, (per_lot, currency, sides));

enum class SwapMode : std::uint8_t {
    none = 0,
    points,    // points of the price, per unit
    currency,  // an amount of `Swap::currency` per lot
    percent,   // percent a year of the notional at mid, a year having 360 days
};
TRIREME_DESCRIBE_ENUM(SwapMode, none, points, currency, percent)

// What a position earns (positive) or costs (negative) for being held over a rollover.
struct Swap {
    SwapMode mode = SwapMode::none;
    Ratio long_rate{};
    Ratio short_rate{};
    Currency currency{};  // of mode `currency`
    Weekday triple_day = Weekday::wednesday;

    bool operator==(const Swap&) const = default;
};
TRIREME_DESCRIBE(Swap, (mode, long_rate, short_rate, currency, triple_day));

// What a swap or dividend was computed from. Amounts are unrounded, and above 0 for what the client gets.
struct ChargeBasis {
    Lots lots{};
    Ratio rate{};                // of the swap, for a day; of the dividend, per unit
    std::uint32_t days = 1;      // of the swap
    std::optional<Price> bid{};  // of the market, where the swap is counted from its mid
    std::optional<Price> ask{};
    Currency currency{};
    Amount due{};        // in that currency, of a dividend after tax
    Amount converted{};  // in account currency

    bool operator==(const ChargeBasis&) const = default;
};
TRIREME_DESCRIBE(ChargeBasis, (lots, rate, days, bid, ask, currency, due, converted));

}  // namespace trireme
