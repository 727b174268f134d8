#pragma once

#include "simulation/fault_plan.hpp"
#include "simulation/simulated_disk.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace trireme::simulation {

// One life of the simulated process. Files and locks of an earlier life are dead even after a restart.
using Life = std::uint64_t;

using OnDelay = std::function<void(Duration)>;

// The machine under a SimulatedStorage and all its files: the disk, the life and death of the process that uses it, and
// the faults. Every operation passes through `run` and so can be counted, delayed, made to fail, or be the last one.
// All functions may be called from any thread.
class SimulatedMachine {
public:
    SimulatedMachine(const SimulatedDisk& disk, std::uint64_t seed) : disk_(disk), random_(seed) {}

    struct Request {
        OperationKind kind;
        std::string name;
        std::uint64_t offset = 0;
        std::uint64_t bytes = 0;
    };

    // Runs `effect(disk)`, which returns a Result, as one operation of that life.
    template <class Effect>
    [[nodiscard]] std::invoke_result_t<Effect, SimulatedDisk&> run(Life life, const Request& request, Effect effect) {
        std::unique_lock guard(mutex_);
        TRIREME_TRY_ASSIGN(const Admission admission, admit(guard, life, request));
        using Outcome = std::invoke_result_t<Effect, SimulatedDisk&>;
        Outcome outcome = admission.failure ? Outcome(std::unexpected(*admission.failure)) : effect(disk_);
        TRIREME_TRY(conclude(admission, outcome ? Result<void>() : std::unexpected(outcome.error())));
        return outcome;
    }

    [[nodiscard]] Result<void> write(Life life, const std::string& name, SimulatedFile& file, std::uint64_t offset,
                                     ByteView bytes);
    [[nodiscard]] Result<void> sync(Life life, const std::string& name, SimulatedFile& file);
    [[nodiscard]] Result<void> take_lock(Life life);
    void release_lock(Life life);

    void set_faults(FaultPlan plan);
    void set_on_delay(OnDelay on_delay);
    void crash(Crash crash);
    void restart();
    [[nodiscard]] bool running() const;
    [[nodiscard]] Life life() const;
    [[nodiscard]] OperationCounters counters() const;
    [[nodiscard]] std::vector<TracedOperation> trace() const;

    // Looks at or changes the disk from outside the simulated process: no operation, works also after a crash.
    template <class Use>
    auto with_disk(Use use) {
        const std::lock_guard guard(mutex_);
        return use(disk_, random_);
    }

private:
    // What the fault plan has in store for an operation.
    struct Admission {
        std::uint64_t number = 0;
        std::optional<Error> failure = std::nullopt;
        std::optional<std::uint64_t> crash_after_bytes = std::nullopt;
        bool crash_after = false;
    };

    [[nodiscard]] Result<Admission> admit(std::unique_lock<std::mutex>& guard, Life life, const Request& request);
    [[nodiscard]] Result<void> conclude(const Admission& admission, Result<void> done);
    [[nodiscard]] std::optional<Error> planned_failure(const Request& request);
    [[nodiscard]] Duration draw_delay(OperationKind kind);
    void record_attempt(const Request& request);
    void record_failure(std::uint64_t number, const Error& error);
    [[nodiscard]] std::unexpected<Error> crash_at(std::uint64_t number);
    void crash_locked(Crash crash);

    mutable std::mutex mutex_;
    SimulatedDisk disk_;
    Random random_;
    FaultPlan plan_;
    std::vector<std::uint64_t> met_;  // for each of the plan's failures: how many operations it may concern were tried
    OperationCounters counters_;
    OperationCounters counters_at_plan_;
    std::deque<TracedOperation> trace_;
    OnDelay on_delay_;
    Life life_ = 1;
    bool running_ = true;
    bool locked_ = false;
};

}  // namespace trireme::simulation
