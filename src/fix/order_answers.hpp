#pragma once

#include "base/result.hpp"
#include "fix/message_view.hpp"
#include "fix/order_chains.hpp"
#include "fix/profile.hpp"
#include "ports/lp_order.hpp"

#include <optional>
#include <string>
#include <vector>

namespace trireme::fix {

// What an LP answers, read out of its messages. An error means that a message is malformed or absurd, and changed
// nothing.
class OrderAnswers {
public:
    OrderAnswers(const FixProfile& profile, OrderChains& chains) : profile_(profile), chains_(chains) {}

    // ExecutionReport (8). Nothing for one that only says that a change is under way.
    [[nodiscard]] Result<std::optional<LpReport>> take_execution_report(const MessageView& message, Timestamp now);
    // OrderCancelReject (9).
    [[nodiscard]] Result<LpReport> take_cancel_reject(const MessageView& message, Timestamp now);
    // Of a request of `type` (D, F, G or H) that the LP could not deal with at all: j or 3. Nothing for other types.
    [[nodiscard]] Result<std::optional<LpReport>> take_refusal(std::string_view type, std::string_view client_order_id,
                                                               Timestamp now);
    // PositionReport (AP).
    [[nodiscard]] Result<LpPosition> take_position(const MessageView& message) const;

private:
    [[nodiscard]] const FixInstrument* find(const MessageView& message, const LpOrderName* name) const;
    [[nodiscard]] Result<void> read_volumes(const MessageView& message, Ratio contract_size, LpReport& report) const;
    [[nodiscard]] Result<void> read_fill(const MessageView& message, Ratio contract_size, LpReport& report) const;

    const FixProfile& profile_;
    OrderChains& chains_;
};

}  // namespace trireme::fix
