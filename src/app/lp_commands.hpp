#pragma once

#include "app/command_line.hpp"
#include "counterparts/faults.hpp"

// The subcommands of `trireme lp`, and what they have in common.
namespace trireme::app {

void add_lp_binance(CLI::App& lp, Action& action);

void add_fault_options(CLI::App& command, counterparts::FaultTerms& faults);

}  // namespace trireme::app
