#pragma once

#include "engine/records.hpp"

#include <boost/intrusive/set.hpp>

#include <utility>

namespace trireme::engine {

// Orders that expire, the first to do so first, of equal times the lowest id (time.expiry). Owns none of them.
class Expiries {
public:
    // For an order without an expiry nothing is done.
    void insert(OrderRecord& order) {
        if (order.extras != nullptr && order.extras->expires_at) {
            orders_.insert(*order.extras);
        }
    }
    // Likewise. Its expiry must be the one that it was inserted with.
    void erase(OrderRecord& order) {
        if (order.extras != nullptr && order.extras->expires_at) {
            orders_.erase(orders_.iterator_to(*order.extras));
        }
    }

    // Null if none expires.
    [[nodiscard]] OrderRecord* first() { return orders_.empty() ? nullptr : orders_.begin()->order; }
    // When it does.
    [[nodiscard]] std::optional<Timestamp> first_time() const {
        return orders_.empty() ? std::nullopt : orders_.begin()->expires_at;
    }

private:
    struct Before {
        bool operator()(const OrderExtras& a, const OrderExtras& b) const {
            return std::pair(*a.expires_at, a.order->id) < std::pair(*b.expires_at, b.order->id);
        }
    };

    boost::intrusive::set<OrderExtras, boost::intrusive::base_hook<ExpiryHook>, boost::intrusive::compare<Before>>
        orders_;
};

}  // namespace trireme::engine
