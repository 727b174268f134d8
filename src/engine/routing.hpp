#pragma once

#include "engine/state.hpp"
#include "model/ids.hpp"
#include "model/routing.hpp"

#include <cstdint>
#include <span>

namespace trireme::engine {

// By which book an order of the instrument is executed: the first rule whose conditions hold, else B (docs/rules.md,
// Routing). `version` is that of the set of rules; `lps` are ascending by id, and one that is not among them is not
// available.
[[nodiscard]] RoutingDecision decide(std::uint32_t version, std::span<const RoutingRule> rules, InstrumentId instrument,
                                     const RoutingInputs& inputs, std::span<const LpState> lps);

}  // namespace trireme::engine
