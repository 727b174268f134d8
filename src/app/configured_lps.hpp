#pragma once

#include "app/configuration.hpp"
#include "app/lp_set.hpp"
#include "app/real_lps.hpp"
#include "base/result.hpp"

namespace trireme::app {

// The ways to the LPs of a configuration. Instruments are those that any of them quotes, in the order in which they are
// named first, and as the engine has them where it was `found` with them. What is simulated or recorded begins now, by
// the clock.
[[nodiscard]] Result<LpSet> configured_lps(const Configuration& configuration, const LpSurroundings& surroundings,
                                           const engine::EngineState& found);

}  // namespace trireme::app
