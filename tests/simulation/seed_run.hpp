#pragma once

#include "simulation/scenario.hpp"
#include "simulation/simulated_storage.hpp"
#include "simulation/tally.hpp"
#include "simulation/tested_core.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace trireme::simulation {

// How one run ended. The same core, seed and scenario give the same run.
struct SeedResult {
    std::uint64_t seed = 0;
    std::optional<std::string> violation;  // the first promise that was broken
    Tally tally;
    std::deque<std::string> history;
    std::vector<TracedOperation> trace;
    OperationCounters first_life;  // what the disk was asked for in the first life
};

// Several lives of one engine on one disk with faults and damage in between; then a life without faults, in which every
// command must be answered and everything must add up. Without a scenario the seed draws the troubles too.
[[nodiscard]] SeedResult run_seed(const TestedCore& core, std::uint64_t seed, const Scenario* scenario);

// One life with exactly that in store, and a short one without faults.
[[nodiscard]] SeedResult run_plan(const TestedCore& core, std::uint64_t seed, const LifePlan& plan);

}  // namespace trireme::simulation
