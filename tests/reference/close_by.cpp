#include "reference/close_by.hpp"

#include "reference/amounts.hpp"
#include "reference/deals.hpp"
#include "reference/execution.hpp"
#include "reference/ledger.hpp"

#include <algorithm>

namespace trireme::reference {
namespace {

Price average_open_price(const PositionState& position) {
    return Price(bounded_64(half_even(exact(position.cost), position.lots.value())));
}

// One of the two: an order of its own, its trade, and what that leaves behind.
OrderId trade_by_pair(World& world, const PositionState& position, Lots lots, Price price, const Profit& profit,
                      const ClientOrderId& client_order_id, TradeReason reason) {
    const OrderId order = accept_reducing(world, position.account, closing_terms(position, lots), client_order_id);
    trade_at_given_price(world, {order, position, reason, lots, price, profit});
    return order;
}

}  // namespace

OrderId close_by(World& world, PositionState first, PositionState second, const ClientOrderId& client_order_id,
                 TradeReason reason) {
    const Account& account = world.accounts.at(first.account);
    const Instrument& terms = world.instruments.at(first.instrument).terms;
    const Lots lots = std::min(first.lots, second.lots);
    // The first is closed at what the second was opened at, which is where the second comes out even.
    const Price price = average_open_price(second);
    const Integer first_cost = take_out(first, lots);
    const Integer second_cost = take_out(second, lots);
    const Integer gained =
        first.side == Side::buy ? Integer(second_cost - first_cost) : Integer(first_cost - second_cost);
    const Profit profit = converted_profit(world, account, terms, carried(gained, terms.contract_size.value(), one),
                                           cash_of(world, account).minor_units);
    const Profit nothing{Money{0, terms.quote}, Money{0, account.terms.currency}};
    const OrderId order = trade_by_pair(world, first, lots, price, profit, client_order_id, reason);
    trade_by_pair(world, second, lots, price, nothing, {}, reason);
    return order;
}

}  // namespace trireme::reference
