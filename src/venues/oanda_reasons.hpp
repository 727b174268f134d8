#pragma once

#include "ports/lp_order.hpp"
#include "venues/oanda_messages.hpp"

#include <span>

namespace trireme::venues {

struct OandaReasonMeaning {
    OandaReason reason;
    LpReason meaning;
};

// Those that mean something of their own, of the definition's TransactionRejectReason and OrderCancelReason.
[[nodiscard]] std::span<const OandaReasonMeaning> oanda_reason_meanings();

// `dealer` for a reason that is none of these.
[[nodiscard]] LpReason meaning_of(const OandaReason& reason);

}  // namespace trireme::venues
