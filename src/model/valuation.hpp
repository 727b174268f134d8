#pragma once

#include "base/describe.hpp"
#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/money.hpp"
#include "model/scaled.hpp"

#include <vector>

// What the figures of an account are made of (docs/rules.md, event.valuation).
namespace trireme {

// What an account has in one instrument. Amounts are unrounded, and in account currency where nothing else is said.
struct Stake {
    InstrumentId instrument{};
    Price bid{};  // after the group's markup
    Price ask{};
    Lots long_lots{};
    Lots short_lots{};
    PriceLots long_cost{};
    PriceLots short_cost{};
    Amount profit_quoted{};  // unrealised, in quote currency
    Amount profit{};         // the same
    Amount reserved{};       // margin notional of live orders that add risk, in margin currency
    Amount notional{};       // margin notional of positions and orders, in margin currency
    Amount margin{};         // by leverage or tiers

    bool operator==(const Stake&) const = default;
};
TRIREME_DESCRIBE(Stake, (instrument, bid, ask, long_lots, short_lots, long_cost, short_cost, profit_quoted, profit,
                         reserved, notional, margin));

// The market's quote of a pair that leads from a currency of a stake to that of the account.
struct ConversionQuote {
    InstrumentId pair{};
    Price bid{};
    Price ask{};

    bool operator==(const ConversionQuote&) const = default;
};
TRIREME_DESCRIBE(ConversionQuote, (pair, bid, ask));

// Cash, credit and the profits add up to equity, the margins to used margin; each sum is rounded once.
struct Valuation {
    Money cash{};
    Money credit{};
    std::vector<Stake> stakes{};                  // ascending by instrument
    std::vector<ConversionQuote> converted_at{};  // ascending by pair

    bool operator==(const Valuation&) const = default;
};
TRIREME_DESCRIBE(Valuation, (cash, credit, stakes, converted_at));

}  // namespace trireme
