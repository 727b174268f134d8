#include "engine/waiting.hpp"

#include "engine/books.hpp"

#include <algorithm>
#include <optional>

namespace trireme::engine {
namespace {

// Which of the client's two prices is waited for, and where it must go.
enum class Awaited : std::uint8_t { bid_at_or_below, bid_at_or_above, ask_at_or_below, ask_at_or_above };

PriceLadder& ladder_of(Ladders& ladders, Awaited awaited) {
    switch (awaited) {
        case Awaited::bid_at_or_below: return ladders.bid_falls;
        case Awaited::bid_at_or_above: return ladders.bid_rises;
        case Awaited::ask_at_or_below: return ladders.ask_falls;
        case Awaited::ask_at_or_above: break;
    }
    return ladders.ask_rises;
}

// The market's price at which the client's price is at `level`. The client's bid is never below the least price there
// is, so it is at or above that one always.
Price market_level(Price level, Awaited awaited, Price markup) {
    if (awaited == Awaited::ask_at_or_below || awaited == Awaited::ask_at_or_above) {
        return Price(level.value() - markup.value());
    }
    if (awaited == Awaited::bid_at_or_above && level.value() <= 1) {
        return Price();
    }
    return Price(level.value() + markup.value());
}

template <class Record>
void await(Record& record, Trigger& trigger, Ladders& ladders, Awaited awaited, Price level) {
    const Holding& holding = *record.holding;
    const Price markup = markup_of(holding.instrument->terms, *holding.account->group);
    ladder_of(ladders, awaited).insert(trigger, market_level(level, awaited, markup), record.id.value());
}

template <class Record>
void leave_ladder(const Record& record, Trigger& trigger) {
    if (trigger.is_in_ladder()) {
        trigger.ladder->erase(trigger, record.id.value());
    }
}

Awaited entry_condition(const OrderRecord& order) {
    const bool is_buy = order.side == Side::buy;
    if (order.is_limit_now()) {
        return is_buy ? Awaited::ask_at_or_below : Awaited::bid_at_or_above;
    }
    return is_buy ? Awaited::ask_at_or_above : Awaited::bid_at_or_below;
}

}  // namespace

ScratchList<std::uint64_t> reached(Books& books, Ladders& ladders, const InstrumentRecord& instrument) {
    ScratchList<std::uint64_t> ids(&books.scratch);
    ladders.bid_falls.collect_reached(instrument.bid, ids);
    ladders.bid_rises.collect_reached(instrument.bid, ids);
    ladders.ask_falls.collect_reached(instrument.ask, ids);
    ladders.ask_rises.collect_reached(instrument.ask, ids);
    std::ranges::sort(ids);
    const auto doubles = std::ranges::unique(ids);
    ids.erase(doubles.begin(), doubles.end());
    return ids;
}

std::optional<Price> holding_stop(const PositionRecord& position) {
    if (position.guards == nullptr) {
        return std::nullopt;
    }
    const auto& stop_loss = position.guards->protection.stop_loss;
    const auto& trailing = position.guards->trailing_stop;
    if (!stop_loss || !trailing) {
        return stop_loss ? stop_loss : trailing;
    }
    return position.is_long() ? std::max(*stop_loss, *trailing) : std::min(*stop_loss, *trailing);
}

Price trailing_step(const Trailing& trailing, const Instrument& instrument) {
    return trailing.step > Price() ? trailing.step : instrument.tick_size;
}

void await_prices(OrderRecord& order) {
    InstrumentRecord& instrument = *order.holding->instrument;
    const bool is_buy = order.side == Side::buy;
    if (order.type == OrderType::trailing_stop) {
        // A stop above the ask follows it down, and one below the bid follows it up.
        const Trailing& trailing = order.trailing();
        const std::int64_t gap = trailing.distance.value() + trailing_step(trailing, instrument.terms).value();
        const Price level = !order.trails ? *trailing.activation
                            : is_buy      ? Price(order.stop_price.value() - gap)
                                          : Price(order.stop_price.value() + gap);
        await(order, order.extras->trail, instrument.order_trails,
              is_buy ? Awaited::ask_at_or_below : Awaited::bid_at_or_above, level);
        if (!order.trails) {
            return;
        }
    }
    const Price level = order.is_limit_now() ? order.price : order.stop_price;
    await(order, order.entry, instrument.entries, entry_condition(order), level);
}

void stop_waiting(OrderRecord& order) {
    leave_ladder(order, order.entry);
    if (order.extras != nullptr) {
        leave_ladder(order, order.extras->trail);
    }
}

void await_prices(PositionRecord& position) {
    if (position.guards == nullptr) {
        return;
    }
    Guards& guards = *position.guards;
    InstrumentRecord& instrument = *position.holding->instrument;
    const bool is_long = position.is_long();
    if (const auto stop = holding_stop(position)) {
        await(position, guards.stop, instrument.exits, is_long ? Awaited::bid_at_or_below : Awaited::ask_at_or_above,
              *stop);
    }
    const Awaited in_favour = is_long ? Awaited::bid_at_or_above : Awaited::ask_at_or_below;
    if (guards.protection.take_profit) {
        await(position, guards.profit, instrument.exits, in_favour, *guards.protection.take_profit);
    }
    if (const auto& trailing = guards.protection.trailing) {
        const std::int64_t gap = trailing->distance.value() + trailing_step(*trailing, instrument.terms).value();
        const Price level = !guards.trailing_stop ? *trailing->activation
                            : is_long             ? Price(guards.trailing_stop->value() + gap)
                                                  : Price(guards.trailing_stop->value() - gap);
        await(position, guards.trail, instrument.trails, in_favour, level);
    }
}

void stop_waiting(PositionRecord& position) {
    if (position.guards != nullptr) {
        leave_ladder(position, position.guards->stop);
        leave_ladder(position, position.guards->profit);
        leave_ladder(position, position.guards->trail);
    }
}

}  // namespace trireme::engine
