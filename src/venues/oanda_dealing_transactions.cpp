// What each kind of transaction means for the house's orders.

#include "model/bounds.hpp"
#include "venues/oanda_dealing.hpp"
#include "venues/oanda_reasons.hpp"
#include "venues/order_life.hpp"

#include <fmt/format.h>

namespace trireme::venues {
namespace {

LpReason reason_of_end(const OandaTransaction& cancel, const OandaDealing::Order& order) {
    if (cancel.reason.view() == "CLIENT_REQUEST") {
        return LpReason::none;
    }
    if (cancel.reason.view() == "TIME_IN_FORCE_EXPIRED") {
        return order.cumulative > Lots() ? LpReason::volume : LpReason::price;
    }
    return meaning_of(cancel.reason);
}

bool is_waiting(const OandaDealing::Order& order) {
    return order.status == OrderStatus::pending || order.status == OrderStatus::unknown;
}

}  // namespace

LpExecutionId execution_of(OandaTransactionId id) { return *LpExecutionId::from_text(fmt::format("{}", id.value())); }

void OandaDealing::apply(const OandaTransaction& transaction, Timestamp received, std::vector<LpReport>& reports) {
    const std::size_t before = reports.size();
    switch (transaction.kind) {
        case OandaTransactionKind::order_created: apply_created(transaction, received, reports); break;
        case OandaTransactionKind::order_rejected: apply_rejected(transaction, received, reports); break;
        case OandaTransactionKind::filled: apply_filled(transaction, received, reports); break;
        case OandaTransactionKind::cancelled: apply_cancelled(transaction, received, reports); break;
        case OandaTransactionKind::cancel_rejected: apply_cancel_rejected(transaction, received, reports); break;
        case OandaTransactionKind::other: break;
    }
    for (std::size_t at = before; at < reports.size(); ++at) {
        reports[at].made = transaction.time;
    }
}

void OandaDealing::apply_created(const OandaTransaction& transaction, Timestamp received,
                                 std::vector<LpReport>& reports) {
    const bool is_replacement = transaction.replaces != OandaTransactionId();
    Order* const order = is_replacement ? of(LpOrderName(), transaction.replaces) : of(transaction.client_name, {});
    const OandaListing::Entry* const instrument = listing_->find(transaction.instrument);
    if (order == nullptr || instrument == nullptr || is_end(order->status)) {
        return;
    }
    move_to(*order, transaction.id);
    if (is_replacement) {
        order->asked.lots = add(order->cumulative, lots_in(transaction.units, *instrument)).value_or(volume_max);
        order->asked.price = transaction.price;
        order->status = order->cumulative > Lots() ? OrderStatus::partially_filled : OrderStatus::accepted;
        reports.push_back(report(*order, LpReportKind::replaced, LpReason::none, received));
    } else if (is_waiting(*order)) {
        order->status = OrderStatus::accepted;
        reports.push_back(report(*order, LpReportKind::accepted, LpReason::none, received));
    }
}

void OandaDealing::apply_rejected(const OandaTransaction& transaction, Timestamp received,
                                  std::vector<LpReport>& reports) {
    const LpReason reason = meaning_of(transaction.reason);
    if (transaction.replaces != OandaTransactionId()) {
        if (Order* const order = of(LpOrderName(), transaction.replaces)) {
            reports.push_back(report(*order, LpReportKind::replace_rejected, reason, received));
        }
        return;
    }
    // One that was taken already is not the one that was refused, even if it has the same name.
    Order* const order = of(transaction.client_name, {});
    if (order != nullptr && is_waiting(*order)) {
        order->status = OrderStatus::rejected;
        reports.push_back(report(*order, LpReportKind::rejected, reason, received));
        end(*order, OrderStatus::rejected);
    }
}

void OandaDealing::apply_filled(const OandaTransaction& transaction, Timestamp received,
                                std::vector<LpReport>& reports) {
    Order* const order = of(transaction.client_name, transaction.order);
    const OandaListing::Entry* const instrument = listing_->find(transaction.instrument);
    if (order == nullptr || instrument == nullptr) {
        return;
    }
    const Lots lots = lots_in(transaction.units, *instrument);
    order->cumulative = add(order->cumulative, lots).value_or(volume_max);
    const bool is_whole = order->cumulative >= order->asked.lots;
    const bool had_ended = is_end(order->status);
    if (!had_ended) {
        order->status = is_whole ? OrderStatus::filled : OrderStatus::partially_filled;
    }
    LpReport fill = report(*order, LpReportKind::filled, LpReason::none, received);
    fill.execution = execution_of(transaction.id);
    fill.lots = lots;
    fill.price = transaction.price;
    reports.push_back(fill);
    if (had_ended) {
        return;
    }
    // What is left of an order for now is gone, whether a cancel follows that says so or not.
    if (!is_whole && is_immediate(order->asked)) {
        order->status = OrderStatus::cancelled;
        reports.push_back(report(*order, LpReportKind::cancelled, LpReason::volume, received));
    }
    if (is_end(order->status)) {
        end(*order, order->status);
    }
}

void OandaDealing::apply_cancelled(const OandaTransaction& transaction, Timestamp received,
                                   std::vector<LpReport>& reports) {
    Order* const order = of(transaction.client_name, transaction.order);
    // A replaced order goes on as the one in its place, which comes next.
    if (order == nullptr || is_end(order->status) || transaction.replaced_by != OandaTransactionId()) {
        return;
    }
    const bool is_expired = transaction.reason.view() == "TIME_IN_FORCE_EXPIRED" && !is_immediate(order->asked);
    order->status = is_expired ? OrderStatus::expired : OrderStatus::cancelled;
    reports.push_back(report(*order, is_expired ? LpReportKind::expired : LpReportKind::cancelled,
                             is_expired ? LpReason::none : reason_of_end(transaction, *order), received));
    end(*order, order->status);
}

void OandaDealing::apply_cancel_rejected(const OandaTransaction& transaction, Timestamp received,
                                         std::vector<LpReport>& reports) {
    if (Order* const order = of(transaction.client_name, transaction.order)) {
        const LpReason reason = is_end(order->status) ? LpReason::finished : meaning_of(transaction.reason);
        reports.push_back(report(*order, LpReportKind::cancel_rejected, reason, received));
    }
}

}  // namespace trireme::venues
