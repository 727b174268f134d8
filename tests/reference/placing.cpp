#include "reference/placing.hpp"

#include "reference/admission.hpp"
#include "reference/checks.hpp"
#include "reference/execution.hpp"
#include "reference/hedging.hpp"
#include "reference/requests.hpp"

#include <array>

namespace trireme::reference {
namespace {

OrderId order_after(const World& world, std::uint64_t count) { return OrderId(world.last_order.value() + count); }

Route route_of(const Admission& admission) { return admission.routing ? kept(*admission.routing) : Route(); }

bool waits_for_stop(const OrderState& order) {
    return order.terms.type != OrderType::market && order.terms.type != OrderType::limit;
}

}  // namespace

std::expected<MarginFigures, Rejection> admit_margin(const World& world, const OrderState& order,
                                                     const Standing& standing, const InstrumentState& book) {
    const auto figures = figures_after(world, standing, order, book);
    if (!figures) {
        return std::unexpected(figures.error());
    }
    if (auto objection = check_free_margin(world, order.account, *figures)) {
        return std::unexpected(*objection);
    }
    return with_level(*figures);
}

std::expected<Admission, Rejection> admit(const World& world, const OrderState& order, const Standing& standing,
                                          const InstrumentState& book) {
    const auto after = admit_margin(world, order, standing, book);
    if (!after) {
        return std::unexpected(after.error());
    }
    const RoutingDecision routing = route(world, standing, order);
    if (auto objection = check_book(routing, order.terms.instrument)) {
        return std::unexpected(*objection);
    }
    return Admission{*after, routing};
}

void accept(World& world, const OrderState& order, const ClientOrderId& client_order_id, const Admission& admission) {
    const InstrumentState& instrument = world.instruments.at(order.terms.instrument);
    const ClientQuote quote = client_quote(instrument, group_of(world, world.accounts.at(order.account)));
    const Lots lots = added_lots(world, order);
    const Integer cost = cost_of(counted_price(world, order), lots);
    const Integer notional = order.adds_risk ? margin_notional(instrument.terms, lots, cost) : Integer(0);
    world.last_order = order.id;
    say(world, OrderAccepted{.account = order.account,
                             .client_order_id = client_order_id,
                             .order = order.id,
                             .terms = order.terms,
                             .oco = order.oco,
                             .expires_at = order.expires_at,
                             .adds_risk = order.adds_risk,
                             .margin_notional = amount_from(notional),
                             .after = admission.after,
                             .routing = admission.routing,
                             .bid = quote.bid,
                             .ask = quote.ask});
}

void start(World& world, OrderState order) {
    if (waits_for_stop(order)) {
        world.orders.emplace(order.id, std::move(order));
        return;
    }
    InstrumentState& instrument = world.instruments.at(order.terms.instrument);
    const Group& group = group_of(world, world.accounts.at(order.account));
    const auto fills = immediate_fills(instrument, group, order, order.leaves_lots);
    execute(world, order, fills, {TradeReason::client, asked_price(order.terms)});
    settle_rest(world, std::move(order), sum_of(fills));
}

Outcome place_order(World& world, const Account& account, const OrderTerms& terms,
                    const ClientOrderId& client_order_id) {
    if (auto objection = check_order({world, account, terms})) {
        return std::unexpected(*objection);
    }
    OrderState order = draft_order(world, account, terms, order_after(world, 1));
    Admission admission;
    if (order.adds_risk) {
        const Standing standing = standing_of(world, order.account);
        if (auto objection = check_limits(world, standing, order, 1)) {
            return std::unexpected(*objection);
        }
        const auto admitted = admit(world, order, standing, world.instruments.at(terms.instrument));
        if (!admitted) {
            return std::unexpected(admitted.error());
        }
        admission = *admitted;
    }
    order.route = route_of(admission);
    accept(world, order, client_order_id, admission);
    start(world, order);
    return Answer{order.id.value(), {order.id}};
}

std::optional<AskedOrders> asked_by(const Command& command) {
    if (const auto* const pair = std::get_if<PlaceOco>(&command)) {
        return AskedOrders{pair->first, pair->second};
    }
    const auto* const single = std::get_if<PlaceOrder>(&command);
    return single == nullptr ? std::nullopt : std::optional(AskedOrders{single->order, std::nullopt});
}

Outcome perform(World& world, const PlaceOrder& request) {
    if (auto objection = check_account(world, request.account, Suspended::may_not)) {
        return std::unexpected(*objection);
    }
    return place_order(world, world.accounts.at(request.account), request.order, request.client_order_id);
}

Outcome perform(World& world, const PlaceOco& request) {
    if (auto objection = check_account(world, request.account, Suspended::may_not)) {
        return std::unexpected(*objection);
    }
    const Account& account = world.accounts.at(request.account);
    const Standing standing = standing_of(world, request.account);
    const std::array both{&request.first, &request.second};
    for (std::size_t at = 0; at < both.size(); ++at) {
        const OrderTerms& terms = *both[at];
        if (auto objection = check_order({world, account, terms}, both[1 - at])) {
            return std::unexpected(*objection);
        }
        if (auto objection = check_limits(world, standing, draft_order(world, account, terms, OrderId()), 2)) {
            return std::unexpected(*objection);
        }
    }
    OrderState first = draft_order(world, account, request.first, order_after(world, 1));
    OrderState second = draft_order(world, account, request.second, order_after(world, 2));
    first.oco = second.id;
    second.oco = first.id;
    const auto figures = figures_after_pair(world, standing, first, second);
    if (!figures) {
        return std::unexpected(figures.error());
    }
    if (auto objection = check_free_margin(world, request.account, *figures)) {
        return std::unexpected(*objection);
    }
    const RoutingDecision first_routing = route(world, standing, first);
    const RoutingDecision second_routing = route(world, standing, second);
    for (const RoutingDecision& routing : {first_routing, second_routing}) {
        if (auto objection = check_book(routing, request.first.instrument)) {
            return std::unexpected(*objection);
        }
    }
    first.route = kept(first_routing);
    second.route = kept(second_routing);
    accept(world, first, request.client_order_id, {with_level(*figures), first_routing});
    accept(world, second, request.client_order_id, {with_level(*figures), second_routing});
    const Answer answer{first.id.value(), {first.id, second.id}};
    world.orders.emplace(first.id, std::move(first));
    world.orders.emplace(second.id, std::move(second));
    return answer;
}

}  // namespace trireme::reference
