#pragma once

#include "explain/explanation.hpp"
#include "explain/situation.hpp"

namespace trireme::explain {

// The decision with the rules that it went through, each condition beside the recorded fact.
[[nodiscard]] RoutingFacts explain_routing(const RoutingDecision& decision, InstrumentId instrument,
                                           const Situation& situation);

// "rule 3 of version 2 sent it to book b".
[[nodiscard]] std::string in_words(const RoutingFacts& routing);

}  // namespace trireme::explain
