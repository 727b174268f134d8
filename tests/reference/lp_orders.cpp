#include "reference/lp_orders.hpp"

#include "model/bounds.hpp"
#include "model/hedge.hpp"
#include "reference/amounts.hpp"
#include "reference/desk.hpp"
#include "reference/hedging.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace trireme::reference {
namespace {

constexpr std::int64_t ns_per_day = 86'400'000'000'000;

using Fault = std::optional<LpReportFault>;

HedgePlace place_of(const LpOrderState& order) { return {order.instrument, order.lp}; }

bool knows(const LpOrderState& order, const LpExecutionId& execution) {
    return std::ranges::any_of(order.fills, [&](const LpFill& fill) { return fill.execution == execution; });
}

Lots left_of(const LpOrderState& order) { return Lots(order.lots.value() - order.filled.value()); }

bool can_be(const World& world, const LpOrderState& order, Lots left, Lots lots, Price price) {
    return lots > Lots() && lots <= left && is_price(price) && can_hold(world, place_of(order), order.side, lots);
}

void answer(World& world, LpOrderState& order, OrderStatus status, Timestamp made) {
    order.status = status;
    say(world, LpOrderAnswered{.lp_order = order.id, .status = status, .filled = order.filled, .made = made});
}

void lose_sight(World& world, LpOrderState& order, Timestamp made) {
    order.answer_due.reset();
    if (order.status != OrderStatus::unknown) {
        answer(world, order, OrderStatus::unknown, made);
    }
}

void end(World& world, LpOrderState& order, OrderStatus status, LpReason reason, Timestamp made, UserId by = {}) {
    order.status = status;
    order.answer_due.reset();
    order.end.reset();
    order.ended_at = world.now;
    say(world, LpOrderEnded{order.id, status, reason, order.filled, made, by});
    hedge_again(world, order);
}

void fill(World& world, LpOrderState& order, LpTradeReason reason, const LpFill& fill, const LpExecutionId& refers_to,
          Timestamp made) {
    order.fills.push_back(fill);
    order.filled = Lots(order.filled.value() + fill.lots.value());
    order.value = price_lots_from(exact(order.value) + cost_of(fill.price, fill.lots));
    LpTrade trade;
    trade.side = order.side;
    trade.reason = reason;
    trade.execution = fill.execution;
    trade.refers_to = refers_to;
    trade.lots = fill.lots;
    trade.price = fill.price;
    trade.made = made;
    trade_at_lp(world, order, trade);
}

// After fills: of a live order that has all that it will get.
void end_when_all_is_told(World& world, LpOrderState& order, Timestamp made) {
    if (order.ended_at) {
        return;
    }
    if (left_of(order) == Lots()) {
        end(world, order, OrderStatus::filled, LpReason::none, made);
    } else if (order.end && order.end->cumulative <= order.filled) {
        end(world, order, order.end->status, order.end->reason, made);
    }
}

// The LP says that it has ended so.
void hear_of_end(World& world, LpOrderState& order, const LpOrderEnd& told, Timestamp made) {
    if (told.cumulative > order.filled) {
        order.end = told;
        lose_sight(world, order, made);
    } else if (left_of(order) == Lots()) {
        end(world, order, OrderStatus::filled, told.reason, made);
    } else {
        end(world, order, told.status, told.reason, made);
    }
}

Fault hear_of_fill(World& world, LpOrderState& order, const ReportLpOrder& report) {
    if (report.execution.empty()) {
        return LpReportFault::impossible;
    }
    if (knows(order, report.execution)) {
        return LpReportFault::repeated;
    }
    const LpFill told{.execution = report.execution, .lots = report.lots, .price = report.price};
    const bool may_be_counted = report.cumulative == Lots() || report.cumulative <= order.filled;
    if (report.lots > Lots() && report.lots <= order.told_by_status && may_be_counted) {
        order.told_by_status = Lots(order.told_by_status.value() - report.lots.value());
        order.fills.push_back(told);
        return LpReportFault::repeated;
    }
    if (!can_be(world, order, left_of(order), report.lots, report.price)) {
        return LpReportFault::impossible;
    }
    fill(world, order, order.ended_at ? LpTradeReason::late_fill : LpTradeReason::fill, told, {}, report.made);
    end_when_all_is_told(world, order, report.made);
    return std::nullopt;
}

Fault hear_of_mistake(World& world, LpOrderState& order, const ReportLpOrder& report) {
    const auto wrong = std::ranges::find(order.fills, report.refers_to, &LpFill::execution);
    if (report.execution.empty() || report.refers_to.empty() || wrong == order.fills.end()) {
        return LpReportFault::impossible;
    }
    if (wrong->is_taken_back || knows(order, report.execution)) {
        return LpReportFault::repeated;
    }
    const bool corrects = report.kind == LpReportKind::corrected;
    const Lots left(left_of(order).value() + wrong->lots.value());
    if (corrects && !can_be(world, order, left, report.lots, report.price)) {
        return LpReportFault::impossible;
    }
    if (!can_hold(world, place_of(order), opposite(order.side), wrong->lots)) {
        return LpReportFault::impossible;
    }
    wrong->is_taken_back = true;
    order.filled = Lots(order.filled.value() - wrong->lots.value());
    order.value = price_lots_from(exact(order.value) - cost_of(wrong->price, wrong->lots));
    LpTrade back;
    back.side = opposite(order.side);
    back.reason = LpTradeReason::bust;
    back.execution = report.execution;
    back.refers_to = report.refers_to;
    back.lots = wrong->lots;
    back.price = wrong->price;
    back.made = report.made;
    trade_at_lp(world, order, back);
    if (corrects) {
        fill(world, order, LpTradeReason::correction,
             {.execution = report.execution, .lots = report.lots, .price = report.price}, report.refers_to,
             report.made);
    } else {
        order.fills.push_back({.execution = report.execution, .is_taken_back = true});
    }
    end_when_all_is_told(world, order, report.made);
    return std::nullopt;
}

// lp.status: what makes the average of all what the LP says it is.
std::optional<Price> price_of_rest(const LpOrderState& order, const ReportLpOrder& report) {
    const Integer value = cost_of(report.price, report.cumulative) - exact(order.value);
    const Integer price = half_even(value, report.cumulative.value() - order.filled.value());
    return price > 0 && price <= price_max.value() ? std::optional(Price(bounded_64(price))) : std::nullopt;
}

bool is_an_end(OrderStatus status) {
    switch (status) {
        case OrderStatus::filled:
        case OrderStatus::rejected:
        case OrderStatus::cancelled:
        case OrderStatus::expired: return true;
        default: return false;
    }
}

Fault hear_answer(World& world, LpOrderState& order, const ReportLpOrder& report) {
    if (order.ended_at) {
        return LpReportFault::out_of_turn;
    }
    if (report.cumulative < order.filled || report.cumulative > order.lots) {
        return LpReportFault::impossible;
    }
    const Lots missing(report.cumulative.value() - order.filled.value());
    if (missing > Lots() && is_price(report.price)) {
        const auto price = price_of_rest(order, report);
        if (price && can_be(world, order, left_of(order), missing, *price)) {
            order.told_by_status = Lots(order.told_by_status.value() + missing.value());
            fill(world, order, LpTradeReason::told_by_status, {.lots = missing, .price = *price}, {}, report.made);
        }
    }
    if (is_an_end(report.status) || report.cumulative == order.lots) {
        hear_of_end(world, order, {report.status, report.reason, report.cumulative}, report.made);
    } else if (order.status != OrderStatus::accepted) {
        order.answer_due = world.now.plus(world.lps.at(order.lp).terms.answer_within);
        answer(world, order, OrderStatus::accepted, report.made);
    }
    return std::nullopt;
}

// Rejected, cancelled, expired.
Fault hear_end(World& world, LpOrderState& order, OrderStatus status, const ReportLpOrder& report) {
    if (order.ended_at || order.end || report.cumulative > order.lots) {
        return LpReportFault::out_of_turn;
    }
    hear_of_end(world, order, {status, report.reason, report.cumulative}, report.made);
    return std::nullopt;
}

Fault hear(World& world, LpOrderState& order, const ReportLpOrder& report) {
    switch (report.kind) {
        case LpReportKind::accepted:
            if (order.status != OrderStatus::pending) {
                return LpReportFault::out_of_turn;
            }
            answer(world, order, OrderStatus::accepted, report.made);
            return std::nullopt;
        case LpReportKind::filled: return hear_of_fill(world, order, report);
        case LpReportKind::rejected: return hear_end(world, order, OrderStatus::rejected, report);
        case LpReportKind::cancelled: return hear_end(world, order, OrderStatus::cancelled, report);
        case LpReportKind::expired: return hear_end(world, order, OrderStatus::expired, report);
        case LpReportKind::busted:
        case LpReportKind::corrected: return hear_of_mistake(world, order, report);
        case LpReportKind::status: return hear_answer(world, order, report);
        case LpReportKind::unknown:
            if (order.ended_at || order.filled != Lots()) {
                return LpReportFault::out_of_turn;
            }
            end(world, order, OrderStatus::rejected, LpReason::not_found, report.made);
            return std::nullopt;
        case LpReportKind::replaced:
        case LpReportKind::cancel_rejected:
        case LpReportKind::replace_rejected: break;
    }
    return LpReportFault::out_of_turn;
}

// The order whose answer is due first, the lowest id of those at the same time.
std::optional<LpOrderId> first_unanswered(const World& world) {
    std::optional<LpOrderId> first;
    for (const auto& [id, order] : world.lp_orders) {
        if (order.answer_due && (!first || *order.answer_due < *world.lp_orders.at(*first).answer_due)) {
            first = id;
        }
    }
    return first;
}

std::optional<HedgePlace> first_to_wake(const World& world) {
    std::optional<HedgePlace> first;
    for (const auto& [place, hedge] : world.hedges) {
        const bool is_to_come = hedge.not_before && !hedge.waits && order_under_way(world, place) == nullptr;
        if (is_to_come && (!first || *hedge.not_before < *world.hedges.at(*first).not_before)) {
            first = place;
        }
    }
    return first;
}

// lp.memory: the earliest ended first.
void forget_old(World& world) {
    std::set<std::pair<Timestamp, LpOrderId>> ended;
    for (const auto& [id, order] : world.lp_orders) {
        if (order.ended_at) {
            ended.emplace(*order.ended_at, id);
        }
    }
    std::size_t left = ended.size();
    for (const auto& [time, id] : ended) {
        if (time.plus(Duration::nanoseconds(ns_per_day)) <= world.now || left >= ended_lp_orders_max) {
            world.lp_orders.erase(id);
            --left;
        }
    }
}

}  // namespace

