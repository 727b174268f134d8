#pragma once

#include "model/commands.hpp"
#include "model/group.hpp"
#include "model/instrument.hpp"
#include "model/reject.hpp"

#include <cstdint>
#include <optional>

// Whether reference data is sound (docs/rules.md, Reference data and routing.version). Fields are looked at in the
// order of their description; the first that is not sound is the answer.
namespace trireme::engine {

// `same_symbol` is the instrument that bears the symbol now, which may be the same instrument; null if none does.
[[nodiscard]] std::optional<Rejection> check_instrument(const Instrument& defined, const Instrument* same_symbol);

// Whether a sound definition leaves alone what never changes.
[[nodiscard]] std::optional<Rejection> check_redefinition(const Instrument& before, const Instrument& after);

[[nodiscard]] std::optional<Rejection> check_group(const Group& defined);

[[nodiscard]] std::optional<Rejection> check_calendar(const SetCalendar& calendar);

[[nodiscard]] std::optional<Rejection> check_routing_rules(std::uint32_t version_before, const SetRoutingRules& set);

[[nodiscard]] std::optional<Rejection> check_hedge_policy(const HedgePolicy& policy);

}  // namespace trireme::engine
