#pragma once

#include <cstdint>

namespace trireme::simulation {

// Plants one bug after the other, each in a process of its own, and looks for a seed that shows it: by a broken promise
// or by an assertion. Prints a table. True if each bug is found within `seeds_max` seeds, and none of the seeds that
// were needed shows anything without a bug.
enum class Planted : std::uint8_t { in_ground, in_engine };
[[nodiscard]] bool all_planted_bugs_are_caught(Planted where, std::uint64_t first_seed, std::uint64_t seeds_max);

}  // namespace trireme::simulation
