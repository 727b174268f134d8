#pragma once

#include "base/describe.hpp"
#include "base/timestamp.hpp"
#include "model/hedge.hpp"
#include "model/ids.hpp"
#include "model/lp_order.hpp"
#include "model/order.hpp"
#include "model/scaled.hpp"

#include <cstdint>
#include <string_view>

// What the house does at LPs, as the desk wants it and as LPs report it: docs/rules.md, Hedging.
namespace trireme {

// How the house hedges an instrument from here on.
struct SetHedgePolicy {
    static constexpr std::uint16_t wire_type = 17;
    static constexpr std::string_view wire_name = "set_hedge_policy";

    InstrumentId instrument{};
    HedgePolicy policy{};

    bool operator==(const SetHedgePolicy&) const = default;
};
TRIREME_DESCRIBE(SetHedgePolicy, (instrument, policy));

// What an LP says of an order. Any number of times and in any order: what was said before changes nothing.
struct ReportLpOrder {
    static constexpr std::uint16_t wire_type = 80;
    static constexpr std::string_view wire_name = "report_lp_order";

    LpId lp{};
    LpOrderId lp_order{};
    LpReportKind kind = LpReportKind::accepted;
    OrderStatus status = OrderStatus::unknown;  // of an answer to a question
    LpExecutionId execution{};                  // of a fill, a bust or a correction
    LpExecutionId refers_to{};                  // of a bust or a correction: the fill that it is about
    Lots lots{};                                // of the fill; of a correction the right ones
    Price price{};                              // likewise; of an answer to a question the average of all fills
    Lots cumulative{};                          // filled so far, by the LP's count
    LpReason reason = LpReason::none;
    Timestamp made{};  // by the LP's clock; 0 where it says nothing

    bool operator==(const ReportLpOrder&) const = default;
};
TRIREME_DESCRIBE(ReportLpOrder,
                 (lp, lp_order, kind, status, execution, refers_to, lots, price, cumulative, reason, made));

// A dealer says how an order of unknown outcome ended: with so much filled in all, what no report told of at this
// price.
struct ResolveLpOrder {
    static constexpr std::uint16_t wire_type = 81;
    static constexpr std::string_view wire_name = "resolve_lp_order";

    LpOrderId lp_order{};
    Lots cumulative{};
    Price price{};
    UserId by{};

    bool operator==(const ResolveLpOrder&) const = default;
};
TRIREME_DESCRIBE(ResolveLpOrder, (lp_order, cumulative, price, by));

}  // namespace trireme
