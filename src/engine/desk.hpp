#pragma once

#include "engine/books.hpp"
#include "model/commands.hpp"

// What the broker's desk sets: docs/rules.md, Reference data, Kill switch and Routing.
namespace trireme::engine {

[[nodiscard]] std::optional<Rejection> set_rules_version(Books& books, const SetRulesVersion& request);
[[nodiscard]] std::optional<Rejection> define_instrument(Books& books, const DefineInstrument& request);
[[nodiscard]] std::optional<Rejection> define_group(Books& books, const DefineGroup& request);
[[nodiscard]] std::optional<Rejection> set_calendar(Books& books, const SetCalendar& request);
[[nodiscard]] std::optional<Rejection> set_routing_rules(Books& books, const SetRoutingRules& request);
[[nodiscard]] std::optional<Rejection> set_market_condition(Books& books, const SetMarketCondition& request);
[[nodiscard]] std::optional<Rejection> set_lp_status(Books& books, const SetLpStatus& request);
[[nodiscard]] std::optional<Rejection> set_kill_switch(Books& books, const SetKillSwitch& request);
[[nodiscard]] std::optional<Rejection> open_account(Books& books, const OpenAccount& request);
[[nodiscard]] std::optional<Rejection> change_account(Books& books, const ChangeAccount& request);
[[nodiscard]] std::optional<Rejection> pay_dividend(Books& books, const PayDividend& request);
[[nodiscard]] std::optional<Rejection> split_instrument(Books& books, const SplitInstrument& request);

}  // namespace trireme::engine
