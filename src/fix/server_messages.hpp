#pragma once

#include "base/result.hpp"
#include "fix/message_view.hpp"
#include "fix/profile.hpp"
#include "ports/lp_order.hpp"
#include "ports/lp_quote.hpp"

#include <string>
#include <string_view>

// The LP's side of FIX 4.4: what a client asks for is read, and what the LP says is written. Volumes are units.
namespace trireme::fix {

// What a server knows of an order of a client's.
struct ServedOrder {
    const FixInstrument* instrument = nullptr;
    Side side = Side::buy;
    Lots lots{};
    std::string client_order_id{};  // by which both know it
    std::string pending_id{};       // of a cancel or replacement under way; empty: none
    Lots pending_lots{};            // of a replacement under way
};

// NewOrderSingle (D), all but its instrument. Errors say which field is not as it must be.
[[nodiscard]] Result<LpOrder> read_order(const MessageView& message, const FixInstrument& instrument);
// OrderCancelReplaceRequest (G), all but the order's name.
[[nodiscard]] Result<LpReplace> read_replacement(const MessageView& message, const FixInstrument& instrument);

// MarketDataSnapshotFullRefresh (W).
[[nodiscard]] FixBody snapshot_of(const FixInstrument& instrument, std::string_view request, const LpDepth& depth);
// MarketDataIncrementalRefresh (X): how `after` differs from `before`, level by level; without entries if it does not.
[[nodiscard]] FixBody increment_of(const FixInstrument& instrument, std::string_view request, const LpDepth& before,
                                   const LpDepth& after);
// ExecutionReport (8) or OrderCancelReject (9).
[[nodiscard]] FixBody report_of(const LpReport& report, const ServedOrder& order, std::string_view execution);
// ExecutionReport (8) about an order that is not there.
[[nodiscard]] FixBody unknown_order(std::string_view client_order_id, std::string_view execution);
// ExecutionReport (8) that rejects a NewOrderSingle before anybody was asked.
[[nodiscard]] FixBody rejected_order(const MessageView& order, std::string_view execution, std::string_view why);

}  // namespace trireme::fix
