#pragma once

#include "scenarios/executor.hpp"
#include "scenarios/script.hpp"

#include <vector>

namespace trireme::scenarios {

// Runs a scenario twice: with an engine that lives on, and with one that is made anew from its stored state after each
// command. Both must do what is expected, and end in the same state.
[[nodiscard]] std::vector<Failure> run_scenario(const Script& script, const PresetReader& presets);

}  // namespace trireme::scenarios
