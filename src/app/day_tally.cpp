#include "app/day_tally.hpp"

#include "base/assert.hpp"
#include "explain/reject_reason.hpp"

#include <variant>

namespace trireme::app {
namespace {

OrderKind kind_of(OrderType type) {
    switch (type) {
        case OrderType::market: return OrderKind::market;
        case OrderType::limit: return OrderKind::limit;
        case OrderType::stop: return OrderKind::stop;
        case OrderType::stop_limit: return OrderKind::stop_limit;
        case OrderType::trailing_stop: break;
    }
    return OrderKind::trailing_stop;
}

// The engine places orders of its own to close what protection, stop-outs, close-bys and splits close.
bool is_of_engine(TradeReason reason) { return reason != TradeReason::client && reason != TradeReason::triggered; }

}  // namespace

void DayTally::on_event(const explain::LoggedEvent& logged) {
    situation_.on_event(logged.event);
    std::visit(
        [&]<class T>(const T& event) {
            if constexpr (requires { this->count(event); }) {
                count(event);
            } else if constexpr (std::same_as<T, Rejected>) {
                count_reject(logged, event);
            } else if constexpr (std::same_as<T, OrderModified>) {
                modified += 1;
            } else if constexpr (std::same_as<T, OrderTriggered>) {
                triggered += 1;
            } else if constexpr (std::same_as<T, PositionChanged>) {
                positions_opened += event.change == PositionChange::opened ? 1U : 0U;
            } else if constexpr (std::same_as<T, MarginCallChanged>) {
                margin_calls += event.called ? 1U : 0U;
            } else if constexpr (std::same_as<T, WithdrawalRequested>) {
                withdrawals_requested += 1;
            } else if constexpr (std::same_as<T, WithdrawalDecided>) {
                (event.approved ? withdrawals_paid : withdrawals_returned) += 1;
            } else if constexpr (std::same_as<T, RolloverDone>) {
                rollovers += 1;
            }
        },
        logged.event);
}

void DayTally::count(const OrderAccepted& event) {
    const OrderKind kind = kind_of(event.terms.type);
    orders[kind].accepted += 1;
    times_in_force[event.terms.time_in_force] += 1;
    live_.emplace(event.order, LiveKind{kind, event.terms.time_in_force});
    // Of a pair the first names the second before that has come.
    oco_pairs += (event.oco && event.order < *event.oco) ? 1U : 0U;
    const Protection& protection = event.terms.protection;
    brackets += (protection.stop_loss && protection.take_profit) ? 1U : 0U;
}

void DayTally::count(const Trade& event) {
    trades += 1;
    if (!event.opens) {
        closing_trades[event.reason] += 1;
    }
    if (const auto live = live_.find(event.order);
        live != live_.end() && is_of_engine(event.reason) && live->second.kind != OrderKind::exit) {
        orders[live->second.kind].accepted -= 1;
        times_in_force[live->second.time_in_force] -= 1;
        live->second.kind = OrderKind::exit;
        orders[OrderKind::exit].accepted += 1;
    }
    if (event.leaves_lots == Lots()) {
        end(event.order).filled += 1;
    }
}

void DayTally::count(const OrderCancelled& event) {
    end(event.order).cancelled += 1;
    cancels[event.reason] += 1;
}

void DayTally::count(const OrderExpired& event) { end(event.order).expired += 1; }

void DayTally::count(const TransactionPosted& event) {
    for (const Posting& posting : event.postings) {
        const Currency currency = posting.amount.currency;
        postings[{posting.account, currency}] += posting.amount.minor_units;
        if (is_clients(posting.account)) {
            transactions[{event.kind, currency}].clients += posting.amount.minor_units;
        }
    }
    transactions[{event.kind, event.postings.begin()->amount.currency}].count += 1;
}

void DayTally::count(const StopOut& event) {
    const bool closes = event.step == StopOutStep::close_position || event.step == StopOutStep::close_pair;
    if (closes) {
        stop_out_closes += 1;
        stopped_out.insert(event.account);
    }
}

void DayTally::count_reject(const explain::LoggedEvent& logged, const Rejected& event) {
    if (event.asked) {
        orders[kind_of(event.asked->terms.type)].rejected += 1;
        if (event.asked->other) {
            orders[kind_of(event.asked->other->type)].rejected += 1;
        }
    }
    RejectCount& reject = rejects[event.code];
    if (reject.count++ == 0) {
        reject.first = logged.sequence;
        reject.account = event.account;
        reject.reason = explain::reason_in_words(event, situation_);
    }
}

OrderCounts& DayTally::end(OrderId order) {
    const auto live = live_.find(order);
    TRIREME_ASSERT(live != live_.end(), "order {} ended without having been accepted", order.value());
    const OrderKind kind = live->second.kind;
    live_.erase(live);
    return orders[kind];
}

}  // namespace trireme::app
