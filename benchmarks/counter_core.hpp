#pragma once

#include "runtime/core.hpp"

namespace trireme::benchmarks {

// The counter ledger as an engine to run: so little work for each command that what is measured is the ground.
[[nodiscard]] runtime::CoreKind counter_core_kind();

}  // namespace trireme::benchmarks
