#include "base/integer.hpp"
#include "engine/admission.hpp"
#include "engine/amounts.hpp"
#include "engine/execution.hpp"
#include "engine/position_requests.hpp"
#include "engine/rejection.hpp"
#include "engine/trade_plan.hpp"

#include <algorithm>

// position.close_by of docs/rules.md.
namespace trireme::engine {
namespace {

// Cost / lots, for people to read: trades against each other have no price of the market.
Price average_price(const PositionRecord& position) {
    const Int128 price = divide_half_even(position.cost.value(), position.lots.value());
    return Price(narrow<std::int64_t>(price).value_or(0));
}

// One of the two closings: each is done by an order of its own.
OrderId close_one(Books& books, PositionRecord& position, Lots lots, Price price, PriceLots proceeds,
                  const ClientOrderId& client_order_id, TradeReason reason) {
    Holding& holding = *position.holding;
    OrderState order = accept_closing_order(books, position, lots, client_order_id);
    TradePlan plan;
    plan_close_for(books, position, lots, price, proceeds, plan);
    execute(books, {*holding.account, holding, order, reason, std::nullopt}, plan);
    return order.id;
}

}  // namespace

OrderId close_against(Books& books, PositionRecord& position, PositionRecord& opposite,
                      const ClientOrderId& client_order_id, TradeReason reason) {
    const Lots lots = std::min(position.lots, opposite.lots);
    const Price price = average_price(opposite);
    const PriceLots cost_of_opposite = part_of(opposite.cost, lots, opposite.lots);
    const OrderId first = close_one(books, position, lots, price, cost_of_opposite, client_order_id, reason);
    close_one(books, opposite, lots, price, cost_of_opposite, ClientOrderId(), reason);
    return first;
}

Answer close_by(Books& books, const CloseBy& request) {
    const auto account = trading_account(books, request.account);
    if (!account) {
        return std::unexpected(account.error());
    }
    if ((*account)->is_netting()) {
        return std::unexpected(Rejection{RejectCode::hedging_only, {.account = request.account}});
    }
    const auto found = open_position(books, **account, request.position);
    if (!found) {
        return std::unexpected(found.error());
    }
    PositionRecord& position = **found;
    PositionRecord* const opposite = books.find(request.opposite);
    if (opposite == nullptr || opposite->holding != position.holding) {
        return std::unexpected(rejection_of(RejectCode::unknown_position, request.opposite));
    }
    if (position.side == opposite->side) {
        return std::unexpected(rejection_of(RejectCode::same_side, request.position));
    }
    if (auto rejection = check_session(*position.holding->instrument, books.now, Risk::reduces)) {
        return std::unexpected(*rejection);
    }
    return close_against(books, position, *opposite, request.client_order_id, TradeReason::close_by).value();
}

}  // namespace trireme::engine
