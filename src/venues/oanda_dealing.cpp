#include "venues/oanda_dealing.hpp"

#include "base/assert.hpp"
#include "venues/order_life.hpp"

#include <algorithm>

namespace trireme::venues {
// OANDA may fill more than was asked if it errs, and then nothing is left.
Lots OandaDealing::Order::leaves() const {
    return is_end(status) ? Lots() : std::max(Lots(), Lots(asked.lots.value() - cumulative.value()));
}

void OandaDealing::begin(const LpOrder& order, Timestamp now) {
    const bool is_new = orders_.try_emplace(order.name, Order{.asked = order, .sent = now}).second;
    TRIREME_ASSERT(is_new, "a name is used once");
}

void OandaDealing::learn(const OandaOrder& order) {
    const OandaListing::Entry* const instrument = listing_->find(order.instrument);
    if (instrument == nullptr || order.client_name.empty() || order.units == Units() ||
        orders_.contains(order.client_name)) {
        return;
    }
    Order& learned = orders_[order.client_name];
    learned.asked = {.name = order.client_name,
                     .instrument = instrument->quoted.slot,
                     .side = order.units > Units() ? Side::buy : Side::sell,
                     .type = LpOrderType::limit,
                     .time_in_force = TimeInForce::gtc,
                     .lots = lots_in(order.units, *instrument),
                     .price = order.price};
    learned.status = OrderStatus::accepted;
    // Nobody here waits for its first answer.
    learned.latency = Duration();
    move_to(learned, order.id);
}

const OandaDealing::Order* OandaDealing::find(const LpOrderName& name) const {
    const auto found = orders_.find(name);
    return found == orders_.end() ? nullptr : &found->second;
}

OandaDealing::Order* OandaDealing::of(const LpOrderName& name, OandaTransactionId id) {
    const auto named = names_.find(id);
    const auto found = orders_.find(name.empty() && named != names_.end() ? named->second : name);
    return found == orders_.end() ? nullptr : &found->second;
}

void OandaDealing::move_to(Order& order, OandaTransactionId id) {
    names_.erase(order.id);
    order.id = id;
    names_[id] = order.asked.name;
}

void OandaDealing::end(Order& order, OrderStatus status) {
    order.status = status;
    ended_.push_back(order.asked.name);
    for (; ended_.size() > ended_max_; ended_.pop_front()) {
        const auto oldest = orders_.find(ended_.front());
        TRIREME_ASSERT(oldest != orders_.end());
        names_.erase(oldest->second.id);
        orders_.erase(oldest);
    }
}

LpReport OandaDealing::report(Order& order, LpReportKind kind, LpReason reason, Timestamp received) {
    if (!order.latency) {
        order.latency = Duration::nanoseconds(received.nanoseconds_since_1970() - order.sent.nanoseconds_since_1970());
    }
    return about(order.asked.name, kind, reason, received);
}

LpReport OandaDealing::about(const LpOrderName& name, LpReportKind kind, LpReason reason, Timestamp received) const {
    const Order* const order = find(name);
    if (order == nullptr) {
        return {.kind = kind, .name = name, .status = OrderStatus::unknown, .reason = reason, .received = received};
    }
    return {.kind = kind,
            .name = name,
            .status = order->status,
            .cumulative = order->cumulative,
            .leaves = order->leaves(),
            .reason = reason,
            .received = received};
}

LpReport OandaDealing::refused(const LpOrderName& name, LpReason reason, Timestamp received) {
    Order& order = orders_.at(name);
    TRIREME_ASSERT(order.status == OrderStatus::pending);
    order.status = OrderStatus::rejected;
    LpReport made = report(order, LpReportKind::rejected, reason, received);
    end(order, OrderStatus::rejected);
    return made;
}

LpReport OandaDealing::never_arrived(const LpOrderName& name, Timestamp received) {
    orders_.at(name).status = OrderStatus::unknown;
    return about(name, LpReportKind::unknown, LpReason::not_found, received);
}

}  // namespace trireme::venues
