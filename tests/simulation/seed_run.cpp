#include "simulation/seed_run.hpp"

#include "simulation/damage.hpp"
#include "simulation/damage_report.hpp"
#include "simulation/engine_life.hpp"

#include <algorithm>

namespace trireme::simulation {
namespace {

// Disks write 512 bytes at once, or 4 KiB.
std::uint32_t draw_sector_bytes(Random& random) {
    constexpr std::uint32_t large_sector_bytes = 4'096;
    return below(random, 4) == 0 ? large_sector_bytes : SimulatedDisk::usual_sector_bytes;
}

class SeedRun {
public:
    SeedRun(const TestedCore& core, std::uint64_t seed, const Scenario* scenario)
        : core_(core),
          random_(seed),
          troubles_(scenario == nullptr ? draw_troubles(random_) : scenario->troubles),
          storage_(seed, draw_sector_bytes(random_)),
          players_(core.make_players(seed)),
          auditor_(storage_, *players_.shadow, history_, tally_),
          clients_(auditor_, tally_, *players_.traffic, seed),
          subscriber_(auditor_, tally_) {}

    SeedResult run(std::uint64_t seed) {
        const std::uint64_t lives = 2 + below(random_, 5);
        for (std::uint64_t life = 1; life <= lives && !auditor_.violation(); ++life) {
            history_.note("--- life {}", life);
            live(draw_life_plan(troubles_, random_));
            count_machine_faults();
            damage_files();
        }
        live_in_peace(steps_in_peace);
        return result(seed);
    }

    SeedResult run(std::uint64_t seed, const LifePlan& plan) {
        live(plan);
        first_life_ = storage_.counters();
        count_machine_faults();
        live_in_peace(steps_in_short_peace);
        return result(seed);
    }

private:
    // Some more than requests are remembered for.
    static constexpr std::uint64_t days_max = 45;
    static constexpr int lives_in_peace = 2;
    static constexpr std::uint64_t steps_in_peace = 300;
    static constexpr std::uint64_t steps_in_short_peace = 40;

    [[nodiscard]] SeedResult result(std::uint64_t seed) const {
        return {seed, auditor_.violation(), tally_, history_.lines(), storage_.trace(), first_life_};
    }

    [[nodiscard]] World world() {
        return {core_, storage_, clock_, clients_, subscriber_, auditor_, history_, tally_, random_};
    }

    void live(const LifePlan& plan);
    [[nodiscard]] Result<void> live_through(EngineLife& life, const LifePlan& plan);
    void end_process(const LifePlan& plan);
    void judge_end(const Error& error, const LifePlan& plan, bool in_boot);
    [[nodiscard]] bool came_upon_old_requests(const Error& error);
    void count_machine_faults();

    void damage_files();
    void expect_report(const SimulatedStorage& damaged, const Damage& damage);
    void check_replay_from_zero();
    void live_in_peace(std::uint64_t steps);
    [[nodiscard]] Result<void> live_in_peace_once(std::uint64_t steps);

