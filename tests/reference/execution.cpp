#include "reference/execution.hpp"

#include "base/assert.hpp"
#include "reference/hedging.hpp"
#include "reference/ledger.hpp"

#include <algorithm>

namespace trireme::reference {
namespace {

TradeId next_trade(World& world) {
    world.last_trade = TradeId(world.last_trade.value() + 1);
    return world.last_trade;
}

void keep_or_forget(World& world, const PositionState& position) {
    note_volumes(world, position);
    if (position.lots == Lots()) {
        world.positions.erase(position.id);
    } else {
        world.positions.insert_or_assign(position.id, position);
    }
}

void post_profit(World& world, AccountId account, const Profit& profit, const Occasion& occasion) {
    using enum LedgerAccountKind;
    if (profit.in_account.minor_units == 0) {
        return;
    }
    if (profit.in_quote.currency == profit.in_account.currency) {
        transfer(world, account, TransactionKind::trade, trading_pnl, cash, profit.in_account, occasion);
        return;
    }
    post(world, account, TransactionKind::trade,
         {{trading_pnl, minus(profit.in_quote)},
          {conversion, profit.in_quote},
          {conversion, minus(profit.in_account)},
          {cash, profit.in_account}},
         occasion);
}

Price slippage(Side side, Price price, std::optional<Price> asked) {
    if (!asked) {
        return Price();
    }
    return side == Side::buy ? Price(price.value() - asked->value()) : Price(asked->value() - price.value());
}

void settle(World& world, const OrderState& order, const Deal& deal, Cause cause) {
    using enum LedgerAccountKind;
    const Account& account = world.accounts.at(order.account);
    const InstrumentState& instrument = world.instruments.at(order.terms.instrument);
    const ClientQuote quote = client_quote(instrument, group_of(world, account));
    const TradeId trade = next_trade(world);
    say(world, Trade{.account = order.account,
                     .trade = trade,
                     .order = order.id,
                     .position = deal.position.id,
                     .instrument = order.terms.instrument,
                     .side = order.terms.side,
                     .opens = deal.opens,
                     .reason = cause.reason,
                     .lots = deal.fill.lots,
                     .price = deal.fill.price,
                     .bid = quote.bid,
                     .ask = quote.ask,
                     .slippage = slippage(order.terms.side, deal.fill.price, cause.asked),
                     .leaves_lots = deal.leaves_lots,
                     .book = deal.opens ? order.route.book : oldest_book(world, deal.position.id),
                     .profit = deal.profit ? std::optional(deal.profit->in_account) : std::nullopt});
    world.last_position = std::max(world.last_position, deal.position.id);
    keep_or_forget(world, deal.position);
    say_position(world, deal.position, deal.change);

    const Occasion occasion{.trade = trade, .position = deal.position.id};
    if (deal.profit) {
        post_profit(world, order.account, *deal.profit, occasion);
    }
    if (deal.markup.minor_units != 0) {
        transfer(world, order.account, TransactionKind::markup, trading_pnl, markup_revenue, deal.markup, occasion);
    }
    if (deal.commission.minor_units != 0) {
        transfer(world, order.account, TransactionKind::commission, cash, commission, deal.commission, occasion);
    }
}

// What the end of an order does to the other one of its pair.
void end_pair(World& world, const OrderState& ended) {
    if (ended.oco && world.orders.contains(*ended.oco)) {
        cancel_order(world, *ended.oco, CancelReason::oco);
    }
}

void shrink_pair(World& world, const OrderState& order, Lots filled) {
    if (!order.oco || filled == Lots()) {
        return;
    }
    const auto found = world.orders.find(*order.oco);
    if (found == world.orders.end()) {
        return;
    }
    OrderState& other = found->second;
    if (other.leaves_lots <= filled) {
        cancel_order(world, other.id, CancelReason::oco);
        return;
    }
    other.leaves_lots = Lots(other.leaves_lots.value() - filled.value());
    say(world, OrderReduced{.account = other.account, .order = other.id, .leaves_lots = other.leaves_lots});
}

bool has_lost_its_position(const World& world, const OrderState& order) {
    if (order.adds_risk) {
        return false;
    }
    return order.terms.position ? !world.positions.contains(*order.terms.position)
                                : netting_position(world, order.account, order.terms.instrument) == nullptr;
}

}  // namespace

void say_position(World& world, const PositionState& position, PositionChange change) {
    say(world, PositionChanged{.account = position.account,
                               .position = position.id,
                               .instrument = position.instrument,
                               .side = position.side,
                               .change = change,
                               .lots = position.lots,
                               .cost = position.cost,
                               .protection = position.protection,
                               .trailing_stop = position.trailing_stop});
}

std::optional<Price> asked_price(const OrderTerms& terms) {
    const bool is_stop = terms.type == OrderType::stop || terms.type == OrderType::trailing_stop;
    return is_stop ? terms.stop_price : terms.price;
}

std::vector<Fill> immediate_fills(InstrumentState& instrument, const Group& group, const OrderState& order, Lots lots) {
    const bool has_limit = order.terms.type == OrderType::limit || order.terms.type == OrderType::stop_limit;
    const auto limit = has_limit ? order.terms.price : std::nullopt;
    InstrumentState after = instrument;
    auto fills = take(after, group, order.terms.side, lots, limit);
    if (order.terms.time_in_force == TimeInForce::fok && sum_of(fills) < lots) {
        return {};
    }
    instrument = after;
    return fills;
}

bool rests(const OrderState& order) {
    const bool is_limit = order.terms.type == OrderType::limit || order.terms.type == OrderType::stop_limit;
    return is_limit && order.terms.time_in_force != TimeInForce::ioc && order.terms.time_in_force != TimeInForce::fok;
}

void execute(World& world, OrderState& order, const std::vector<Fill>& fills, Cause cause) {
    Standing standing = standing_of(world, order.account);
    const auto deals = fill_order(world, standing, order, fills);
    TRIREME_ASSERT(deals.has_value(), "order {} was let through without a rate for its commission", order.id.value());
    for (const Deal& deal : *deals) {
        settle(world, order, deal, cause);
        if (deal.change == PositionChange::closed) {
            cancel_orphans(world, deal.position);
        }
    }
}

void settle_rest(World& world, OrderState order, Lots filled) {
    const OrderState ended = order;
    if (order.leaves_lots == Lots()) {
        end_pair(world, ended);
        return;
    }
    if (has_lost_its_position(world, order)) {
        cancel_taken(world, order, CancelReason::position_closed);
        return;
    }
    if (!rests(order)) {
        const bool is_fok = order.terms.time_in_force == TimeInForce::fok;
        cancel_taken(world, order, is_fok ? CancelReason::fill_or_kill : CancelReason::immediate_or_cancel);
        return;
    }
    world.orders.emplace(order.id, std::move(order));
    shrink_pair(world, ended, filled);
}

void cancel_taken(World& world, const OrderState& order, CancelReason reason, std::optional<MarginFigures> after) {
    say(world, OrderCancelled{.account = order.account,
                              .order = order.id,
                              .reason = reason,
                              .leaves_lots = order.leaves_lots,
                              .after = std::move(after)});
    end_pair(world, order);
}

void cancel_order(World& world, OrderId id, CancelReason reason, const ClientOrderId& client_order_id) {
    const OrderState order = std::move(world.orders.extract(id).mapped());
    say(world, OrderCancelled{.account = order.account,
                              .client_order_id = client_order_id,
                              .order = id,
                              .reason = reason,
                              .leaves_lots = order.leaves_lots});
    end_pair(world, order);
}

void expire_order(World& world, OrderId id) {
    const OrderState order = std::move(world.orders.extract(id).mapped());
    say(world, OrderExpired{.account = order.account, .order = id, .leaves_lots = order.leaves_lots});
    end_pair(world, order);
}

void cancel_orphans(World& world, const PositionState& closed) {
    cancel_all(world, CancelReason::position_closed, {}, [&](const OrderState& order) {
        const bool is_its = order.terms.position == closed.id;
        const bool reduces_it = order.terms.reduce_only && order.terms.instrument == closed.instrument;
        return order.account == closed.account && (is_its || reduces_it);
    });
}

OrderTerms closing_terms(const PositionState& position, Lots lots) {
    OrderTerms terms;
    terms.instrument = position.instrument;
    terms.side = opposite(position.side);
    terms.lots = lots;
    terms.position = position.id;
    return terms;
}

OrderId accept_reducing(World& world, AccountId account, const OrderTerms& terms,
                        const ClientOrderId& client_order_id) {
    world.last_order = OrderId(world.last_order.value() + 1);
    const Group& group = group_of(world, world.accounts.at(account));
    const ClientQuote quote = client_quote(world.instruments.at(terms.instrument), group);
    say(world, OrderAccepted{.account = account,
                             .client_order_id = client_order_id,
                             .order = world.last_order,
                             .terms = terms,
                             .bid = quote.bid,
                             .ask = quote.ask});
    return world.last_order;
}

OrderId place_reducing(World& world, AccountId account, const OrderTerms& terms, const ClientOrderId& client_order_id,
                       Cause cause) {
    InstrumentState& instrument = world.instruments.at(terms.instrument);
    const Group& group = group_of(world, world.accounts.at(account));
    OrderState order{.id = accept_reducing(world, account, terms, client_order_id),
                     .account = account,
                     .terms = terms,
                     .leaves_lots = terms.lots};
    order.commission_posted.currency = world.accounts.at(account).terms.currency;
    const auto fills = immediate_fills(instrument, group, order, terms.lots);
    execute(world, order, fills, cause);
    settle_rest(world, order, sum_of(fills));
    return order.id;
}

void trade_at_given_price(World& world, const BareTrade& trade) {
    const PositionState& position = trade.position;
    const Group& group = group_of(world, world.accounts.at(position.account));
    const ClientQuote quote = client_quote(world.instruments.at(position.instrument), group);
    const TradeId id = next_trade(world);
    say(world, Trade{.account = position.account,
                     .trade = id,
                     .order = trade.order,
                     .position = position.id,
                     .instrument = position.instrument,
                     .side = opposite(position.side),
                     .reason = trade.reason,
                     .lots = trade.lots,
                     .price = trade.price,
                     .bid = quote.bid,
                     .ask = quote.ask,
                     .book = oldest_book(world, position.id),
                     .profit = trade.profit.in_account});
    keep_or_forget(world, position);
    const bool is_closed = position.lots == Lots();
    say_position(world, position, is_closed ? PositionChange::closed : PositionChange::reduced);
    post_profit(world, position.account, trade.profit, {.trade = id, .position = position.id});
    if (is_closed) {
        cancel_orphans(world, position);
    }
}

}  // namespace trireme::reference
