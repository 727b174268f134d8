#pragma once

#include "engine/state.hpp"

#include <string>

namespace trireme::app {

// What the broker's books hold: counts, and every ledger account's balance by currency with their sum, which is zero
// because every transaction's is.
struct Statement {
    std::string text;  // lines, to be read by a person
    bool is_balanced = false;
};

[[nodiscard]] Statement statement_of(const engine::EngineState& state);

}  // namespace trireme::app
