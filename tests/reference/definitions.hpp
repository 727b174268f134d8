#pragma once

#include "reference/world.hpp"

// Whether reference data is sound: the chapter Reference data of docs/rules.md.
namespace trireme::reference {

// The first field that is not, as a reject.
[[nodiscard]] Objection check_definition(const World& world, const Instrument& instrument);
[[nodiscard]] Objection check_definition(const Group& group);
[[nodiscard]] Objection check_rules(const World& world, const SetRoutingRules& command);
[[nodiscard]] Objection check_rollovers(const std::vector<Rollover>& rollovers);

[[nodiscard]] Objection check_policy(const HedgePolicy& policy);

}  // namespace trireme::reference
