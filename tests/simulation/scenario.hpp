#pragma once

#include "simulation/fault_plan.hpp"
#include "simulation/simulated_storage.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace trireme::simulation {

// Which kinds of trouble a run may meet.
struct Troubles {
    bool kills = false;
    bool power_cuts = false;
    bool failures = false;  // of single operations
    bool full_disk = false;
    bool slow_disk = false;
    bool clock_steps = false;
    bool days_pass = false;
    bool floods = false;
    bool journal_damage = false;
    bool snapshot_damage = false;
    bool event_log_damage = false;
    bool old_requests_damage = false;
};

struct Scenario {
    std::string_view name;
    std::string_view about;
    Troubles troubles;
};

[[nodiscard]] std::span<const Scenario> all_scenarios();
[[nodiscard]] const Scenario* scenario_named(std::string_view name);

// Most runs meet some of all troubles, so that some meet few at once and are easy to understand.
[[nodiscard]] Troubles draw_troubles(Random& random);

// What is in store for one life of the process.
struct LifePlan {
    FaultPlan faults;
    bool faults_from_the_start = false;  // they may strike while the process starts
    std::uint64_t steps = 0;
    std::uint64_t clock_step_one_in = 0;  // steps; 0: never
    std::uint64_t days_pass_one_in = 0;   // steps
    std::uint64_t flood_one_in = 0;
    std::optional<std::uint64_t> disk_fills_at_step;
    std::uint64_t disk_is_freed_at_step = 0;
    bool power_fails_afterwards = false;
    Survival survival = Survival::random();
};

[[nodiscard]] LifePlan draw_life_plan(const Troubles& troubles, Random& random);

}  // namespace trireme::simulation
