#include "engine/reservation.hpp"

#include "base/assert.hpp"
#include "base/planted_bug.hpp"
#include "engine/amounts.hpp"
#include "engine/books.hpp"
#include "engine/margin.hpp"

#include <algorithm>

namespace trireme::engine {
namespace {

Amount notional_of(const OrderRecord& order) {
    return notional_at(order.holding->instrument->terms, order.leaves_lots, order.reserved_at);
}

PriceLots ordered_cost(const OrderRecord& order) { return multiply(order.reserved_at, order.leaves_lots); }

// What an order and the other one of its pair take together: the larger one, and what there is of it when one is not
// counted.
Amount share_of_partner(Books& books, const OrderRecord& order) {
    const auto oco = order.oco();
    const OrderRecord* const partner = oco ? books.find(*oco) : nullptr;
    return partner == nullptr ? Amount() : reserved_notional(*partner);
}

}  // namespace

Amount reserved_notional(const OrderRecord& order) { return order.is_reserved ? notional_of(order) : Amount(); }

Price reservation_price(const OrderTerms& terms, ClientQuote quote) {
    return terms.price.value_or(terms.stop_price.value_or(entry_price(terms.side, quote)));
}

Amount notional_at(const Instrument& instrument, Lots lots, Price price) {
    return margin_notional(instrument, lots.value(), multiply(price, lots));
}

void reserve(Books& books, OrderRecord& order) {
    if (!order.adds_risk) {
        return;
    }
    TRIREME_ASSERT(!order.is_reserved, "order {}", order.id.value());
    HoldingSums& sums = order.holding->sums;
    order.holding->has_bounds = false;
    sums.ordered_lots += order.leaves_lots.value();
    sums.ordered_cost = plus(sums.ordered_cost, ordered_cost(order));
    const Amount partner = share_of_partner(books, order);
    sums.reserved = plus(minus(sums.reserved, partner), std::max(partner, notional_of(order)));
    order.is_reserved = true;
}

void release(Books& books, OrderRecord& order) {
    if (!order.is_reserved) {
        return;
    }
    HoldingSums& sums = order.holding->sums;
    sums.ordered_lots -= order.leaves_lots.value();
    sums.ordered_cost = minus(sums.ordered_cost, ordered_cost(order));
    const Amount partner = share_of_partner(books, order);
    sums.reserved = plus(minus(sums.reserved, std::max(partner, notional_of(order))), partner);
    if (planted_bug(PlantedBug::release_reservation_twice)) {
        sums.reserved = minus(sums.reserved, notional_of(order));
    }
    order.is_reserved = false;
}

HoldingSums sums_without(Books& books, const OrderRecord& order) {
    HoldingSums sums = order.holding->sums;
    if (!order.adds_risk) {
        return sums;
    }
    const auto take_out = [&](const OrderRecord& live) {
        sums.ordered_lots -= live.leaves_lots.value();
        sums.ordered_cost = minus(sums.ordered_cost, ordered_cost(live));
    };
    take_out(order);
    const auto oco = order.oco();
    if (const OrderRecord* const partner = oco ? books.find(*oco) : nullptr) {
        take_out(*partner);
    }
    sums.reserved = minus(sums.reserved, std::max(share_of_partner(books, order), notional_of(order)));
    return sums;
}

void count_in(PositionRecord& position, Lots lots, PriceLots cost) {
    HoldingSums& sums = position.holding->sums;
    position.holding->has_bounds = false;
    const bool is_long = position.is_long();
    (is_long ? sums.long_lots : sums.short_lots) += lots.value();
    PriceLots& side_cost = is_long ? sums.long_cost : sums.short_cost;
    side_cost = plus(side_cost, cost);
    position.holding->instrument->client_lots += is_long ? lots.value() : -lots.value();
}

void count_out(PositionRecord& position, Lots lots, PriceLots cost) {
    HoldingSums& sums = position.holding->sums;
    position.holding->has_bounds = false;
    const bool is_long = position.is_long();
    (is_long ? sums.long_lots : sums.short_lots) -= lots.value();
    PriceLots& side_cost = is_long ? sums.long_cost : sums.short_cost;
    side_cost = minus(side_cost, cost);
    position.holding->instrument->client_lots -= is_long ? lots.value() : -lots.value();
}

}  // namespace trireme::engine
