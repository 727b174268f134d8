#include "simulation/simulated_machine.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <utility>

namespace trireme::simulation {
namespace {

constexpr std::size_t traced_operations_max = 4096;

std::unexpected<Error> fail_as_killed() { return fail(ErrorCode::killed, "the simulated process was killed"); }

}  // namespace

Result<SimulatedMachine::Admission> SimulatedMachine::admit(std::unique_lock<std::mutex>& guard, Life life,
                                                            const Request& request) {
    if (life != life_ || !running_) {
        return fail_as_killed();
    }
    record_attempt(request);
    Admission admission{.number = counters_.operations()};
    const std::uint64_t since_plan = admission.number - counters_at_plan_.operations();
    admission.failure = planned_failure(request);

    if (const auto& point = plan_.crash_at; point && point->operation == since_plan) {
        admission.crash_after = point->moment == CrashMoment::after;
        if (point->moment == CrashMoment::after_bytes && request.kind == OperationKind::write) {
            admission.crash_after_bytes = std::min(point->bytes, request.bytes);
        } else if (!admission.crash_after) {
            if (request.kind == OperationKind::create) {
                disk_.leave_half_made(request.name, request.bytes);
            }
            return crash_at(admission.number);
        }
    }
    if (plan_.crash_after_written_bytes && request.kind == OperationKind::write) {
        const std::uint64_t written = counters_.written_bytes - counters_at_plan_.written_bytes;
        if (written + request.bytes >= *plan_.crash_after_written_bytes) {
            admission.crash_after_bytes =
                *plan_.crash_after_written_bytes - std::min(written, *plan_.crash_after_written_bytes);
        }
    }

    const Duration delay = draw_delay(request.kind);
    if (delay > Duration() && on_delay_) {
        ++counters_.delays;
        // Others go on while this one waits for the disk, and one of them may be the end of the process.
        const OnDelay on_delay = on_delay_;
        guard.unlock();
        on_delay(delay);
        guard.lock();
        if (life != life_ || !running_) {
            record_failure(admission.number, fail_as_killed().error());
            return fail_as_killed();
        }
    }
    return admission;
}

Result<void> SimulatedMachine::write(Life life, const std::string& name, SimulatedFile& file, std::uint64_t offset,
                                     ByteView bytes) {
    std::unique_lock guard(mutex_);
    TRIREME_TRY_ASSIGN(const Admission admission,
                       admit(guard, life, {OperationKind::write, name, offset, bytes.size()}));
    ByteView reaching = bytes;
    if (admission.crash_after_bytes) {
        reaching = bytes.first(static_cast<std::size_t>(*admission.crash_after_bytes));
    } else if (admission.failure) {
        reaching = bytes.first(below(random_, bytes.size() + 1));
    }
    Result<void> written = disk_.write(file, offset, reaching);
    if (written) {
        counters_.written_bytes += reaching.size();
    }
    return conclude(admission, std::move(written));
}

Result<void> SimulatedMachine::sync(Life life, const std::string& name, SimulatedFile& file) {
    std::unique_lock guard(mutex_);
    // What others write while a slow sync runs is not covered by it.
    const StreamPosition until = disk_.position();
    TRIREME_TRY_ASSIGN(const Admission admission, admit(guard, life, {OperationKind::sync, name}));
    const Survival survival = admission.failure ? plan_.failed_sync : Survival::keep_all();
    const StreamPosition kept_until = disk_.position_after_unsynced(survival.prefix_bytes);
    file.write_back(survival.rule, {.until = until, .kept_until = kept_until}, random_);
    return conclude(admission, {});
}

Result<void> SimulatedMachine::conclude(const Admission& admission, Result<void> done) {
    if (admission.crash_after || admission.crash_after_bytes) {
        return crash_at(admission.number);
    }
    if (done && admission.failure) {
        done = std::unexpected(*admission.failure);
    }
    if (!done) {
        record_failure(admission.number, done.error());
    }
    return done;
}

Result<void> SimulatedMachine::take_lock(Life life) {
    return run(life, {OperationKind::lock, "LOCK"}, [this](SimulatedDisk&) -> Result<void> {
        if (locked_) {
            return fail(ErrorCode::conflict, "the simulated data folder is in use");
        }
        locked_ = true;
        return {};
    });
}

void SimulatedMachine::release_lock(Life life) {
    const std::lock_guard guard(mutex_);
    if (life == life_) {
        locked_ = false;
    }
}

void SimulatedMachine::set_faults(FaultPlan plan) {
    const std::lock_guard guard(mutex_);
    plan_ = std::move(plan);
    met_.assign(plan_.failures.size(), 0);
    counters_at_plan_ = counters_;
}

void SimulatedMachine::set_on_delay(OnDelay on_delay) {
    const std::lock_guard guard(mutex_);
    on_delay_ = std::move(on_delay);
}

void SimulatedMachine::crash(Crash crash) {
    const std::lock_guard guard(mutex_);
    crash_locked(crash);
}

void SimulatedMachine::restart() {
    const std::lock_guard guard(mutex_);
    TRIREME_ASSERT(!running_, "only a process that ended can be started again");
    ++life_;
    running_ = true;
}

bool SimulatedMachine::running() const {
    const std::lock_guard guard(mutex_);
    return running_;
}

Life SimulatedMachine::life() const {
    const std::lock_guard guard(mutex_);
    return life_;
}

OperationCounters SimulatedMachine::counters() const {
    const std::lock_guard guard(mutex_);
    return counters_;
}

std::vector<TracedOperation> SimulatedMachine::trace() const {
    const std::lock_guard guard(mutex_);
    return {trace_.begin(), trace_.end()};
}

std::optional<Error> SimulatedMachine::planned_failure(const Request& request) {
    std::optional<Error> failed;
    for (std::size_t at = 0; at < plan_.failures.size(); ++at) {
        const Failure& failure = plan_.failures[at];
        if (failure.kind != request.kind || (!failure.file.empty() && failure.file != request.name)) {
            continue;
        }
        const std::uint64_t nth = ++met_[at];
        if (!failed && nth >= failure.nth && nth - failure.nth < failure.times) {
            failed = Error{failure.code, fmt::format("cannot {} {}: the simulated disk failed", name_of(request.kind),
                                                     SimulatedDisk::path_of(request.name))};
        }
    }
    return failed;
}

Duration SimulatedMachine::draw_delay(OperationKind kind) {
    if (kind != OperationKind::write && kind != OperationKind::sync) {
        return Duration();
    }
    const SlowDisk& slow = plan_.slow;
    const Duration usual = kind == OperationKind::write ? slow.per_write : slow.per_sync;
    const bool stalls = slow.stall_one_in > 0 && below(random_, slow.stall_one_in) == 0;
    return stalls ? Duration::nanoseconds(usual.nanoseconds() + slow.stall.nanoseconds()) : usual;
}

void SimulatedMachine::record_attempt(const Request& request) {
    ++counters_.attempted[static_cast<std::size_t>(request.kind)];
    trace_.push_back({counters_.operations(), request.kind, request.name, request.offset, request.bytes});
    if (trace_.size() > traced_operations_max) {
        trace_.pop_front();
    }
}

void SimulatedMachine::record_failure(std::uint64_t number, const Error& error) {
    // An operation that was delayed for long may have left the trace already.
    if (!trace_.empty() && number >= trace_.front().number) {
        TracedOperation& traced = trace_[static_cast<std::size_t>(number - trace_.front().number)];
        traced.failed = error.code;
        counters_.failed[static_cast<std::size_t>(traced.kind)] += error.code == ErrorCode::killed ? 0U : 1U;
    }
    counters_.refused_for_space += error.code == ErrorCode::no_space ? 1U : 0U;
}

std::unexpected<Error> SimulatedMachine::crash_at(std::uint64_t number) {
    crash_locked(plan_.crash);
    record_failure(number, fail_as_killed().error());
    return fail_as_killed();
}

void SimulatedMachine::crash_locked(Crash crash) {
    if (crash.kind == Crash::Kind::cut_power) {
        const SurvivalCounts counts = disk_.cut_power(crash.survival, random_);
        counters_.survival.kept += counts.kept;
        counters_.survival.stale += counts.stale;
        counters_.survival.torn += counts.torn;
        ++counters_.power_cuts;
    } else {
        ++counters_.kills;
    }
    running_ = false;
    locked_ = false;
    plan_ = FaultPlan();
    met_.clear();
}

}  // namespace trireme::simulation
