#pragma once

#include "runtime/core.hpp"

namespace trireme::app {

// The counter ledger as an engine to run: what this release runs until the brokerage engine takes its place.
[[nodiscard]] runtime::CoreKind counter_core_kind();

}  // namespace trireme::app
