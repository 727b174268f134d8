#pragma once

#include "base/planted_bug.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace trireme::simulation {

// What is searched for planted bugs: what a seed shows to be wrong, if anything, and which bugs it is to show.
struct Hunt {
    std::function<std::optional<std::string>(std::uint64_t seed)> violation_of;
    std::function<bool(PlantedBug)> is_to_be_caught;
};

// Plants one bug after the other, each in a process of its own, and looks for a seed that shows it: by a broken promise
// or by an assertion. Prints a table. True if each bug is found within `seeds_max` seeds, and none of the seeds that
// were needed shows anything without a bug.
[[nodiscard]] bool all_planted_bugs_are_caught(const Hunt& hunt, std::uint64_t first_seed, std::uint64_t seeds_max);

}  // namespace trireme::simulation