    const TestedCore& core_;
    Random random_;
    Troubles troubles_;
    SimulatedStorage storage_;
    SimulatedClock clock_;
    History history_;
    Tally tally_;
    Players players_;
    Auditor auditor_;
    Clients clients_;
    Subscriber subscriber_;
    OperationCounters counted_;  // what the tally has of the machine's counters
    OperationCounters at_start_of_life_;
    OperationCounters first_life_;
    bool old_requests_are_damaged_ = false;
};

void SeedRun::live(const LifePlan& plan) {
    at_start_of_life_ = storage_.counters();
    storage_.set_faults(plan.faults_from_the_start ? plan.faults : FaultPlan());
    {
        EngineLife life(world());
        auto started = life.start();
        if (!started) {
            tally_.add(Work::failed_boots);
            judge_end(started.error(), plan, true);
        } else {
            if (!plan.faults_from_the_start) {
                storage_.set_faults(plan.faults);
            }
            const std::uint64_t first_segment = life.segments_begun();
            const auto ended = live_through(life, plan);
            tally_.add(Work::rolled_segments, life.segments_begun() - first_segment);
            if (!ended) {
                judge_end(ended.error(), plan, false);
            }
        }
    }
    end_process(plan);
}

Result<void> SeedRun::live_through(EngineLife& life, const LifePlan& plan) {
    for (std::uint64_t step = 0; step < plan.steps && !auditor_.violation(); ++step) {
        if (plan.disk_fills_at_step == step) {
            history_.note("the disk is full");
            storage_.set_capacity(storage_.used_bytes() + below(random_, 2 * core_.segment_bytes));
        }
        if (plan.disk_fills_at_step && plan.disk_is_freed_at_step == step) {
            history_.note("the disk has room again");
            storage_.set_capacity(SimulatedDisk::unlimited);
        }
        if (plan.clock_step_one_in > 0 && below(random_, plan.clock_step_one_in) == 0) {
            const bool is_back = below(random_, 2) == 0;
            const auto minutes = static_cast<std::int64_t>(1 + below(random_, 180));
            tally_.add(is_back ? Fault::clock_back : Fault::clock_forward);
            history_.note("the clock steps {} by {} minutes", is_back ? "back" : "forward", minutes);
            clock_.move(Duration::seconds((is_back ? -60 : 60) * minutes));
        }
        if (plan.days_pass_one_in > 0 && below(random_, plan.days_pass_one_in) == 0) {
            const auto days = static_cast<std::int64_t>(1 + below(random_, days_max));
            tally_.add(Fault::clock_days);
            history_.note("{} days pass", days);
            clock_.move(Duration::seconds(days * 24 * 60 * 60));
        }
        if (plan.flood_one_in > 0 && below(random_, plan.flood_one_in) == 0) {
            life.flood();
        }
        TRIREME_TRY(life.step());
    }
    if (below(random_, 2) == 0) {
        TRIREME_TRY(life.settle());
        return life.stop();
    }
    return {};
}

void SeedRun::end_process(const LifePlan& plan) {
    storage_.set_faults({});
    storage_.set_capacity(SimulatedDisk::unlimited);
    if (storage_.running()) {
        history_.note("the process is gone");
        storage_.kill_process();
    }
    if (plan.power_fails_afterwards) {
        history_.note("the power fails");
        tally_.add(Fault::power_cut_after_kill);
        storage_.cut_power(plan.survival);
    }
    storage_.restart();
}

// A process may end only by what was done to it.
void SeedRun::judge_end(const Error& error, const LifePlan& plan, bool in_boot) {
    history_.note("ended{}: {}", in_boot ? " while starting" : "", error.message);
    const OperationCounters now = storage_.counters();
    if (error.code == ErrorCode::killed && !storage_.running()) {
        tally_.add(Fault::kill_in_boot, in_boot ? 1 : 0);
        tally_.add(Fault::kill_within_write, plan.faults.crash_after_written_bytes ? 1 : 0);
        return;
    }
    const bool an_operation_failed = now.failed != at_start_of_life_.failed;
    const bool is_of_the_disk = error.code == ErrorCode::io_failure || error.code == ErrorCode::no_space;
    if (is_of_the_disk && an_operation_failed) {
        return;
    }
    if (came_upon_old_requests(error)) {
        return;
    }
    auditor_.report(
        fmt::format("the engine {} without a cause: {}", in_boot ? "does not start" : "stops", error.message));
}

// Whoever looks for a request in a damaged file stops the engine; the next start makes the file anew.
bool SeedRun::came_upon_old_requests(const Error& error) {
    if (!old_requests_are_damaged_ || error.code != ErrorCode::corrupt ||
        error.message.find("/requests/") == std::string::npos) {
        return false;
    }
    tally_.add(Work::reported_damage);
    return true;
}

void SeedRun::count_machine_faults() {
    const OperationCounters now = storage_.counters();
    const auto failed = [&](OperationKind kind) { return now.failed_of(kind) - counted_.failed_of(kind); };
    tally_.add(Fault::kill, now.kills - counted_.kills);
    tally_.add(Fault::power_cut, now.power_cuts - counted_.power_cuts);
    tally_.add(Fault::sector_lost, now.survival.stale - counted_.survival.stale);
    tally_.add(Fault::sector_torn, now.survival.torn - counted_.survival.torn);
    tally_.add(Fault::failed_sync, failed(OperationKind::sync));
    tally_.add(Fault::failed_write, failed(OperationKind::write));
    tally_.add(Fault::failed_read, failed(OperationKind::read));
    const std::uint64_t refused = now.refused_for_space - counted_.refused_for_space;
    tally_.add(Fault::failed_create, failed(OperationKind::create) - refused);
    tally_.add(Fault::failed_rename, failed(OperationKind::rename));
    tally_.add(Fault::full_disk, refused);
    counted_ = now;
}

void SeedRun::damage_files() {
    if (auditor_.violation()) {
        return;
    }
    const auto happens = [this](bool wanted) { return wanted && below(random_, 2) == 0; };
    if (happens(troubles_.journal_damage)) {
        // On another machine with a copy of the disk, since nobody can go on with it.
        const auto damaged = storage_.clone(random_());
        if (const auto damage = damage_journal(*damaged, core_, auditor_.last_promised(), random_)) {
            tally_.add(damage->fault);
            expect_report(*damaged, *damage);
        }
        if (const auto damage = damage_spare_bytes(storage_, random_)) {
            tally_.add(damage->fault);
            history_.note("damage: {}", damage->what);
        }
    }
    if (happens(troubles_.snapshot_damage)) {
        if (const auto damage = damage_snapshots(storage_, random_)) {
            tally_.add(damage->fault);
            history_.note("damage: {}", damage->what);
        }
    }
    if (core_.forgets_requests && happens(troubles_.old_requests_damage)) {
        if (const auto damage = damage_old_requests(storage_, random_)) {
            tally_.add(damage->fault);
            history_.note("damage: {}", damage->what);
            old_requests_are_damaged_ = true;
        }
    }
    if (happens(troubles_.event_log_damage)) {
        if (const auto damage = damage_event_log(storage_, random_)) {
            tally_.add(damage->fault);
            history_.note("damage: {}", damage->what);
            if (damage->remedy == Remedy::reported) {
                expect_report(storage_, *damage);
                repair(storage_, *damage);
            }
        }
    }
}

void SeedRun::expect_report(const SimulatedStorage& damaged, const Damage& damage) {
    history_.note("damage on a copy: {}", damage.what);
    const DamageReport report = look_for_damage(core_, damaged, damage, auditor_.last_promised());
    history_.note("reported: {}", report.message);
    tally_.add(Work::reported_damage, report.failing ? 0 : 1);
    if (report.failing) {
        auditor_.report(fmt::format("{}: {}", damage.what, *report.failing));
    }
}

void SeedRun::check_replay_from_zero() {
    const auto copy = storage_.clone(1);
    if (const auto read = read_everything(core_, *copy, auditor_.last_promised()); !read) {
        auditor_.report(fmt::format("a replay from the beginning fails: {}", read.error().message));
    }
    tally_.add(Work::replays_from_zero);
}

void SeedRun::live_in_peace(std::uint64_t steps) {
    if (!auditor_.violation()) {
        history_.note("--- the last lives, without faults");
    }
    for (int restart = 0; restart < lives_in_peace && !auditor_.violation(); ++restart) {
        const auto lived = live_in_peace_once(steps);
        if (!lived && came_upon_old_requests(lived.error())) {
            history_.note("ended: {}", lived.error().message);
            --restart;
        } else if (!lived) {
            auditor_.report(fmt::format("without any fault: {}", lived.error().message));
        }
        storage_.kill_process();
        storage_.restart();
    }
}

// Liveness: with nothing in its way, the engine takes commands and answers each, also those of which nobody learned
// what became of them before.
Result<void> SeedRun::live_in_peace_once(std::uint64_t steps) {
    EngineLife life(world());
    TRIREME_TRY(life.start());
    check_replay_from_zero();
    const std::uint64_t durable_before = tally_.of(Work::durable);
    for (std::uint64_t step = 0; step < steps && !auditor_.violation(); ++step) {
        TRIREME_TRY(life.step());
    }
    TRIREME_TRY(life.resolve());
    const std::uint64_t answered = tally_.of(Work::durable) - durable_before;
    tally_.add(Work::answered_in_peace, answered);
    if (answered == 0) {
        auditor_.report(fmt::format("no command was answered in {} steps without any fault", steps));
    }
    return life.stop();
}

}  // namespace

SeedResult run_seed(const TestedCore& core, std::uint64_t seed, const Scenario* scenario) {
    return SeedRun(core, seed, scenario).run(seed);
}

SeedResult run_plan(const TestedCore& core, std::uint64_t seed, const LifePlan& plan) {
    return SeedRun(core, seed, scenario_named("calm")).run(seed, plan);
}

}  // namespace trireme::simulation
