#pragma once

#include "base/result.hpp"
#include "engine/state.hpp"
#include "journal/storage.hpp"

#include <cstdint>

namespace trireme::app {

// What the engine knew after command `through`, from the newest snapshot before it and the journal. Works beside a
// running engine, which does not show what it knows to other threads.
[[nodiscard]] Result<engine::EngineState> stored_state(journal::Storage& storage, std::uint64_t through);

}  // namespace trireme::app
