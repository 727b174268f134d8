#include "app/order_choice.hpp"

#include "base/assert.hpp"

#include <algorithm>

namespace trireme::app {
namespace {

constexpr std::int64_t trailing_steps = 5;

Price moved(Price from, bool upwards, Price by) { return Price(from.value() + (upwards ? by.value() : -by.value())); }

// Quotes need not lie on a tick, prices of orders must.
Price on_tick(Price price, const TradedInstrument& instrument) {
    const std::int64_t tick = instrument.terms.tick_size.value();
    return Price(std::max(price.value() / tick, std::int64_t{1}) * tick);
}

}  // namespace

OrderTerms OrderChoice::market_order(const TradedInstrument& instrument) {
    OrderTerms order = begin(instrument);
    const Quote seen = quote(instrument);
    const std::uint64_t chance = chance_.below(10);
    if (chance == 0) {
        order.time_in_force = TimeInForce::ioc;
    } else if (chance == 1) {
        order.time_in_force = TimeInForce::fok;
    } else if (chance < 4) {
        order.price = order.side == Side::buy ? seen.ask : seen.bid;
        order.max_deviation = instrument.spread;
    }
    return order;
}

OrderTerms OrderChoice::resting_order(const TradedInstrument& instrument, Timestamp now) {
    const std::uint64_t chance = chance_.below(20);
    if (chance < 2) {
        return trailing_stop(instrument);
    }
    if (chance < 4) {
        return immediate_limit(instrument);
    }
    OrderTerms order = begin(instrument);
    const bool buys = order.side == Side::buy;
    if (chance < 12) {
        order.type = OrderType::limit;
        order.price = limit_price(instrument, order.side);
    } else {
        order.type = chance < 15 ? OrderType::stop_limit : OrderType::stop;
        order.stop_price = stop_price(instrument, order.side);
        if (order.type == OrderType::stop_limit) {
            order.price = moved(*order.stop_price, buys, some_distance(instrument));
        }
    }
    order.protection = protection(instrument, order.side, order.price ? *order.price : *order.stop_price);
    choose_time_in_force(order, now);
    return order;
}

OrderChoice::Pair OrderChoice::breakout(const TradedInstrument& instrument) {
    const auto stop = [&](Side side) {
        OrderTerms order = begin(instrument);
        order.side = side;
        order.type = OrderType::stop;
        order.stop_price = stop_price(instrument, side);
        order.protection = protection(instrument, side, *order.stop_price);
        return order;
    };
    // One after the other, so that chance is asked in this order with every compiler.
    const OrderTerms first = stop(Side::buy);
    const OrderTerms second = stop(Side::sell);
    return {first, second};
}

Price OrderChoice::limit_price(const TradedInstrument& instrument, Side side) {
    const bool buys = side == Side::buy;
    const Quote seen = quote(instrument);
    return on_tick(moved(buys ? seen.ask : seen.bid, !buys, some_distance(instrument)), instrument);
}

Price OrderChoice::stop_price(const TradedInstrument& instrument, Side side) {
    const bool buys = side == Side::buy;
    const Quote seen = quote(instrument);
    return on_tick(moved(buys ? seen.ask : seen.bid, buys, some_distance(instrument)), instrument);
}

Protection OrderChoice::protection(const TradedInstrument& instrument, Side side, Price from) {
    const bool is_long = side == Side::buy;
    Protection protection;
    if (chance_.percent(70)) {
        protection.stop_loss = on_tick(moved(from, !is_long, some_distance(instrument)), instrument);
    }
    if (chance_.percent(70)) {
        protection.take_profit = on_tick(moved(from, is_long, some_distance(instrument)), instrument);
    }
    return protection;
}

Protection OrderChoice::position_protection(const TradedInstrument& instrument, Side side) {
    const Quote seen = quote(instrument);
    Protection protection = this->protection(instrument, side, side == Side::buy ? seen.bid : seen.ask);
    if (chance_.one_in(4)) {
        protection.trailing = Trailing{.distance = some_distance(instrument), .step = {}, .activation = std::nullopt};
    }
    return protection;
}

Quote OrderChoice::quote(const TradedInstrument& instrument) const {
    const auto seen = market_.quote(instrument);
    TRIREME_ASSERT(seen.has_value(), "{} has no quote", instrument.terms.symbol.view());
    return *seen;
}

// A whole number of ticks, more than the spread and any markup.
Price OrderChoice::some_distance(const TradedInstrument& instrument) {
    return Price(3 * instrument.spread.value() + chance_.between(1, 60) * instrument.step.value());
}

OrderTerms OrderChoice::begin(const TradedInstrument& instrument) {
    OrderTerms order;
    order.instrument = instrument.terms.id;
    order.side = some_side();
    return order;
}

// At the market or a little away from it: filled at once, or cancelled.
OrderTerms OrderChoice::immediate_limit(const TradedInstrument& instrument) {
    OrderTerms order = begin(instrument);
    order.type = OrderType::limit;
    order.time_in_force = chance_.one_in(2) ? TimeInForce::ioc : TimeInForce::fok;
    const bool is_met = chance_.one_in(2);
    order.price = is_met ? stop_price(instrument, order.side) : limit_price(instrument, order.side);
    return order;
}

OrderTerms OrderChoice::trailing_stop(const TradedInstrument& instrument) {
    OrderTerms order = begin(instrument);
    order.type = OrderType::trailing_stop;
    order.trailing = Trailing{.distance = some_distance(instrument), .step = {}, .activation = std::nullopt};
    if (chance_.one_in(3)) {
        order.trailing->step = Price(trailing_steps * instrument.terms.tick_size.value());
    }
    if (chance_.one_in(3)) {
        order.trailing->activation = limit_price(instrument, order.side);
    }
    return order;
}

void OrderChoice::choose_time_in_force(OrderTerms& order, Timestamp now) {
    if (chance_.one_in(4)) {
        order.time_in_force = TimeInForce::day;
    } else if (chance_.one_in(4)) {
        order.time_in_force = TimeInForce::gtd;
        order.expires_at = now.plus(Duration::seconds(chance_.between(10, 3'600)));
    }
}

}  // namespace trireme::app
