#include "engine/entering.hpp"

#include "base/planted_bug.hpp"
#include "engine/execution.hpp"
#include "engine/order_end.hpp"
#include "engine/reservation.hpp"
#include "engine/trade_plan.hpp"
#include "engine/waiting.hpp"

#include <algorithm>

namespace trireme::engine {
namespace {

bool is_reached(const OrderRecord& order, ClientQuote quote) {
    const bool is_buy = order.terms.side == Side::buy;
    const Price price = entry_price(order.terms.side, quote);
    if (is_limit_now(order)) {
        return is_buy ? price <= *order.terms.price : price >= *order.terms.price;
    }
    const auto& stop = order.terms.stop_price;
    const bool follows = order.terms.type != OrderType::trailing_stop || order.trails;
    return stop && follows && (is_buy ? price >= *stop : price <= *stop);
}

// Of what adds risk, at the price of the fill: false, and the order is gone, if the account cannot bear it.
bool passes_margin(Books& books, OrderRecord& order, TradePlan& plan) {
    const AccountRecord& account = *order.holding->account;
    if (plan.lacks_rate) {
        cancel(books, order, {.reason = CancelReason::no_rate});
        return false;
    }
    // The plan's sums still hold the reservation of this order and the other one of its pair.
    const HoldingSums without = sums_without(books, order);
    Change change{.instrument = order.holding->instrument, .sums = plan.after, .cash = plan.cash};
    change.sums.reserved = without.reserved;
    change.sums.ordered_lots = without.ordered_lots;
    change.sums.ordered_cost = without.ordered_cost;
    const auto after = books.margin.standing(account, change);
    if (!after) {
        cancel(books, order, {.reason = CancelReason::no_rate});
        return false;
    }
    if (after->equity.minor_units < after->used_margin.minor_units) {
        cancel(books, order, {.reason = CancelReason::no_money, .after = after->figures()});
        return false;
    }
    return true;
}

// What is over when the position that a reducing order closes has less left than the order.
bool has_nothing_left_to_reduce(Books& books, const OrderRecord& order) {
    if (order.adds_risk) {
        return false;
    }
    const PositionRecord* const position = reduced_by(books, *order.holding->account, order.holding, order.terms);
    return position == nullptr;
}

void fill(Books& books, OrderRecord& order, const Fills& fills) {
    Holding& holding = *order.holding;
    AccountRecord& account = *holding.account;
    TradePlan plan(books.scratch);
    plan_trades(books, account, *holding.instrument, &holding, order, fills, plan);
    if (order.adds_risk && !passes_margin(books, order, plan)) {
        return;
    }
    const bool was_limit = is_limit_now(order);
    const Price asked = was_limit ? *order.terms.price : *order.terms.stop_price;
    release(books, order);
    execute(books, {account, holding, order, TradeReason::triggered, asked}, plan);
    reserve(books, order);
    if (order.leaves_lots == Lots()) {
        const std::optional<OrderId> partner = order.oco;
        books.remove_order(order);
        cancel_partner(books, partner);
    } else if (has_nothing_left_to_reduce(books, order)) {
        cancel(books, order, {.reason = CancelReason::position_closed});
    } else if (!was_limit) {
        cancel(books, order, {.reason = CancelReason::immediate_or_cancel});
    } else {
        shrink_partner(books, order, plan.filled);
    }
}

}  // namespace

void look_at(Books& books, OrderRecord& order) {
    InstrumentRecord& instrument = *order.holding->instrument;
    AccountRecord& account = *order.holding->account;
    const ClientQuote quote = client_quote(instrument, *account.group);
    if (!is_reached(order, quote)) {
        return;
    }
    if (!is_limit_now(order)) {
        books.emit(account, OrderTriggered{.order = order.id, .bid = quote.bid, .ask = quote.ask});
    }
    if (order.terms.type == OrderType::stop_limit && !order.triggered) {
        stop_waiting(order);
        order.triggered = true;
        await_prices(order);
        if (!is_reached(order, quote)) {
            return;
        }
    }
    Lots lots = order.leaves_lots;
    if (!order.adds_risk) {
        const PositionRecord* const position = reduced_by(books, account, order.holding, order.terms);
        lots = std::min(lots, position->lots);
    }
    const bool is_limit = is_limit_now(order);
    Fills fills =
        fills_for(instrument, *account.group, order.terms.side, lots, is_limit ? order.terms.price : std::nullopt);
    if (planted_bug(PlantedBug::fill_stop_at_its_price) && !is_limit && !fills.empty()) {
        fills[0].price = *order.terms.stop_price;
    }
    if (!fills.empty()) {
        fill(books, order, fills);
    } else if (!is_limit) {
        cancel(books, order, {.reason = CancelReason::immediate_or_cancel});
    }
}

}  // namespace trireme::engine
