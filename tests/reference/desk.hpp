#pragma once

#include "reference/world.hpp"

// What the desk, the market and the runtime ask for.
namespace trireme::reference {

[[nodiscard]] Objection perform_for_desk(World& world, const SetRulesVersion& command);
[[nodiscard]] Objection perform_for_desk(World& world, const TimerDue& command);
[[nodiscard]] Objection perform_for_desk(World& world, const DefineInstrument& command);
[[nodiscard]] Objection perform_for_desk(World& world, const DefineGroup& command);
[[nodiscard]] Objection perform_for_desk(World& world, const SetCalendar& command);
[[nodiscard]] Objection perform_for_desk(World& world, const SetRoutingRules& command);
[[nodiscard]] Objection perform_for_desk(World& world, const SetMarketCondition& command);
[[nodiscard]] Objection perform_for_desk(World& world, const SetLpStatus& command);
[[nodiscard]] Objection perform_for_desk(World& world, const SetKillSwitch& command);
[[nodiscard]] Objection perform_for_desk(World& world, const Quotes& command);
[[nodiscard]] Objection perform_for_desk(World& world, const BookUpdate& command);
[[nodiscard]] Objection perform_for_desk(World& world, const OpenAccount& command);
[[nodiscard]] Objection perform_for_desk(World& world, const ChangeAccount& command);
[[nodiscard]] Objection perform_for_desk(World& world, const PayDividend& command);
[[nodiscard]] Objection perform_for_desk(World& world, const SplitInstrument& command);
[[nodiscard]] Objection perform_for_desk(World& world, const SetHedgePolicy& command);
[[nodiscard]] Objection perform_for_desk(World& world, const ReportLpOrder& report);
[[nodiscard]] Objection perform_for_desk(World& world, const ResolveLpOrder& command);

}  // namespace trireme::reference