void place_lp_order(World& world, const LpOrderDraft& draft) {
    forget_old(world);
    world.last_lp_order = LpOrderId(world.last_lp_order.value() + 1);
    const InstrumentState& instrument = world.instruments.at(draft.instrument);
    LpOrderState order{.id = world.last_lp_order,
                       .lp = draft.lp,
                       .instrument = draft.instrument,
                       .side = draft.side,
                       .lots = draft.lots,
                       .answer_due = world.now.plus(world.lps.at(draft.lp).terms.answer_within)};
    say(world, LpOrderPlaced{.lp_order = order.id,
                             .lp = draft.lp,
                             .instrument = draft.instrument,
                             .side = draft.side,
                             .order_type = draft.price ? LpOrderType::limit : LpOrderType::market,
                             .lots = draft.lots,
                             .price = draft.price,
                             .bid = instrument.bid,
                             .ask = instrument.ask,
                             .wanted = draft.wanted,
                             .held = draft.held});
    world.lp_orders.emplace(order.id, std::move(order));
}

bool has_live_lp_order(const World& world, InstrumentId instrument) {
    return std::ranges::any_of(world.lp_orders, [&](const auto& entry) {
        return entry.second.instrument == instrument && !entry.second.ended_at;
    });
}

std::optional<Timestamp> next_lp_timer(const World& world) {
    std::optional<Timestamp> next;
    if (const auto order = first_unanswered(world)) {
        next = world.lp_orders.at(*order).answer_due;
    }
    if (const auto place = first_to_wake(world)) {
        const Timestamp time = *world.hedges.at(*place).not_before;
        next = next ? std::min(*next, time) : time;
    }
    return next;
}

