#include "engine/amounts.hpp"
#include "engine/execution.hpp"
#include "engine/placing.hpp"
#include "engine/position_requests.hpp"
#include "engine/rejection.hpp"
#include "engine/routed_volumes.hpp"
#include "model/bounds.hpp"

#include <algorithm>

// position.reverse of docs/rules.md.
namespace trireme::engine {
namespace {

// The first `lots` of the fills, and what is behind them.
std::pair<Fills, Fills> split_at(const Fills& fills, Lots lots) {
    std::pair<Fills, Fills> parts;
    Lots left = lots;
    for (const Fill& fill : fills) {
        const Lots first = std::min(left, fill.lots);
        const Lots rest(fill.lots.value() - first.value());
        left = Lots(left.value() - first.value());
        if (first > Lots()) {
            parts.first.push_back({fill.price, first});
        }
        if (rest > Lots()) {
            parts.second.push_back({fill.price, rest});
        }
    }
    return parts;
}

OrderTerms market_order(const PositionRecord& position, Lots lots) {
    return {.instrument = position.holding->instrument->id,
            .side = opposite(position.side),
            .type = OrderType::market,
            .lots = lots};
}

// The account with the position closed and the opposite one opened.
Checked<Standing> check_both(Books& books, const TradePlan& closing, const HoldingSums& before,
                             const CheckedOrder& entry, const TradePlan& opening) {
    if (auto rejection = check_bounds_and_rates(books, entry)) {
        return std::unexpected(*rejection);
    }
    if (closing.lacks_rate || opening.lacks_rate) {
        return std::unexpected(Rejection{RejectCode::no_rate, {.instrument = entry.instrument->id}});
    }
    Change change{.instrument = entry.instrument, .sums = closing.after, .cash = closing.cash + opening.cash};
    change.sums.long_lots += opening.after.long_lots - before.long_lots;
    change.sums.short_lots += opening.after.short_lots - before.short_lots;
    change.sums.long_cost = plus(change.sums.long_cost, minus(opening.after.long_cost, before.long_cost));
    change.sums.short_cost = plus(change.sums.short_cost, minus(opening.after.short_cost, before.short_cost));
    const auto after = books.margin.standing(*entry.account, change);
    if (!after) {
        return std::unexpected(Rejection{RejectCode::no_rate, {.instrument = entry.instrument->id}});
    }
    if (after->equity.minor_units < after->used_margin.minor_units) {
        return std::unexpected(no_money(*after, books.margin.standing(*entry.account)));
    }
    return *after;
}

// Hedging: two orders, both or neither.
Answer close_and_open(Books& books, AccountRecord& account, const PositionRecord& position,
                      const ClientOrderId& client_order_id) {
    const Lots lots = position.lots;
    Admitted open_part;
    CheckedOrder& entry = open_part.checked;
    if (auto rejection = check_order(books, account, market_order(position, lots), Origin::client, entry)) {
        return std::unexpected(*rejection);
    }
    OrderTerms closing_terms = market_order(position, lots);
    closing_terms.position = position.id;
    Admitted close_part;
    CheckedOrder& closing = close_part.checked;
    if (auto rejection = check_order(books, account, closing_terms, Origin::client, closing)) {
        return std::unexpected(*rejection);
    }
    const Holding& holding = *position.holding;
    const auto [for_closing, for_entry] = split_at(
        fills_for(*holding.instrument, *account.group, closing_terms.side, Lots(2 * lots.value()), std::nullopt), lots);
    if (sum_of(for_closing) < lots || for_entry.empty()) {
        return std::unexpected(rejection_of(RejectCode::no_liquidity, holding.instrument->id));
    }
    entry.closes = &position;
    if (auto rejection = check_limits(books, entry, 1)) {
        return std::unexpected(*rejection);
    }
    plan_trades(books, account, *holding.instrument, closing.holding, closing.order, for_closing, close_part.plan);
    plan_trades(books, account, *holding.instrument, entry.holding, entry.order, for_entry, open_part.plan);
    const auto after = check_both(books, close_part.plan, holding.sums, entry, open_part.plan);
    if (!after) {
        return std::unexpected(after.error());
    }
    const Int128 closed = position.is_long() ? lots.value() : -lots.value();
    const Int128 clients_after = holding.instrument->client_lots - closed;
    const auto routing = check_routing(books, entry, clients_after);
    if (!routing) {
        return std::unexpected(routing.error());
    }
    open_part.after = *after;
    open_part.routing = *routing;
    entry.order.route = route_of(*routing);
    const OrderId closed_by = accept(books, close_part, client_order_id);
    accept(books, open_part, client_order_id);
    return closed_by.value();
}

}  // namespace

Answer reverse_position(Books& books, const ReversePosition& request) {
    const auto account = trading_account(books, request.account);
    if (!account) {
        return std::unexpected(account.error());
    }
    const auto found = open_position(books, **account, request.position);
    if (!found) {
        return std::unexpected(found.error());
    }
    const PositionRecord& position = **found;
    if (position.lots > volume_max) {
        return std::unexpected(rejection_of(RejectCode::out_of_range, position.holding->instrument->id));
    }
    if (!(*account)->is_netting()) {
        return close_and_open(books, **account, position, request.client_order_id);
    }
    const OrderTerms terms = market_order(position, Lots(2 * position.lots.value()));
    Admitted admitted;
    if (auto rejection = admit(books, **account, terms, Origin::client, admitted)) {
        return std::unexpected(*rejection);
    }
    return accept(books, admitted, request.client_order_id).value();
}

}  // namespace trireme::engine
