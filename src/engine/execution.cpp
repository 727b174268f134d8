#include "engine/execution.hpp"

#include "engine/amounts.hpp"
#include "engine/order_end.hpp"
#include "engine/reservation.hpp"
#include "engine/routed_volumes.hpp"
#include "engine/trailing.hpp"

#include <initializer_list>

namespace trireme::engine {
namespace {

Price slippage(Side side, Price price, std::optional<Price> asked) {
    if (!asked) {
        return Price();
    }
    const std::int64_t above = price.value() - asked->value();
    return Price(side == Side::buy ? above : -above);
}

void post_trade(Books& books, AccountRecord& account, const PlannedTrade& planned, TradeId trade, PositionId position) {
    const auto post = [&](TransactionKind kind, std::initializer_list<Leg> legs) {
        books.post(account, kind, legs, trade, position);
    };
    using enum LedgerAccountKind;
    const Money profit = planned.profit;
    const Money in_quote = planned.profit_in_quote;
    if (planned.closes != nullptr && profit.minor_units != 0) {
        if (profit.currency == in_quote.currency) {
            post(TransactionKind::trade, {{cash, profit}, {trading_pnl, negative(profit)}});
        } else {  // passes through conversion (ledger.conversion)
            post(TransactionKind::trade, {{cash, profit},
                                          {conversion, negative(profit)},
                                          {conversion, in_quote},
                                          {trading_pnl, negative(in_quote)}});
        }
    }
    if (const Money& markup = planned.markup; markup.minor_units != 0) {
        post(TransactionKind::markup, {{markup_revenue, markup}, {trading_pnl, negative(markup)}});
    }
    if (const Money& charged = planned.commission; charged.minor_units != 0) {
        post(TransactionKind::commission, {{cash, negative(charged)}, {commission, charged}});
    }
}

// What a trade takes is gone until the next book update, and so is a level of which nothing is left.
void take_from_book(InstrumentRecord& instrument, const Group& group, Side side, const PlannedTrade& planned) {
    BookSide& levels = side == Side::buy ? instrument.asks : instrument.bids;
    const Price markup = markup_of(instrument.terms, group);
    BookSide left;
    for (BookLevel level : levels) {
        if (entry_price(side, client_quote(level.price, level.price, markup)) == planned.price) {
            level.lots = Lots(level.lots.value() - planned.lots.value());
        }
        if (level.lots > Lots()) {
            left.push_back(level);
        }
    }
    levels = left;
}

// The position that a trade opens or increases: the order's own, on a netting account the only one.
PositionRecord& opened_position(Books& books, const Execution& execution, const PlannedTrade& planned,
                                PositionChange& change) {
    auto& [account, holding, order, reason, asked] = execution;
    PositionRecord* position = nullptr;
    if (account.is_netting()) {
        position = holding.positions.first();
    } else if (order.position) {
        position = books.find(*order.position);
    }
    change = position != nullptr ? PositionChange::increased : PositionChange::opened;
    if (position == nullptr) {
        books.last_position = PositionId(books.last_position.value() + 1);
        position = &books.add_position({.id = books.last_position,
                                        .account = account.id,
                                        .instrument = holding.instrument->id,
                                        .side = order.terms.side,
                                        .opened_at = books.now,
                                        .commission_posted = {0, account.currency()}},
                                       holding);
    }
    const bool replaces = (account.is_netting() || change == PositionChange::opened) && !order.terms.protection.empty();
    order.position = position->id;
    position->lots = Lots(position->lots.value() + planned.lots.value());
    position->cost = plus(position->cost, planned.cost);
    count_in(*position, planned.lots, planned.cost);
    if (replaces) {
        protect(books, *position, order.terms.protection);
    }
    return *position;
}

void reduce_position(PositionRecord& position, const PlannedTrade& planned) {
    count_out(position, planned.lots, planned.cost);
    position.lots = Lots(position.lots.value() - planned.lots.value());
    position.cost = minus(position.cost, planned.cost);
    position.commission_exact = planned.commission_exact;
    position.commission_posted += planned.commission.minor_units;
}

TradeId emit_trade(Books& books, const Execution& execution, const PlannedTrade& planned, PositionId position,
                   Book book) {
    const OrderState& order = execution.order;
    const InstrumentRecord& instrument = *execution.holding.instrument;
    books.last_trade = TradeId(books.last_trade.value() + 1);
    const ClientQuote quote = client_quote(instrument, *execution.account.group);
    books.emit_filled<Trade>(execution.account, [&](Trade& trade) {
        trade.trade = books.last_trade;
        trade.order = order.id;
        trade.position = position;
        trade.instrument = instrument.id;
        trade.side = order.terms.side;
        trade.opens = planned.closes == nullptr;
        trade.reason = execution.reason;
        trade.lots = planned.lots;
        trade.price = planned.price;
        trade.bid = quote.bid;
        trade.ask = quote.ask;
        trade.slippage = slippage(order.terms.side, planned.price, execution.asked);
        trade.leaves_lots = order.leaves_lots;
        trade.book = book;
        if (planned.closes != nullptr) {
            trade.profit = planned.profit;
        }
    });
    return books.last_trade;
}

void execute_opening(Books& books, const Execution& execution, const PlannedTrade& planned) {
    PositionChange change{};
    PositionRecord& position = opened_position(books, execution, planned, change);
    OrderState& order = execution.order;
    order.commission_exact = planned.commission_exact;
    order.commission_posted.minor_units += planned.commission.minor_units;
    take_in(books, position, order.route, planned.lots, Lots(position.lots.value() - planned.lots.value()));
    const TradeId trade = emit_trade(books, execution, planned, position.id, order.route.book);
    emit_position(books, position, change);
    post_trade(books, execution.account, planned, trade, position.id);
}

void execute_closing(Books& books, const Execution& execution, const PlannedTrade& planned) {
    PositionRecord& position = *planned.closes;
    execution.order.position = position.id;
    const Book book = oldest_book(position);
    reduce_position(position, planned);
    take_out(books, position, planned.lots);
    const TradeId trade = emit_trade(books, execution, planned, position.id, book);
    const bool is_closed = position.lots == Lots();
    emit_position(books, position, is_closed ? PositionChange::closed : PositionChange::reduced);
    post_trade(books, execution.account, planned, trade, position.id);
    if (is_closed) {
        const PositionId id = position.id;
        books.remove_position(position);
        cancel_orphans(books, execution.account, execution.holding, id, execution.order.id);
    }
}

}  // namespace

void execute(Books& books, const Execution& execution, const TradePlan& plan) {
    books.touch(execution.account);
    for (const PlannedTrade& planned : plan.trades) {
        OrderState& order = execution.order;
        order.leaves_lots = Lots(order.leaves_lots.value() - planned.lots.value());
        InstrumentRecord& instrument = *execution.holding.instrument;
        if (plan.is_in_market && instrument.terms.fill_mode == FillMode::depth) {
            take_from_book(instrument, *execution.account.group, order.terms.side, planned);
        }
        if (planned.closes != nullptr) {
            execute_closing(books, execution, planned);
        } else {
            execute_opening(books, execution, planned);
        }
    }
}

OrderState accept_closing_order(Books& books, PositionRecord& position, Lots lots,
                                const ClientOrderId& client_order_id) {
    AccountRecord& account = *position.holding->account;
    const InstrumentRecord& instrument = *position.holding->instrument;
    books.last_order = OrderId(books.last_order.value() + 1);
    OrderState order{.id = books.last_order, .account = account.id, .leaves_lots = lots};
    order.terms = {.instrument = instrument.id,
                   .side = opposite(position.side),
                   .type = OrderType::market,
                   .lots = lots,
                   .position = position.id};
    order.commission_posted.currency = account.currency();
    const ClientQuote quote = client_quote(instrument, *account.group);
    books.emit(account, OrderAccepted{.client_order_id = client_order_id,
                                      .order = order.id,
                                      .terms = order.terms,
                                      .bid = quote.bid,
                                      .ask = quote.ask});
    return order;
}

bool close_at_market(Books& books, PositionRecord& position, Lots lots, TradeReason reason,
                     std::optional<Price> asked) {
    Holding& holding = *position.holding;
    AccountRecord& account = *holding.account;
    const Side side = opposite(position.side);
    const Fills fills = fills_for(*holding.instrument, *account.group, side, lots, std::nullopt);
    if (fills.empty()) {
        return false;
    }
    OrderState order = accept_closing_order(books, position, lots, ClientOrderId());
    TradePlan plan;
    plan_trades(books, account, *holding.instrument, &holding, order, fills, plan);
    execute(books, {account, holding, order, reason, asked}, plan);
    if (order.leaves_lots > Lots()) {
        books.emit(account, OrderCancelled{.order = order.id,
                                           .reason = CancelReason::immediate_or_cancel,
                                           .leaves_lots = order.leaves_lots});
    }
    return true;
}

void emit_position(Books& books, PositionRecord& position, PositionChange change) {
    books.emit_filled<PositionChanged>(*position.holding->account, [&](PositionChanged& changed) {
        changed.position = position.id;
        changed.instrument = position.holding->instrument->id;
        changed.side = position.side;
        changed.change = change;
        changed.lots = position.lots;
        changed.cost = position.cost;
        if (position.guards != nullptr) {
            changed.protection = position.guards->protection;
            changed.trailing_stop = position.guards->trailing_stop;
        }
    });
}

}  // namespace trireme::engine
