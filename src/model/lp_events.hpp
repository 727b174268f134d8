#pragma once

#include "base/describe.hpp"
#include "base/timestamp.hpp"
#include "model/amount.hpp"
#include "model/hedge.hpp"
#include "model/ids.hpp"
#include "model/lp_order.hpp"
#include "model/order.hpp"
#include "model/scaled.hpp"
#include "model/side.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// What the house orders at LPs and what came of it. These events are no account's.
namespace trireme {

struct HedgePolicySet {
    static constexpr std::uint16_t wire_type = 12;
    static constexpr std::string_view wire_name = "hedge_policy_set";

    InstrumentId instrument{};
    HedgePolicy policy{};

    bool operator==(const HedgePolicySet&) const = default;
};
TRIREME_DESCRIBE(HedgePolicySet, (instrument, policy));

// The order is to be sent.
struct LpOrderPlaced {
    static constexpr std::uint16_t wire_type = 80;
    static constexpr std::string_view wire_name = "lp_order_placed";

    LpOrderId lp_order{};
    LpId lp{};
    InstrumentId instrument{};
    Side side = Side::buy;
    LpOrderType order_type = LpOrderType::market;
    TimeInForce time_in_force = TimeInForce::ioc;
    Lots lots{};
    std::optional<Price> price{};  // of a limit order
    Price bid{};                   // of the market
    Price ask{};
    Lots wanted{};  // that the house wants to hold there, longs less shorts
    Lots held{};    // that it holds

    bool operator==(const LpOrderPlaced&) const = default;
};
TRIREME_DESCRIBE(LpOrderPlaced,
                 (lp_order, lp, instrument, side, order_type, time_in_force, lots, price, bid, ask, wanted, held));

// It lives at the LP (`accepted`), or nobody knows what became of it (`unknown`).
struct LpOrderAnswered {
    static constexpr std::uint16_t wire_type = 81;
    static constexpr std::string_view wire_name = "lp_order_answered";

    LpOrderId lp_order{};
    OrderStatus status = OrderStatus::accepted;
    Lots filled{};
    Timestamp made{};

    bool operator==(const LpOrderAnswered&) const = default;
};
TRIREME_DESCRIBE(LpOrderAnswered, (lp_order, status, filled, made));

// Nothing more comes of it, unless the LP is late or takes a fill back.
struct LpOrderEnded {
    static constexpr std::uint16_t wire_type = 82;
    static constexpr std::string_view wire_name = "lp_order_ended";

    LpOrderId lp_order{};
    OrderStatus status = OrderStatus::filled;
    LpReason reason = LpReason::none;
    Lots filled{};
    Timestamp made{};
    UserId by{};  // who resolved it, if a person did

    bool operator==(const LpOrderEnded&) const = default;
};
TRIREME_DESCRIBE(LpOrderEnded, (lp_order, status, reason, filled, made, by));

enum class LpTradeReason : std::uint8_t {
    fill = 1,
    late_fill,       // of an order that had ended
    told_by_status,  // the answer to a question told of more than all fills before
    bust,            // the opposite of a fill that the LP took back
    correction,      // a fill as it should have been, behind the bust of what it was
    dealer,          // a person told of it
};
TRIREME_DESCRIBE_ENUM(LpTradeReason, fill, late_fill, told_by_status, bust, correction, dealer)

// The house bought or sold at an LP.
struct LpTrade {
    static constexpr std::uint16_t wire_type = 83;
    static constexpr std::string_view wire_name = "lp_trade";

    LpOrderId lp_order{};
    LpId lp{};
    InstrumentId instrument{};
    Side side = Side::buy;
    LpTradeReason reason = LpTradeReason::fill;
    LpExecutionId execution{};
    LpExecutionId refers_to{};
    Lots lots{};
    Price price{};
    Price bid{};  // of the market when it was told
    Price ask{};
    Lots filled{};     // of the order, with it
    Lots held{};       // by the house there after it, longs less shorts
    PriceLots cost{};  // of what is held: positive of longs, negative of shorts
    Timestamp made{};

    bool operator==(const LpTrade&) const = default;
};
TRIREME_DESCRIBE(LpTrade, (lp_order, lp, instrument, side, reason, execution, refers_to, lots, price, bid, ask, filled,
                           held, cost, made));

enum class LpReportFault : std::uint8_t {
    unknown_order = 1,  // none that is remembered, or another LP's
    repeated,           // told before
    impossible,         // more than was ordered, no price, a fill that is not known
    out_of_turn,        // it says nothing new of the order as it is
};
TRIREME_DESCRIBE_ENUM(LpReportFault, unknown_order, repeated, impossible, out_of_turn)

// A report that changed nothing.
struct LpReportIgnored {
    static constexpr std::uint16_t wire_type = 84;
    static constexpr std::string_view wire_name = "lp_report_ignored";

    LpId lp{};
    LpOrderId lp_order{};
    LpReportKind kind = LpReportKind::accepted;
    LpReportFault fault = LpReportFault::unknown_order;
    LpExecutionId execution{};
    Lots lots{};
    Price price{};

    bool operator==(const LpReportIgnored&) const = default;
};
TRIREME_DESCRIBE(LpReportIgnored, (lp, lp_order, kind, fault, execution, lots, price));

}  // namespace trireme
