#include "reference/trailing.hpp"

#include "reference/deals.hpp"
#include "reference/execution.hpp"
#include "reference/market.hpp"

#include <algorithm>

namespace trireme::reference {
namespace {

std::int64_t step_of(const Trailing& trailing, const Instrument& terms) {
    return trailing.step.value() > 0 ? trailing.step.value() : terms.tick_size.value();
}

// By how much a stop may move towards a price, in whole steps, so that it stays at least the distance away.
std::int64_t whole_steps(std::int64_t way, std::int64_t step) { return way > 0 ? way / step * step : 0; }

// The stop of a position lies below the exit price of a long, above that of a short.
Price followed_below(Price stop, Price price, const Trailing& trailing, std::int64_t step) {
    return Price(stop.value() + whole_steps(price.value() - trailing.distance.value() - stop.value(), step));
}

Price followed_above(Price stop, Price price, const Trailing& trailing, std::int64_t step) {
    return Price(stop.value() - whole_steps(stop.value() - trailing.distance.value() - price.value(), step));
}

std::optional<Price> followed_stop(const PositionState& position, const ClientQuote& quote, const Instrument& terms) {
    if (!position.trailing_stop) {
        return first_trailing_stop(position.protection, position.side, quote);
    }
    const Trailing& trailing = *position.protection.trailing;
    const Price price = quote.exit(position.side);
    const std::int64_t step = step_of(trailing, terms);
    return position.side == Side::buy ? followed_below(*position.trailing_stop, price, trailing, step)
                                      : followed_above(*position.trailing_stop, price, trailing, step);
}

// Where the stop of an order that trails now stands: above the price for a buy, below it for a sell.
Price followed_stop(const OrderState& order, const ClientQuote& quote, const Instrument& terms) {
    const Trailing& trailing = *order.terms.trailing;
    const bool is_buy = order.terms.side == Side::buy;
    if (!order.terms.stop_price) {
        return is_buy ? Price(quote.ask.value() + trailing.distance.value())
                      : Price(std::max<std::int64_t>(quote.bid.value() - trailing.distance.value(), 1));
    }
    const std::int64_t step = step_of(trailing, terms);
    return is_buy ? followed_above(*order.terms.stop_price, quote.ask, trailing, step)
                  : followed_below(*order.terms.stop_price, quote.bid, trailing, step);
}

bool is_activated(const OrderState& order, const ClientQuote& quote) {
    const auto activation = order.terms.trailing->activation;
    if (!activation) {
        return true;
    }
    return order.terms.side == Side::buy ? quote.ask <= *activation : quote.bid >= *activation;
}

}  // namespace

void move_position_stops(World& world, InstrumentId id) {
    const InstrumentState& instrument = world.instruments.at(id);
    for (auto& [position_id, position] : world.positions) {
        if (position.instrument != id || !position.protection.trailing) {
            continue;
        }
        const ClientQuote quote = client_quote(instrument, group_of(world, world.accounts.at(position.account)));
        const auto stop = followed_stop(position, quote, instrument.terms);
        if (stop != position.trailing_stop) {
            position.trailing_stop = stop;
            say_position(world, position, PositionChange::trailed);
        }
    }
}

void move_order_stops(World& world, InstrumentId id) {
    const InstrumentState& instrument = world.instruments.at(id);
    for (auto& [order_id, order] : world.orders) {
        if (order.terms.instrument != id || order.terms.type != OrderType::trailing_stop) {
            continue;
        }
        const ClientQuote quote = client_quote(instrument, group_of(world, world.accounts.at(order.account)));
        if (!order.trails && !is_activated(order, quote)) {
            continue;
        }
        const Price stop = followed_stop(order, quote, instrument.terms);
        const bool begins = !order.trails;
        order.trails = true;
        if (begins || stop != *order.terms.stop_price) {
            order.terms.stop_price = stop;
            say(world, OrderTrailed{.account = order.account, .order = order_id, .stop_price = stop});
        }
    }
}

}  // namespace trireme::reference
