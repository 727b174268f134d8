#pragma once

#include "model/cash_commands.hpp"
#include "model/desk_commands.hpp"
#include "model/lp_commands.hpp"
#include "model/market_commands.hpp"
#include "model/old_request.hpp"
#include "model/order_commands.hpp"
#include "model/position_commands.hpp"

#include <cstdint>
#include <variant>

// What the brokerage engine can be asked to do: docs/rules.md says what comes of it. Wire types and the order of fields
// are for good: journals hold them.
namespace trireme {

using Command = std::variant<SetRulesVersion, TimerDue, AnswerOldRequest, DefineInstrument, DefineGroup, SetCalendar,
                             SetRoutingRules, SetMarketCondition, SetLpStatus, SetKillSwitch, SetHedgePolicy, Quotes,
                             BookUpdate, OpenAccount, ChangeAccount, PlaceOrder, PlaceOco, ModifyOrder, CancelOrder,
                             CancelOrders, ModifyPosition, ClosePosition, CloseBy, ReversePosition, ClosePositions,
                             Deposit, SettleDeposit, RequestWithdrawal, DecideWithdrawal, GrantCredit, AdjustBalance,
                             PayDividend, SplitInstrument, ReportLpOrder, ResolveLpOrder>;

}  // namespace trireme
