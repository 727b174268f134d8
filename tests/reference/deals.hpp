#pragma once

#include "reference/margin.hpp"
#include "reference/market.hpp"
#include "reference/world.hpp"

#include <optional>
#include <vector>

// What executions do to positions and money, calculated without doing it: checks of margin ask what would be, and
// execution.cpp then does the same and says so.
namespace trireme::reference {

struct Profit {
    Money in_quote;
    Money in_account;
};

// One trade and what comes of it.
struct Deal {
    Fill fill = {};
    bool opens = false;  // or closes
    PositionChange change = PositionChange::opened;
    PositionState position = {};  // from here on
    Lots leaves_lots = {};        // of the order
    std::optional<Profit> profit = {};
    Money markup = {};
    Money commission = {};
};

// What closing a volume at a price wins or loses; the volume costs `cost`, and `cash` is what the account has by then.
[[nodiscard]] Profit realised_profit(const World& world, const Account& account, const PositionState& position,
                                     Price price, Lots lots, const Integer& cost, const Integer& cash);
[[nodiscard]] Profit converted_profit(const World& world, const Account& account, const Instrument& terms,
                                      const Integer& in_quote, const Integer& cash);

// Takes `lots` out of a position and yields what they had cost.
[[nodiscard]] Integer take_out(PositionState& position, Lots lots);

// Fills an order: changes the standing's positions and cash and what the order has left. Nothing if the entry
// commission cannot be converted.
[[nodiscard]] std::optional<std::vector<Deal>> fill_order(const World& world, Standing& standing, OrderState& order,
                                                          const std::vector<Fill>& fills);

// Gives a position other protection. A trailing stop that stands stays there where it is stated again as it was.
void protect(PositionState& position, const Protection& protection, const ClientQuote& quote);
// Where the trailing stop of a position begins at this quote; nothing if it does not trail yet.
[[nodiscard]] std::optional<Price> first_trailing_stop(const Protection& protection, Side side,
                                                       const ClientQuote& quote);

}  // namespace trireme::reference
