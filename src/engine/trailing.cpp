#include "engine/trailing.hpp"

#include "base/planted_bug.hpp"
#include "engine/execution.hpp"
#include "engine/waiting.hpp"

#include <algorithm>

namespace trireme::engine {
namespace {

// A stop that guards a long, or lets a sell order in, lies below the price and follows it up; the other kind lies above
// and follows it down.
enum class StopLies : std::uint8_t { below, above };

constexpr std::int64_t least_price = 1;

Price stop_at(Price price, const Trailing& trailing, StopLies lies) {
    const std::int64_t distance = trailing.distance.value();
    return Price(lies == StopLies::below ? std::max(price.value() - distance, least_price) : price.value() + distance);
}

// Where the stop goes when the price is there: by whole steps, and not back.
Price followed(Price stop, Price price, const Trailing& trailing, Price step, StopLies lies) {
    const std::int64_t distance = trailing.distance.value();
    const std::int64_t room =
        lies == StopLies::below ? price.value() - distance - stop.value() : stop.value() - distance - price.value();
    const std::int64_t too_far = planted_bug(PlantedBug::trail_too_closely) ? 1 : 0;
    const std::int64_t steps = std::max<std::int64_t>(room / step.value(), 0) + too_far;
    return Price(lies == StopLies::below ? stop.value() + steps * step.value() : stop.value() - steps * step.value());
}

bool is_activated(const Trailing& trailing, Price price, StopLies lies) {
    if (!trailing.activation) {
        return true;
    }
    return lies == StopLies::below ? price >= *trailing.activation : price <= *trailing.activation;
}

StopLies lies_of(const PositionRecord& position) { return position.is_long() ? StopLies::below : StopLies::above; }
StopLies lies_of(Side side_of_order) { return side_of_order == Side::sell ? StopLies::below : StopLies::above; }

void move_stop(Books& books, PositionRecord& position, Price exit) {
    Guards& guards = *position.guards;
    const Trailing& trailing = *guards.protection.trailing;
    const StopLies lies = lies_of(position);
    const Instrument& terms = position.holding->instrument->terms;
    stop_waiting(position);
    guards.trailing_stop = guards.trailing_stop
                               ? followed(*guards.trailing_stop, exit, trailing, trailing_step(trailing, terms), lies)
                               : stop_at(exit, trailing, lies);
    await_prices(position);
    emit_position(books, position, PositionChange::trailed);
}

void move_stop(Books& books, OrderRecord& order, ClientQuote quote) {
    const Trailing& trailing = order.trailing();
    const StopLies lies = lies_of(order.side);
    const Price price = entry_price(order.side, quote);
    AccountRecord& account = *order.holding->account;
    stop_waiting(order);
    const Price step = trailing_step(trailing, order.holding->instrument->terms);
    order.stop_price =
        order.trails ? followed(order.stop_price, price, trailing, step, lies) : stop_at(price, trailing, lies);
    order.trails = true;
    await_prices(order);
    books.emit(account, OrderTrailed{.order = order.id, .stop_price = order.stop_price});
}

}  // namespace

void protect(Books& books, PositionRecord& position, const Protection& protection) {
    stop_waiting(position);
    std::optional<Price> trailing_stop = position.trailing_stop();
    const bool trails_on = trailing_stop && protection.trailing == position.protection().trailing;
    if (!trails_on) {
        trailing_stop.reset();
    }
    if (const auto& trailing = protection.trailing; trailing && !trails_on) {
        const Holding& holding = *position.holding;
        const Price exit = exit_price(position.side, client_quote(*holding.instrument, *holding.account->group));
        const StopLies lies = lies_of(position);
        if (is_activated(*trailing, exit, lies)) {
            trailing_stop = stop_at(exit, *trailing, lies);
        }
    }
    books.put_guards(position, protection, trailing_stop);
    await_prices(position);
}

std::optional<Price> first_stop(const OrderTerms& terms, ClientQuote quote) {
    if (terms.stop_price) {
        return terms.stop_price;
    }
    const StopLies lies = lies_of(terms.side);
    const Price price = entry_price(terms.side, quote);
    return is_activated(*terms.trailing, price, lies) ? std::optional(stop_at(price, *terms.trailing, lies))
                                                      : std::nullopt;
}

void move_position_stops(Books& books, InstrumentRecord& instrument) {
    for (const std::uint64_t id : reached(books, instrument.trails, instrument)) {
        PositionRecord& position = *books.find(PositionId(id));
        const Group& group = *position.holding->account->group;
        move_stop(books, position, exit_price(position.side, client_quote(instrument, group)));
    }
}

void move_order_stops(Books& books, InstrumentRecord& instrument) {
    for (const std::uint64_t id : reached(books, instrument.order_trails, instrument)) {
        OrderRecord& order = *books.find(OrderId(id));
        move_stop(books, order, client_quote(instrument, *order.holding->account->group));
    }
}

}  // namespace trireme::engine
