#include "engine/lp_orders.hpp"

#include "base/integer.hpp"
#include "engine/amounts.hpp"
#include "engine/hedging.hpp"
#include "engine/rejection.hpp"
#include "model/bounds.hpp"
#include "model/hedge.hpp"

#include <algorithm>
#include <utility>

namespace trireme::engine {
namespace {

constexpr Duration remembered_for = Duration::seconds(24 * 60 * 60);

bool has_ended(const LpOrderState& order) { return order.ended_at.has_value(); }

bool is_end(OrderStatus status) {
    return status == OrderStatus::filled || status == OrderStatus::rejected || status == OrderStatus::cancelled ||
           status == OrderStatus::expired;
}

HedgeKey key_of(const LpOrderState& order) { return {order.instrument, order.lp}; }

LpFill* fill_named(LpOrderState& order, const LpExecutionId& execution) {
    const auto found = std::ranges::find(order.fills, execution, &LpFill::execution);
    return found == order.fills.end() ? nullptr : &*found;
}

void ignore(Books& books, const ReportLpOrder& report, LpReportFault fault) {
    books.emit(LpReportIgnored{.lp = report.lp,
                               .lp_order = report.lp_order,
                               .kind = report.kind,
                               .fault = fault,
                               .execution = report.execution,
                               .lots = report.lots,
                               .price = report.price});
}

void await_no_answer(Books& books, LpOrderState& order) {
    if (order.answer_due) {
        books.hedges.answers.erase({*order.answer_due, order.id});
        order.answer_due.reset();
    }
}

void end(Books& books, LpOrderState& order, OrderStatus status, LpReason reason, Timestamp made, UserId by) {
    await_no_answer(books, order);
    order.status = status;
    order.end.reset();
    order.ended_at = books.now;
    books.hedges.endings.insert({books.now, order.id});
    books.emit(LpOrderEnded{
        .lp_order = order.id, .status = status, .reason = reason, .filled = order.filled, .made = made, .by = by});
    end_hedge_order(books, order);
}

void await_answer(Books& books, LpOrderState& order) {
    order.answer_due = books.now.plus(books.find(order.lp)->terms.answer_within);
    books.hedges.answers.insert({*order.answer_due, order.id});
}

void become_unknown(Books& books, LpOrderState& order, Timestamp made) {
    await_no_answer(books, order);
    if (order.status != OrderStatus::unknown) {
        order.status = OrderStatus::unknown;
        books.emit(LpOrderAnswered{
            .lp_order = order.id, .status = OrderStatus::unknown, .filled = order.filled, .made = made});
    }
}

// Whole, or as far as the LP said that it would be.
void end_if_told_whole(Books& books, LpOrderState& order, Timestamp made) {
    if (has_ended(order)) {
        return;
    }
    if (order.filled == order.lots) {
        end(books, order, OrderStatus::filled, LpReason::none, made, UserId());
    } else if (order.end && order.filled >= order.end->cumulative) {
        end(books, order, order.end->status, order.end->reason, made, UserId());
    }
}

// lp.ended: an end of which fills are missing waits for them.
void take_end(Books& books, LpOrderState& order, const LpOrderEnd& told, Timestamp made) {
    if (told.cumulative <= order.filled) {
        end(books, order, order.filled == order.lots ? OrderStatus::filled : told.status, told.reason, made, UserId());
        return;
    }
    order.end = told;
    become_unknown(books, order, made);
}

void trade(Books& books, LpOrderState& order, LpTradeReason reason, const LpFill& fill, const ReportLpOrder& report) {
    order.filled = Lots(order.filled.value() + fill.lots.value());
    order.value = plus(order.value, multiply(fill.price, fill.lots));
    order.fills.push_back(fill);
    book_lp_trade(books, order,
                  {.side = order.side,
                   .reason = reason,
                   .execution = fill.execution,
                   .refers_to = reason == LpTradeReason::correction ? report.refers_to : LpExecutionId(),
                   .lots = fill.lots,
                   .price = fill.price,
                   .made = report.made});
}

// What is not to be believed of lots and price, of a fill that comes on top of `filled`.
bool is_possible(const Books& books, const LpOrderState& order, Lots filled, Lots lots, Price price) {
    return lots > Lots() && is_price(price) && lots.value() <= order.lots.value() - filled.value() &&
           can_hold(books, key_of(order), order.side, lots);
}

void take_fill(Books& books, LpOrderState& order, const ReportLpOrder& report) {
    if (report.execution.empty() || fill_named(order, report.execution) != nullptr) {
        ignore(books, report, report.execution.empty() ? LpReportFault::impossible : LpReportFault::repeated);
        return;
    }
    const bool is_counted = report.cumulative == Lots() || report.cumulative <= order.filled;
    if (report.lots > Lots() && report.lots <= order.told_by_status && is_counted) {
        // An answer to a question has told of it: it gets its name, and nothing more comes of it.
        order.told_by_status = Lots(order.told_by_status.value() - report.lots.value());
        order.fills.push_back({.execution = report.execution, .lots = report.lots, .price = report.price});
        ignore(books, report, LpReportFault::repeated);
        return;
    }
    if (!is_possible(books, order, order.filled, report.lots, report.price)) {
        ignore(books, report, LpReportFault::impossible);
        return;
    }
    const LpTradeReason reason = has_ended(order) ? LpTradeReason::late_fill : LpTradeReason::fill;
    trade(books, order, reason, {.execution = report.execution, .lots = report.lots, .price = report.price}, report);
    end_if_told_whole(books, order, report.made);
}

void take_back(Books& books, LpOrderState& order, LpFill& fill, const ReportLpOrder& report) {
    fill.is_taken_back = true;
    order.filled = Lots(order.filled.value() - fill.lots.value());
    order.value = minus(order.value, multiply(fill.price, fill.lots));
    book_lp_trade(books, order,
                  {.side = opposite(order.side),
                   .reason = LpTradeReason::bust,
                   .execution = report.execution,
                   .refers_to = fill.execution,
                   .lots = fill.lots,
                   .price = fill.price,
                   .made = report.made});
}

// lp.bust and lp.correction
void take_bust(Books& books, LpOrderState& order, const ReportLpOrder& report) {
    LpFill* const wrong = fill_named(order, report.refers_to);
    if (report.execution.empty() || report.refers_to.empty() || wrong == nullptr) {
        ignore(books, report, LpReportFault::impossible);
        return;
    }
    if (wrong->is_taken_back || fill_named(order, report.execution) != nullptr) {
        ignore(books, report, LpReportFault::repeated);
        return;
    }
    const Lots without(order.filled.value() - wrong->lots.value());
    const bool corrects = report.kind == LpReportKind::corrected;
    if ((corrects && !is_possible(books, order, without, report.lots, report.price)) ||
        !can_hold(books, key_of(order), opposite(order.side), wrong->lots)) {
        ignore(books, report, LpReportFault::impossible);
        return;
    }
    take_back(books, order, *wrong, report);
    if (corrects) {
        trade(books, order, LpTradeReason::correction,
              {.execution = report.execution, .lots = report.lots, .price = report.price}, report);
    } else {
        order.fills.push_back({.execution = report.execution, .is_taken_back = true});
    }
    end_if_told_whole(books, order, report.made);
}

// The price of what is missing, by the average of all; nothing where that is no price.
std::optional<Price> price_of_missing(const LpOrderState& order, Lots cumulative, Price average) {
    const PriceLots missing = minus(multiply(average, cumulative), order.value);
    const Int128 price = divide_half_even(missing.value(), cumulative.value() - order.filled.value());
    return price > 0 && price <= price_max.value() ? std::optional(Price(static_cast<std::int64_t>(price)))
                                                   : std::nullopt;
}

// lp.status: books what an answer tells of beyond all fills, where it can.
bool catch_up(Books& books, LpOrderState& order, Lots cumulative, Price average, LpTradeReason reason,
              const ReportLpOrder& report) {
    const Lots missing(cumulative.value() - order.filled.value());
    const auto price = price_of_missing(order, cumulative, average);
    if (!price || !is_possible(books, order, order.filled, missing, *price)) {
        return false;
    }
    order.told_by_status = Lots(order.told_by_status.value() + missing.value());
    trade(books, order, reason, {.lots = missing, .price = *price}, report);
    return true;
}

void take_status(Books& books, LpOrderState& order, const ReportLpOrder& report) {
    if (has_ended(order) || report.cumulative < order.filled || report.cumulative > order.lots) {
        ignore(books, report, has_ended(order) ? LpReportFault::out_of_turn : LpReportFault::impossible);
        return;
    }
    if (report.cumulative > order.filled && is_price(report.price)) {
        catch_up(books, order, report.cumulative, report.price, LpTradeReason::told_by_status, report);
    }
    if (is_end(report.status) || report.cumulative == order.lots) {
        take_end(books, order, {report.status, report.reason, report.cumulative}, report.made);
        return;
    }
    if (order.status != OrderStatus::accepted) {
        await_no_answer(books, order);
        await_answer(books, order);
        order.status = OrderStatus::accepted;
        books.emit(LpOrderAnswered{
            .lp_order = order.id, .status = OrderStatus::accepted, .filled = order.filled, .made = report.made});
    }
}

void take_acceptance(Books& books, LpOrderState& order, const ReportLpOrder& report) {
    if (order.status != OrderStatus::pending) {
        ignore(books, report, LpReportFault::out_of_turn);
        return;
    }
    order.status = OrderStatus::accepted;
    books.emit(LpOrderAnswered{
        .lp_order = order.id, .status = OrderStatus::accepted, .filled = order.filled, .made = report.made});
}

OrderStatus status_of(LpReportKind kind) {
    switch (kind) {
        case LpReportKind::cancelled: return OrderStatus::cancelled;
        case LpReportKind::expired: return OrderStatus::expired;
        default: return OrderStatus::rejected;
    }
}

// The LP knows of no such order: so it never came there.
void take_unknown(Books& books, LpOrderState& order, const ReportLpOrder& report) {
    if (has_ended(order) || order.filled > Lots()) {
        ignore(books, report, LpReportFault::out_of_turn);
        return;
    }
    end(books, order, OrderStatus::rejected, LpReason::not_found, report.made, UserId());
}

void take(Books& books, LpOrderState& order, const ReportLpOrder& report) {
    switch (report.kind) {
        case LpReportKind::accepted: take_acceptance(books, order, report); return;
        case LpReportKind::filled: take_fill(books, order, report); return;
        case LpReportKind::rejected:
        case LpReportKind::cancelled:
        case LpReportKind::expired:
            if (has_ended(order) || order.end || report.cumulative > order.lots) {
                ignore(books, report, LpReportFault::out_of_turn);
                return;
            }
            take_end(books, order, {status_of(report.kind), report.reason, report.cumulative}, report.made);
            return;
        case LpReportKind::busted:
        case LpReportKind::corrected: take_bust(books, order, report); return;
        case LpReportKind::status: take_status(books, order, report); return;
        case LpReportKind::unknown: take_unknown(books, order, report); return;
        case LpReportKind::replaced:
        case LpReportKind::cancel_rejected:
        case LpReportKind::replace_rejected: break;
    }
    ignore(books, report, LpReportFault::out_of_turn);
}

// lp.memory
void forget_old(Books& books) {
    auto& endings = books.hedges.endings;
    while (!endings.empty() &&
           (endings.begin()->first.plus(remembered_for) <= books.now || endings.size() >= ended_lp_orders_max)) {
        books.hedges.orders.erase(endings.begin()->second);
        endings.erase(endings.begin());
    }
}

}  // namespace

LpOrderId place_lp_order(Books& books, const LpOrderWish& wish) {
    forget_old(books);
    Hedges& hedges = books.hedges;
    hedges.last_order = LpOrderId(hedges.last_order.value() + 1);
    const LpOrderId id = hedges.last_order;
    LpOrderState order{.id = id, .lp = wish.lp, .instrument = wish.instrument, .side = wish.side, .lots = wish.lots};
    await_answer(books, order);
    hedges.orders.emplace(id, std::move(order));
    const InstrumentRecord& instrument = *books.find(wish.instrument);
    books.emit(LpOrderPlaced{.lp_order = id,
                             .lp = wish.lp,
                             .instrument = wish.instrument,
                             .side = wish.side,
                             .order_type = wish.price ? LpOrderType::limit : LpOrderType::market,
                             .lots = wish.lots,
                             .price = wish.price,
                             .bid = instrument.bid,
                             .ask = instrument.ask,
                             .wanted = wish.wanted,
                             .held = wish.held});
    return id;
}

void take_report(Books& books, const ReportLpOrder& report) {
    const auto found = books.hedges.orders.find(report.lp_order);
    if (found == books.hedges.orders.end() || found->second.lp != report.lp) {
        ignore(books, report, LpReportFault::unknown_order);
        return;
    }
    take(books, found->second, report);
}

std::optional<Rejection> resolve_lp_order(Books& books, const ResolveLpOrder& request) {
    const auto found = books.hedges.orders.find(request.lp_order);
    if (found == books.hedges.orders.end() || found->second.status != OrderStatus::unknown) {
        return Rejection{RejectCode::unknown_lp_order, {.asked_count = request.lp_order.value()}};
    }
    if (request.by == UserId()) {
        return Rejection{RejectCode::unnamed_person, {}};
    }
    LpOrderState& order = found->second;
    const Lots missing(request.cumulative.value() - order.filled.value());
    if (missing < Lots() || request.cumulative > order.lots) {
        return invalid_field(FieldName("cumulative"));
    }
    if (missing > Lots()) {
        if (!is_possible(books, order, order.filled, missing, request.price)) {
            return invalid_field(FieldName("price"));
        }
        order.told_by_status = Lots(order.told_by_status.value() + missing.value());
        trade(books, order, LpTradeReason::dealer, {.lots = missing, .price = request.price}, {});
    }
    const bool is_whole = order.filled == order.lots;
    end(books, order, is_whole ? OrderStatus::filled : OrderStatus::cancelled, LpReason::none, Timestamp(), request.by);
    return std::nullopt;
}

bool has_live_lp_order(const Books& books, InstrumentId instrument) {
    return std::ranges::any_of(books.hedges.orders, [&](const auto& known) {
        return known.second.instrument == instrument && !has_ended(known.second);
    });
}

void forget_lp_orders(Books& books, InstrumentId instrument) {
    std::erase_if(books.hedges.endings,
                  [&](const auto& ending) { return books.hedges.orders.at(ending.second).instrument == instrument; });
    std::erase_if(books.hedges.orders, [&](const auto& known) { return known.second.instrument == instrument; });
}

void lose_sight_of_first(Books& books) {
    become_unknown(books, books.hedges.orders.at(books.hedges.answers.begin()->second), Timestamp());
}

}  // namespace trireme::engine
