#pragma once

#include "base/timestamp.hpp"
#include "model/lp_order.hpp"
#include "model/order.hpp"
#include "model/scaled.hpp"
#include "model/side.hpp"
#include "model/texts.hpp"
#include "ports/lp_quote.hpp"

#include <cstdint>
#include <string_view>

// What the house asks of an LP, and what the LP answers, whatever the protocol.
namespace trireme {

// The house's own name for an order at an LP, never used twice; FIX calls it ClOrdID.
using LpOrderName = ClientOrderId;

struct LpOrder {
    LpOrderName name{};
    InstrumentSlot instrument{};
    Side side = Side::buy;
    LpOrderType type = LpOrderType::limit;
    TimeInForce time_in_force = TimeInForce::ioc;  // of market orders IOC or FOK
    Lots lots{};
    Price price{};               // of a limit order
    std::uint64_t quote_id = 0;  // the LP's, of the quote that the order is an answer to; 0: none
};

// Another volume and price for what an order has left. It keeps its name.
struct LpReplace {
    LpOrderName name{};
    Lots lots{};  // in all, what was filled included
    Price price{};
};

[[nodiscard]] constexpr std::string_view name_of(LpReason reason) {
    switch (reason) {
        case LpReason::none: return "none";
        case LpReason::instrument: return "instrument";
        case LpReason::closed: return "closed";
        case LpReason::terms: return "terms";
        case LpReason::repeated: return "repeated";
        case LpReason::price: return "price";
        case LpReason::last_look: return "last_look";
        case LpReason::volume: return "volume";
        case LpReason::busy: return "busy";
        case LpReason::finished: return "finished";
        case LpReason::not_found: return "not_found";
        case LpReason::dealer: return "dealer";
    }
    return "invalid";
}

struct LpReport {
    LpReportKind kind = LpReportKind::accepted;
    LpOrderName name{};
    OrderStatus status = OrderStatus::unknown;  // of the order after it
    LpExecutionId execution{};                  // of a fill, a bust or a correction
    LpExecutionId refers_to{};                  // of a bust or a correction: the fill that it is about
    Lots lots{};                                // of the fill; of a correction the right ones
    Price price{};                              // likewise
    Lots cumulative{};
    Lots leaves{};
    LpReason reason = LpReason::none;
    Timestamp made{};      // by the LP's clock
    Timestamp received{};  // by ours
};

// What the LP has of ours in an instrument, by its own account.
struct LpPosition {
    InstrumentSlot instrument{};
    Lots bought{};  // net of what was sold where the LP nets; both where it keeps the two apart
    Lots sold{};
};

}  // namespace trireme
