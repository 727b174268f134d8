#pragma once

#include "reference/tally.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace trireme::reference {

// How one stream of commands went through both brokers.
struct SeedResult {
    std::uint64_t seed = 0;
    std::optional<std::string> difference;  // the first, with the command that made it
    Tally tally;
};

// Draws `commands` commands from the seed and lets the engine and the reference broker apply each: events, the figures
// of every account and, now and then, everything that they know must be the same. Ends with the first difference.
[[nodiscard]] SeedResult run_engine_seed(std::uint64_t seed, std::size_t commands);

}  // namespace trireme::reference
