#pragma once

#include "ports/lp_order.hpp"

namespace trireme::venues {

// Nothing more becomes of the order. An unknown one may still turn out to be something.
[[nodiscard]] constexpr bool is_end(OrderStatus status) {
    return status == OrderStatus::filled || status == OrderStatus::rejected || status == OrderStatus::cancelled ||
           status == OrderStatus::expired;
}

// It is filled at once or not at all, and never rests.
[[nodiscard]] constexpr bool is_immediate(const LpOrder& order) {
    return order.time_in_force == TimeInForce::ioc || order.time_in_force == TimeInForce::fok;
}

}  // namespace trireme::venues
