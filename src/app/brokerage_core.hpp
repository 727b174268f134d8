#pragma once

#include "engine/state.hpp"
#include "runtime/core.hpp"

namespace trireme::app {

// The brokerage engine as the runtime runs it, with the vocabulary of its commands and events.
[[nodiscard]] runtime::CoreKind brokerage_core_kind();

// All that a core of this kind knows.
[[nodiscard]] engine::EngineState state_of(const runtime::Core& core);

}  // namespace trireme::app
