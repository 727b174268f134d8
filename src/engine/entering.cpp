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
    const bool is_buy = order.side == Side::buy;
    const Price price = entry_price(order.side, quote);
    if (order.is_limit_now()) {
        return is_buy ? price <= order.price : price >= order.price;
    }
    const bool waits_for_activation = order.type == OrderType::trailing_stop && !order.trails;
    return !waits_for_activation && (is_buy ? price >= order.stop_price : price <= order.stop_price);
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

// Of an order of which lots are left after they were taken off by trades.
void go_on(Books& books, OrderRecord& order, bool was_limit, Lots filled) {
    if (!order.adds_risk && reduced_by(books, order) == nullptr) {
        cancel(books, order, {.reason = CancelReason::position_closed});
    } else if (!was_limit) {
        cancel(books, order, {.reason = CancelReason::immediate_or_cancel});
    } else {
        shrink_partner(books, order, filled);
    }
}

void fill(Books& books, OrderRecord& order, const Fills& fills) {
    Holding& holding = *order.holding;
    AccountRecord& account = *holding.account;
    OrderState state = order.state();
    TradePlan plan;
    plan_trades(books, account, *holding.instrument, &holding, state, fills, plan);
    if (order.adds_risk && !passes_margin(books, order, plan)) {
        return;
    }
    const bool was_limit = order.is_limit_now();
    const Price asked = was_limit ? order.price : order.stop_price;
    release(books, order);
    execute(books, {account, holding, state, TradeReason::triggered, asked}, plan);
    if (state.leaves_lots == Lots()) {
        const std::optional<OrderId> partner = order.oco();
        books.remove_order(order);
        cancel_partner(books, partner);
        return;
    }
    books.put(order, state);
    reserve(books, order);
    go_on(books, order, was_limit, plan.filled);
}

}  // namespace

void look_at(Books& books, OrderRecord& order) {
    InstrumentRecord& instrument = *order.holding->instrument;
    AccountRecord& account = *order.holding->account;
    const ClientQuote quote = client_quote(instrument, *account.group);
    if (!is_reached(order, quote)) {
        return;
    }
    if (!order.is_limit_now()) {
        books.emit(account, OrderTriggered{.order = order.id, .bid = quote.bid, .ask = quote.ask});
    }
    if (order.type == OrderType::stop_limit && !order.triggered) {
        stop_waiting(order);
        order.triggered = true;
        await_prices(order);
        if (!is_reached(order, quote)) {
            return;
        }
    }
    Lots lots = order.leaves_lots;
    if (!order.adds_risk) {
        lots = std::min(lots, reduced_by(books, order)->lots);
    }
    const bool is_limit = order.is_limit_now();
    Fills fills =
        fills_for(instrument, *account.group, order.side, lots, is_limit ? std::optional(order.price) : std::nullopt);
    if (planted_bug(PlantedBug::fill_stop_at_its_price) && !is_limit && !fills.empty()) {
        fills[0].price = order.stop_price;
    }
    if (!fills.empty()) {
        fill(books, order, fills);
    } else if (!is_limit) {
        cancel(books, order, {.reason = CancelReason::immediate_or_cancel});
    }
}

}  // namespace trireme::engine
