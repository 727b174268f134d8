#pragma once

#include "app/chance.hpp"
#include "app/market_view.hpp"
#include "base/timestamp.hpp"
#include "model/order.hpp"

namespace trireme::app {

// Draws what an order asks for, of every type, time in force and kind of protection that the engine knows, at prices
// around those of the market. Each function takes an instrument that has a quote. Market and chance outlive it.
class OrderChoice {
public:
    OrderChoice(const MarketView& market, Chance& chance) : market_(market), chance_(chance) {}

    // Some with a bound on the price, some immediate-or-cancel or fill-or-kill; without protection.
    [[nodiscard]] OrderTerms market_order(const TradedInstrument& instrument);
    // Limit, stop, stop-limit or trailing stop; the limits among them may be immediate-or-cancel or fill-or-kill.
    [[nodiscard]] OrderTerms resting_order(const TradedInstrument& instrument, Timestamp now);
    // A buy above the market and a sell below it: whichever way it goes, the other one is cancelled.
    struct Pair {
        OrderTerms first;
        OrderTerms second;
    };
    [[nodiscard]] Pair breakout(const TradedInstrument& instrument);

    // Where a price could be moved to that waits on the other side of the market, as a limit or as a stop.
    [[nodiscard]] Price limit_price(const TradedInstrument& instrument, Side side);
    [[nodiscard]] Price stop_price(const TradedInstrument& instrument, Side side);

    // Stop loss and take profit around a price, each or both or none.
    [[nodiscard]] Protection protection(const TradedInstrument& instrument, Side side, Price from);
    // The same for an open position, at times with a stop that follows.
    [[nodiscard]] Protection position_protection(const TradedInstrument& instrument, Side side);

private:
    [[nodiscard]] Quote quote(const TradedInstrument& instrument) const;
    [[nodiscard]] Side some_side() { return chance_.one_in(2) ? Side::buy : Side::sell; }
    [[nodiscard]] Price some_distance(const TradedInstrument& instrument);
    [[nodiscard]] OrderTerms begin(const TradedInstrument& instrument);
    [[nodiscard]] OrderTerms immediate_limit(const TradedInstrument& instrument);
    [[nodiscard]] OrderTerms trailing_stop(const TradedInstrument& instrument);
    void choose_time_in_force(OrderTerms& order, Timestamp now);

    const MarketView& market_;
    Chance& chance_;
};

}  // namespace trireme::app