void do_lp_timer(World& world, Timestamp due) {
    const auto order = first_unanswered(world);
    if (order && world.lp_orders.at(*order).answer_due == due) {
        lose_sight(world, world.lp_orders.at(*order), Timestamp());
    } else {
        world.hedges.at(*first_to_wake(world)).is_due = true;
    }
}

Objection perform_for_desk(World& world, const ReportLpOrder& report) {
    const auto found = world.lp_orders.find(report.lp_order);
    const bool is_theirs = found != world.lp_orders.end() && found->second.lp == report.lp;
    const Fault fault = is_theirs ? hear(world, found->second, report) : LpReportFault::unknown_order;
    if (fault) {
        say(world, LpReportIgnored{.lp = report.lp,
                                   .lp_order = report.lp_order,
                                   .kind = report.kind,
                                   .fault = *fault,
                                   .execution = report.execution,
                                   .lots = report.lots,
                                   .price = report.price});
    }
    return std::nullopt;
}

Objection perform_for_desk(World& world, const ResolveLpOrder& command) {
    const auto found = world.lp_orders.find(command.lp_order);
    if (found == world.lp_orders.end() || found->second.status != OrderStatus::unknown) {
        return reject(RejectCode::unknown_lp_order, {.asked_count = command.lp_order.value()});
    }
    if (command.by == UserId()) {
        return reject(RejectCode::unnamed_person);
    }
    LpOrderState& order = found->second;
    if (command.cumulative < order.filled || command.cumulative > order.lots) {
        return reject_field(RejectCode::invalid_field, FieldName("cumulative"));
    }
    const Lots missing(command.cumulative.value() - order.filled.value());
    if (missing > Lots()) {
        if (!can_be(world, order, left_of(order), missing, command.price)) {
            return reject_field(RejectCode::invalid_field, FieldName("price"));
        }
        order.told_by_status = Lots(order.told_by_status.value() + missing.value());
        fill(world, order, LpTradeReason::dealer, {.lots = missing, .price = command.price}, {}, Timestamp());
    }
    const bool is_whole = left_of(order) == Lots();
    end(world, order, is_whole ? OrderStatus::filled : OrderStatus::cancelled, LpReason::none, Timestamp(), command.by);
    return std::nullopt;
}

}  // namespace trireme::reference
