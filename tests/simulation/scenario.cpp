#include "simulation/scenario.hpp"

#include <algorithm>
#include <array>

namespace trireme::simulation {
namespace {

constexpr std::array scenarios{
    Scenario{"calm", "no trouble at all", {}},
    Scenario{"kills", "the process ends at any operation and within any write", {.kills = true}},
    Scenario{"power", "the machine ends; unsynced writes are lost, kept, torn and reordered", {.power_cuts = true}},
    Scenario{"failures",
             "single writes, syncs, creations, reads, renames and removals fail",
             {.kills = true, .power_cuts = true, .failures = true}},
    Scenario{"full_disk", "the disk is full for a while", {.kills = true, .full_disk = true}},
    Scenario{
        "slow_disk", "other stages go on in the midst of writes and syncs", {.power_cuts = true, .slow_disk = true}},
    Scenario{"clock", "the clock steps forward and back by hours", {.kills = true, .clock_steps = true}},
    Scenario{"days",
             "weeks pass between requests and their repeats",
             {.kills = true, .days_pass = true, .old_requests_damage = true}},
    Scenario{"floods", "more commands than the queue takes", {.slow_disk = true, .floods = true}},
    Scenario{"journal_damage",
             "flipped bits, zeroed sectors, missing and rewritten records in the journal and its archive",
             {.kills = true, .power_cuts = true, .journal_damage = true}},
    Scenario{"snapshot_damage", "flipped, short and missing snapshots", {.kills = true, .snapshot_damage = true}},
    Scenario{"event_log_damage",
             "a flipped, short and missing event log",
             {.kills = true, .power_cuts = true, .event_log_damage = true}},
};

bool one_in(Random& random, std::uint64_t count) { return below(random, count) == 0; }

// Numbers of all magnitudes, so that faults strike early, late and between.
std::uint64_t draw_magnitude(Random& random, unsigned bits_max) {
    return 1 + below(random, 1ULL << (1 + below(random, bits_max)));
}

Survival draw_survival(Random& random) {
    switch (below(random, 8)) {
        case 0: return Survival::lose_all();
        case 1: return Survival::keep_all();
        case 2: return Survival::keep_prefix(below(random, 8 * 1024));
        default: return Survival::random();
    }
}

void draw_crash(const Troubles& troubles, Random& random, FaultPlan& faults) {
    const bool cuts_power = troubles.power_cuts && (!troubles.kills || one_in(random, 2));
    faults.crash = {cuts_power ? Crash::Kind::cut_power : Crash::Kind::kill, draw_survival(random)};
    if (one_in(random, 2)) {
        faults.crash_after_written_bytes = draw_magnitude(random, 16);
        return;
    }
    constexpr std::array moments{CrashMoment::before, CrashMoment::after_bytes, CrashMoment::after};
    faults.crash_at = CrashPoint{.operation = draw_magnitude(random, 10),
                                 .moment = moments[below(random, moments.size())],
                                 .bytes = below(random, 2'048)};
}

void draw_failures(Random& random, FaultPlan& faults) {
    constexpr std::array kinds{OperationKind::sync,   OperationKind::sync,   OperationKind::write,
                               OperationKind::create, OperationKind::read,   OperationKind::open_to_read,
                               OperationKind::rename, OperationKind::remove, OperationKind::list};
    const OperationKind kind = kinds[below(random, kinds.size())];
    const bool is_rare =
        kind == OperationKind::create || kind == OperationKind::rename || kind == OperationKind::remove;
    faults.failures.push_back({.kind = kind,
                               .nth = draw_magnitude(random, is_rare ? 3 : 7),
                               .times = one_in(random, 4) ? 1 + below(random, 3) : 1,
                               .code = ErrorCode::io_failure});
    faults.failed_sync = one_in(random, 4) ? draw_survival(random) : Survival::lose_all();
}

}  // namespace

std::span<const Scenario> all_scenarios() { return scenarios; }

const Scenario* scenario_named(std::string_view name) {
    const auto* found = std::ranges::find(scenarios, name, &Scenario::name);
    return found == scenarios.end() ? nullptr : found;
}

Troubles draw_troubles(Random& random) {
    const auto some = [&random] { return !one_in(random, 3); };
    return {.kills = some(),
            .power_cuts = some(),
            .failures = some(),
            .full_disk = one_in(random, 3),
            .slow_disk = one_in(random, 3),
            .clock_steps = some(),
            .days_pass = one_in(random, 3),
            .floods = some(),
            .journal_damage = some(),
            .snapshot_damage = some(),
            .event_log_damage = some(),
            .old_requests_damage = some()};
}

LifePlan draw_life_plan(const Troubles& troubles, Random& random) {
    LifePlan plan;
    plan.steps = 50 + below(random, 700);
    plan.faults_from_the_start = one_in(random, 4);
    if ((troubles.kills || troubles.power_cuts) && !one_in(random, 4)) {
        draw_crash(troubles, random, plan.faults);
    }
    if (troubles.failures && one_in(random, 2)) {
        draw_failures(random, plan.faults);
    }
    if (troubles.slow_disk && one_in(random, 2)) {
        plan.faults.slow = {.per_write = Duration::nanoseconds(0),
                            .per_sync = Duration::microseconds(static_cast<std::int64_t>(draw_magnitude(random, 14))),
                            .stall_one_in = 1 + below(random, 40),
                            .stall = Duration::milliseconds(static_cast<std::int64_t>(draw_magnitude(random, 13)))};
    }
    if (troubles.full_disk && one_in(random, 2)) {
        plan.disk_fills_at_step = below(random, plan.steps);
        plan.disk_is_freed_at_step = *plan.disk_fills_at_step + below(random, plan.steps);
    }
    plan.clock_step_one_in = troubles.clock_steps ? 20 + below(random, 200) : 0;
    plan.days_pass_one_in = troubles.days_pass ? 50 + below(random, 200) : 0;
    plan.flood_one_in = troubles.floods ? 50 + below(random, 400) : 0;
    plan.power_fails_afterwards = troubles.power_cuts && one_in(random, 3);
    plan.survival = draw_survival(random);
    return plan;
}

}  // namespace trireme::simulation
