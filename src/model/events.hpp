#pragma once

#include "model/account_events.hpp"
#include "model/desk_events.hpp"
#include "model/lp_events.hpp"
#include "model/margin_events.hpp"
#include "model/order_events.hpp"
#include "model/trade_events.hpp"

#include <cstdint>
#include <variant>

// What the brokerage engine answers. Wire types and the order of fields are for good: event logs hold them. An event
// with an `account` other than 0 belongs to that account's stream, where `account_seq` counts from 1 without gaps.
namespace trireme {

using Event =
    std::variant<RulesVersionChanged, InstrumentDefined, GroupDefined, CalendarSet, RoutingRulesSet, MarketConditionSet,
                 LpStatusSet, KillSwitchSet, QuoteIgnored, RolloverDone, CorporateActionDone, HedgePolicySet, Rejected,
                 Repeated, AccountOpened, AccountChanged, OrderAccepted, OrderTriggered, OrderModified, OrderTrailed,
                 OrderReduced, OrderCancelled, OrderExpired, Trade, PositionChanged, TransactionPosted,
                 WithdrawalRequested, WithdrawalDecided, SwapSkipped, MarginCallChanged, StopOut, LpOrderPlaced,
                 LpOrderAnswered, LpOrderEnded, LpTrade, LpReportIgnored>;

// Takes the events of a command in order.
class EventSink {
public:
    virtual void on_event(const Event& event) = 0;

protected:
    ~EventSink() = default;
};

}  // namespace trireme
