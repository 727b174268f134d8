#include "engine/order_end.hpp"

#include "base/planted_bug.hpp"
#include "engine/reservation.hpp"

namespace trireme::engine {
namespace {

// Takes the order out; returns the other one of its pair.
std::optional<OrderId> take_out(Books& books, OrderRecord& order) {
    const std::optional<OrderId> partner = order.oco();
    books.touch(*order.holding->account);
    books.remove_order(order);
    return partner;
}

}  // namespace

void cancel(Books& books, OrderRecord& order, const Cancellation& cancellation) {
    AccountRecord& account = *order.holding->account;
    books.emit_filled<OrderCancelled>(account, [&](OrderCancelled& cancelled) {
        cancelled.client_order_id = cancellation.client_order_id;
        cancelled.order = order.id;
        cancelled.reason = cancellation.reason;
        cancelled.leaves_lots = order.leaves_lots;
        cancelled.after = cancellation.after;
    });
    cancel_partner(books, take_out(books, order));
}

void expire(Books& books, OrderRecord& order) {
    AccountRecord& account = *order.holding->account;
    books.emit(account, OrderExpired{.order = order.id, .leaves_lots = order.leaves_lots});
    cancel_partner(books, take_out(books, order));
}

void cancel_partner(Books& books, std::optional<OrderId> partner) {
    if (planted_bug(PlantedBug::leave_oco_partner)) {
        return;
    }
    OrderRecord* const live = partner ? books.find(*partner) : nullptr;
    if (live != nullptr) {
        cancel(books, *live, {.reason = CancelReason::oco});
    }
}

void shrink_partner(Books& books, const OrderRecord& order, Lots filled) {
    const auto oco = order.oco();
    OrderRecord* const partner = oco ? books.find(*oco) : nullptr;
    if (partner == nullptr) {
        return;
    }
    if (partner->leaves_lots <= filled) {
        cancel(books, *partner, {.reason = CancelReason::oco});
        return;
    }
    release(books, *partner);
    partner->leaves_lots = Lots(partner->leaves_lots.value() - filled.value());
    reserve(books, *partner);
    books.emit(*partner->holding->account, OrderReduced{.order = partner->id, .leaves_lots = partner->leaves_lots});
}

std::optional<OrderId> cancel_orders(Books& books, AccountRecord& account, std::optional<InstrumentId> instrument,
                                     Which which, const Cancellation& cancellation) {
    ScratchList<OrderId> ids(&books.scratch);
    for (const OrderRecord& order : account.orders) {
        const bool is_meant = which == Which::all || order.adds_risk;
        if (is_meant && (!instrument || order.holding->instrument->id == *instrument)) {
            ids.push_back(order.id);
        }
    }
    for (const OrderId id : ids) {
        if (OrderRecord* const order = books.find(id)) {  // it may have gone with the other one of its pair
            cancel(books, *order, cancellation);
        }
    }
    return ids.empty() ? std::nullopt : std::optional(ids.front());
}

void cancel_orphans(Books& books, AccountRecord& account, const Holding& holding, PositionId closed, OrderId but_for) {
    ScratchList<OrderId> orphans(&books.scratch);
    for (const OrderRecord& order : account.orders) {
        const bool reduces_it = order.closes() == closed || (order.reduce_only && order.holding == &holding);
        if (reduces_it && order.id != but_for) {
            orphans.push_back(order.id);
        }
    }
    for (const OrderId id : orphans) {
        cancel(books, *books.find(id), {.reason = CancelReason::position_closed});
    }
}

}  // namespace trireme::engine
