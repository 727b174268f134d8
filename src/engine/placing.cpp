#include "engine/placing.hpp"

#include "engine/execution.hpp"
#include "engine/order_end.hpp"
#include "engine/routed_volumes.hpp"

namespace trireme::engine {
namespace {

// `after` and `routing` are of what adds risk.
void emit_accepted(Books& books, const CheckedOrder& checked, const ClientOrderId& client_order_id,
                   const std::optional<Standing>& after, const std::optional<RoutingDecision>& routing) {
    books.emit_filled<OrderAccepted>(*checked.account, [&](OrderAccepted& accepted) {
        const OrderState& order = checked.order;
        accepted.client_order_id = client_order_id;
        accepted.order = order.id;
        accepted.terms = order.terms;
        accepted.oco = order.oco;
        accepted.expires_at = order.expires_at;
        accepted.adds_risk = order.adds_risk;
        accepted.bid = checked.quote.bid;
        accepted.ask = checked.quote.ask;
        if (after) {
            accepted.margin_notional = added_notional(checked);
            accepted.after = after->figures();
            accepted.routing = routing;
        }
    });
}

std::optional<Rejection> admit_leg(Books& books, AccountRecord& account, const OrderTerms& terms,
                                   const OrderTerms& other, CheckedOrder& checked) {
    if (auto rejection = check_leg(books, account, terms, other, checked)) {
        return rejection;
    }
    constexpr std::uint32_t orders_of_a_pair = 2;
    return check_limits(books, checked, orders_of_a_pair);
}

void cancel_rest(Books& books, const CheckedOrder& checked) {
    const OrderState& order = checked.order;
    const bool is_whole_or_nothing = order.terms.time_in_force == TimeInForce::fok;
    books.emit(*checked.account, OrderCancelled{.order = order.id,
                                                .reason = is_whole_or_nothing ? CancelReason::fill_or_kill
                                                                              : CancelReason::immediate_or_cancel,
                                                .leaves_lots = order.leaves_lots});
}

}  // namespace

std::optional<Rejection> admit(Books& books, AccountRecord& account, const OrderTerms& terms, Origin origin,
                               Admitted& admitted) {
    CheckedOrder& checked = admitted.checked;
    if (auto rejection = check_order(books, account, terms, origin, checked)) {
        return rejection;
    }
    if (!checked.order.adds_risk) {
        plan_trades(books, account, *checked.instrument, checked.holding, checked.order, checked.fills, admitted.plan);
        return std::nullopt;
    }
    if (auto rejection = check_limits(books, checked, 1)) {
        return rejection;
    }
    const auto after = check_margin(books, checked, admitted.plan);
    if (!after) {
        return after.error();
    }
    const auto routing = check_routing(books, checked, checked.instrument->client_lots);
    if (!routing) {
        return routing.error();
    }
    admitted.after = *after;
    admitted.routing = *routing;
    checked.order.route = route_of(*routing);
    return std::nullopt;
}

OrderId accept(Books& books, Admitted& admitted, const ClientOrderId& client_order_id) {
    CheckedOrder& checked = admitted.checked;
    OrderState& order = checked.order;
    AccountRecord& account = *checked.account;
    books.touch(account);
    books.last_order = OrderId(books.last_order.value() + 1);
    order.id = books.last_order;
    emit_accepted(books, checked, client_order_id, admitted.after, admitted.routing);

    Holding& holding = books.holding(account, *checked.instrument);
    execute(books, {account, holding, order, TradeReason::client, order.terms.price}, admitted.plan);
    if (order.leaves_lots == Lots()) {
        return order.id;
    }
    if (may_rest(order.terms)) {
        books.add_order(order, holding);
    } else {
        cancel_rest(books, checked);
    }
    return order.id;
}

Answer place_order(Books& books, const PlaceOrder& request) {
    const auto account = trading_account(books, request.account);
    if (!account) {
        return std::unexpected(account.error());
    }
    Admitted admitted;
    if (auto rejection = admit(books, **account, request.order, Origin::client, admitted)) {
        return std::unexpected(*rejection);
    }
    return accept(books, admitted, request.client_order_id).value();
}

Answer place_oco(Books& books, const PlaceOco& request) {
    const auto account = trading_account(books, request.account);
    if (!account) {
        return std::unexpected(account.error());
    }
    CheckedOrder first;
    if (auto rejection = admit_leg(books, **account, request.first, request.second, first)) {
        return std::unexpected(*rejection);
    }
    CheckedOrder second;
    if (auto rejection = admit_leg(books, **account, request.second, request.first, second)) {
        return std::unexpected(*rejection);
    }
    const auto after = check_pair_margin(books, first, second);
    if (!after) {
        return std::unexpected(after.error());
    }
    std::optional<RoutingDecision> decisions[2];
    CheckedOrder* const legs[] = {&first, &second};
    for (std::size_t at = 0; at < 2; ++at) {
        const auto routing = check_routing(books, *legs[at], legs[at]->instrument->client_lots);
        if (!routing) {
            return std::unexpected(routing.error());
        }
        decisions[at] = *routing;
        legs[at]->order.route = route_of(*routing);
    }
    const std::uint64_t before = books.last_order.value();
    books.last_order = OrderId(before + 2);
    for (std::size_t at = 0; at < 2; ++at) {
        OrderState& order = legs[at]->order;
        order.id = OrderId(before + 1 + at);
        order.oco = OrderId(before + 2 - at);
        emit_accepted(books, *legs[at], request.client_order_id, *after, decisions[at]);
        books.add_order(order);
    }
    books.touch(**account);
    return before + 1;
}

}  // namespace trireme::engine
