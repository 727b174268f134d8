#pragma once

#include "simulation/raw_log.hpp"
#include "simulation/shadow.hpp"

#include <optional>
#include <vector>

namespace trireme::simulation {

// The events of a block of the event log, by a reader of its own as `raw_log` is. Nothing where the block is not as it
// is described.
[[nodiscard]] std::optional<std::vector<SaidEvent>> events_of(const RawRecord& block);

}  // namespace trireme::simulation
