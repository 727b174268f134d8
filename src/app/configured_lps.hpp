#pragma once

#include "app/configuration.hpp"
#include "app/lp_set.hpp"
#include "base/result.hpp"
#include "base/timestamp.hpp"

namespace trireme::app {

// The ways to the LPs of a configuration. Instruments are those that any of them quotes, in the order in which they are
// named first, and as the engine has them where it was `found` with them. What is simulated or recorded begins now.
[[nodiscard]] Result<LpSet> configured_lps(const Configuration& configuration, Timestamp now,
                                           const engine::EngineState& found);

}  // namespace trireme::app
