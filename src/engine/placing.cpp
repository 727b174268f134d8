#include "engine/placing.hpp"

#include "engine/execution.hpp"
#include "engine/order_end.hpp"
#include "engine/reservation.hpp"

namespace trireme::engine {
namespace {

OrderAccepted accepted_event(const CheckedOrder& checked, const ClientOrderId& client_order_id) {
    const OrderState& order = checked.order;
    return {.client_order_id = client_order_id,
            .order = order.id,
            .terms = order.terms,
            .oco = order.oco,
            .expires_at = order.expires_at,
            .adds_risk = order.adds_risk,
            .bid = checked.quote.bid,
            .ask = checked.quote.ask};
}

Checked<CheckedOrder> admit_leg(Books& books, AccountRecord& account, const OrderTerms& terms,
                                const OrderTerms& other) {
    auto checked = check_leg(books, account, terms, other);
    if (!checked) {
        return checked;
    }
    constexpr std::uint32_t orders_of_a_pair = 2;
    if (auto rejection = check_limits(books, *checked, orders_of_a_pair)) {
        return std::unexpected(*rejection);
    }
    return checked;
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

Checked<Admitted> admit(Books& books, AccountRecord& account, const OrderTerms& terms, Origin origin) {
    const auto checked = check_order(books, account, terms, origin);
    if (!checked) {
        return std::unexpected(checked.error());
    }
    Admitted admitted{.checked = *checked, .plan = TradePlan(books.scratch)};
    if (!checked->order.adds_risk) {
        plan_trades(books, account, *checked->instrument, checked->holding, checked->order, checked->fills,
                    admitted.plan);
        return admitted;
    }
    if (auto rejection = check_limits(books, *checked, 1)) {
        return std::unexpected(*rejection);
    }
    const auto after = check_margin(books, *checked, admitted.plan);
    if (!after) {
        return std::unexpected(after.error());
    }
    const auto routing = check_routing(books, *checked, checked->instrument->client_lots);
    if (!routing) {
        return std::unexpected(routing.error());
    }
    admitted.after = *after;
    admitted.routing = *routing;
    return admitted;
}

OrderId accept(Books& books, Admitted& admitted, const ClientOrderId& client_order_id) {
    CheckedOrder& checked = admitted.checked;
    OrderState& order = checked.order;
    AccountRecord& account = *checked.account;
    books.touch(account);
    books.last_order = OrderId(books.last_order.value() + 1);
    order.id = books.last_order;
    OrderAccepted event = accepted_event(checked, client_order_id);
    if (admitted.after) {
        event.margin_notional = added_notional(checked);
        event.after = admitted.after->figures();
        event.routing = admitted.routing;
    }
    books.emit(account, event);

    Holding& holding = books.holding(account, *checked.instrument);
    execute(books, {account, holding, order, TradeReason::client, order.terms.price}, admitted.plan);
    if (order.leaves_lots == Lots()) {
        return order.id;
    }
    if (may_rest(order.terms)) {
        books.add_order(order);
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
    auto admitted = admit(books, **account, request.order, Origin::client);
    if (!admitted) {
        return std::unexpected(admitted.error());
    }
    return accept(books, *admitted, request.client_order_id).value();
}

Answer place_oco(Books& books, const PlaceOco& request) {
    const auto account = trading_account(books, request.account);
    if (!account) {
        return std::unexpected(account.error());
    }
    auto first = admit_leg(books, **account, request.first, request.second);
    if (!first) {
        return std::unexpected(first.error());
    }
    auto second = admit_leg(books, **account, request.second, request.first);
    if (!second) {
        return std::unexpected(second.error());
    }
    const auto after = check_pair_margin(books, *first, *second);
    if (!after) {
        return std::unexpected(after.error());
    }
    std::optional<RoutingDecision> decisions[2];
    CheckedOrder* const legs[] = {&*first, &*second};
    for (std::size_t at = 0; at < 2; ++at) {
        const auto routing = check_routing(books, *legs[at], legs[at]->instrument->client_lots);
        if (!routing) {
            return std::unexpected(routing.error());
        }
        decisions[at] = *routing;
    }
    const std::uint64_t before = books.last_order.value();
    books.last_order = OrderId(before + 2);
    for (std::size_t at = 0; at < 2; ++at) {
        OrderState& order = legs[at]->order;
        order.id = OrderId(before + 1 + at);
        order.oco = OrderId(before + 2 - at);
        OrderAccepted event = accepted_event(*legs[at], request.client_order_id);
        event.margin_notional = added_notional(*legs[at]);
        event.after = after->figures();
        event.routing = decisions[at];
        books.emit(**account, event);
        books.add_order(order);
    }
    books.touch(**account);
    return before + 1;
}

}  // namespace trireme::engine
