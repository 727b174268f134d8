#pragma once

#include "engine/records.hpp"
#include "model/amount.hpp"
#include "model/scaled.hpp"

namespace trireme::engine {

struct Books;

// The share that live orders and open positions have in the sums of their holding (margin.reservation).

// The price at which an order's margin is reserved: its limit price, else its stop price, else (a trailing stop that
// does not follow yet) what the client would pay or get now.
[[nodiscard]] Price reservation_price(const OrderTerms& terms, ClientQuote quote);

// Margin notional of lots at a price.
[[nodiscard]] Amount notional_at(const Instrument& instrument, Lots lots, Price price);

// Margin notional of what is left of the order, by itself; nothing while it is not in the sums.
[[nodiscard]] Amount reserved_notional(const OrderRecord& order);

// Adds what is left of the order to the sums, or takes it out again. Between the two, neither `leaves_lots` nor
// `reserved_at` changes. Orders that reduce have no share; neither has one that was taken out already.
void reserve(Books& books, OrderRecord& order);
void release(Books& books, OrderRecord& order);

// The sums without the share of the order and of the other one of its pair: as they are once it is filled.
[[nodiscard]] HoldingSums sums_without(Books& books, const OrderRecord& order);

// Adds lots and cost to the position's side of the sums, or takes them out again.
void count_in(PositionRecord& position, Lots lots, PriceLots cost);
void count_out(PositionRecord& position, Lots lots, PriceLots cost);

}  // namespace trireme::engine
