// One run of the whole engine, again and again: with a failure at each operation that can fail, and with the end of the
// process and of the machine at each operation.
#include "simulation/seed_run.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace trireme::simulation {
namespace {

constexpr std::uint64_t shards = 8;
constexpr std::uint64_t seed = 7;

LifePlan plain_plan() {
    LifePlan plan;
    plan.steps = 700;
    plan.faults_from_the_start = true;
    return plan;
}

// How often the run does that without any fault.
std::uint64_t sites_of(OperationKind kind) {
    return run_plan(counter_core(), seed, plain_plan()).first_life.attempted_of(kind);
}

class AnyOperation : public testing::Test {
protected:
    void expect_promises_kept(const LifePlan& plan, std::string_view what) {
        const SeedResult result = run_plan(counter_core(), seed, plan);
        ++runs_;
        if (!result.violation) {
            return;
        }
        std::string history;
        for (const std::string& line : result.history) {
            history += fmt::format("\n    {}", line);
        }
        FAIL() << what << ": " << *result.violation << history;
    }

    // From site `first` on, each `stride`th.
    void fail_at_sites(OperationKind kind, ErrorCode code, std::uint64_t first, std::uint64_t stride) {
        const std::uint64_t sites = sites_of(kind);
        ASSERT_GT(sites, stride);
        for (std::uint64_t nth = first; nth <= sites && !HasFatalFailure(); nth += stride) {
            LifePlan plan = plain_plan();
            plan.faults.failures.push_back({.kind = kind, .nth = nth, .times = 1, .code = code});
            plan.power_fails_afterwards = nth % 2 == 0;
            plan.survival = nth % 4 == 0 ? Survival::lose_all() : Survival::random();
            expect_promises_kept(plan, fmt::format("{} {} of {} fails", name_of(kind), nth, sites));
        }
        fmt::print("{} sites of {}\n", sites, name_of(kind));
    }

    std::uint64_t runs_ = 0;
};

// Operations of which there are many, each a share of them.
class EveryOperation : public AnyOperation, public testing::WithParamInterface<std::uint64_t> {};

TEST_P(EveryOperation, MayFailToSync) {
    fail_at_sites(OperationKind::sync, ErrorCode::io_failure, 1 + GetParam(), shards);
}

TEST_P(EveryOperation, MayFailToWrite) {
    fail_at_sites(OperationKind::write, ErrorCode::io_failure, 1 + GetParam(), shards);
}

TEST_P(EveryOperation, MayFailToRead) {
    fail_at_sites(OperationKind::read, ErrorCode::io_failure, 1 + GetParam(), shards);
}

TEST_F(AnyOperation, MayFindTheDiskFullWhenItCreates) {
    fail_at_sites(OperationKind::create, ErrorCode::no_space, 1, 1);
}

TEST_F(AnyOperation, MayFailToCreate) { fail_at_sites(OperationKind::create, ErrorCode::io_failure, 1, 1); }

TEST_F(AnyOperation, MayFailToRename) { fail_at_sites(OperationKind::rename, ErrorCode::io_failure, 1, 1); }

TEST_P(EveryOperation, MayBeTheLastOfTheMachine) {
    const std::uint64_t operations = run_plan(counter_core(), seed, plain_plan()).first_life.operations();
    for (std::uint64_t operation = 1 + GetParam(); operation <= operations && !HasFatalFailure(); operation += shards) {
        for (const Crash::Kind kind : {Crash::Kind::kill, Crash::Kind::cut_power}) {
            LifePlan plan = plain_plan();
            plan.faults.crash_at = CrashPoint{.operation = operation, .moment = CrashMoment::after};
            plan.faults.crash = {kind, operation % 3 == 0 ? Survival::lose_all() : Survival::random()};
            expect_promises_kept(
                plan, fmt::format("{} after operation {} of {}", kind == Crash::Kind::kill ? "kill" : "power cut",
                                  operation, operations));
        }
    }
    fmt::print("{} operations, {} runs\n", operations, runs_);
}

INSTANTIATE_TEST_SUITE_P(Shards, EveryOperation, testing::Range<std::uint64_t>(0, shards));

}  // namespace
}  // namespace trireme::simulation
