#pragma once

#include <cstdint>
#include <span>

namespace trireme::simulation {

// Lets the brokerage engine and its reference model decide the same streams of commands, one for each seed, prints what
// differs and what happened, and returns how many seeds failed.
[[nodiscard]] std::uint64_t run_model_seeds(std::span<const std::uint64_t> seeds, std::uint64_t commands);

}  // namespace trireme::simulation
