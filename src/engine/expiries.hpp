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
        if (order.expires_at) {
            orders_.insert(order);
        }
    }
    // Likewise. Its expiry must be the one that it was inserted with.
    void erase(OrderRecord& order) {
        if (order.expires_at) {
            orders_.erase(orders_.iterator_to(order));
        }
    }

    // Null if none expires.
    [[nodiscard]] OrderRecord* first() { return orders_.empty() ? nullptr : &*orders_.begin(); }
    [[nodiscard]] const OrderRecord* first() const { return orders_.empty() ? nullptr : &*orders_.begin(); }

private:
    struct Before {
        bool operator()(const OrderRecord& a, const OrderRecord& b) const {
            return std::pair(*a.expires_at, a.id) < std::pair(*b.expires_at, b.id);
        }
    };

    boost::intrusive::set<OrderRecord, boost::intrusive::base_hook<ExpiryHook>, boost::intrusive::compare<Before>>
        orders_;
};

}  // namespace trireme::engine
