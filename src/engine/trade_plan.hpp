#pragma once

#include "base/inline_list.hpp"
#include "engine/books.hpp"

#include <cstdint>
#include <optional>

namespace trireme::engine {

// What an order would do if it were executed now, worked out before anything is changed: so that it can be checked for
// margin, and then done exactly as it was checked.
struct PlannedTrade {
    Price price{};  // the client's
    Lots lots{};
    PositionRecord* closes = nullptr;  // null for what opens or increases
    PriceLots cost{};                  // of the lots: at which they are opened, or which they take out of the position
    Money profit{};                    // of what closes, in account currency
    Money profit_in_quote{};           // the same in the currency of the instrument, before conversion
    Money commission{};                // in account currency
    Amount commission_exact{};         // of all trades so far, of the order (entry) or the position (exit)
    Money markup{};                    // in the currency of the instrument
};

struct TradePlan {
    // One for each level, and one more where a fill both closes and opens.
    InlineList<PlannedTrade, book_levels_max + 1> trades;
    Lots filled{};
    bool is_in_market = true;  // and takes volume out of the book
    bool lacks_rate = false;   // for a conversion; then the figures mean nothing
    HoldingSums after{};       // of the account in the instrument; its orders are as they were
    std::int64_t cash = 0;     // what profit and commission change, in minor units
};

// How much of `lots` the market takes from or gives to the side up to `limit`, best price first.
struct Fill {
    Price price{};
    Lots lots{};
};
using Fills = InlineList<Fill, book_levels_max>;
[[nodiscard]] Fills fills_for(const InstrumentRecord& instrument, const Group& group, Side side, Lots lots,
                              std::optional<Price> limit);
[[nodiscard]] Lots sum_of(const Fills& fills);

// The position that the order would reduce: the one it names, or on a netting account the one on the other side.
[[nodiscard]] PositionRecord* reduced_by(Books& books, const AccountRecord& account, Holding* holding,
                                         const OrderTerms& terms);
[[nodiscard]] PositionRecord* reduced_by(Books& books, const OrderRecord& resting);

// Works out the trades of an order for these fills. `holding` is null if the account has no stake yet.
void plan_trades(Books& books, const AccountRecord& account, const InstrumentRecord& instrument, Holding* holding,
                 const OrderState& order, const Fills& fills, TradePlan& plan);

// Works out closing lots of a position at a price, as its own trade.
void plan_close(Books& books, PositionRecord& position, Lots lots, Price price, TradePlan& plan);

// The same without charges, for lots that bring in `proceeds` (price x lots): against another position, or in a split.
void plan_close_for(Books& books, PositionRecord& position, Lots lots, Price price, PriceLots proceeds,
                    TradePlan& plan);

// What commission and spread would take from equity if `lots` were opened and looked at now, in account currency: what
// a resting order must be able to bear (margin.accept). Nothing without a rate.
[[nodiscard]] std::optional<Amount> entry_burden(const Books& books, const AccountRecord& account,
                                                 const InstrumentRecord& instrument, Lots lots);

}  // namespace trireme::engine
