#pragma once

#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "simulation/survival.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::simulation {

enum class OperationKind : unsigned char {
    create,
    open_to_read,
    open_to_write,
    list,
    rename,
    remove,
    make_folder,
    lock,
    size,
    read,
    write,
    sync,
};
inline constexpr std::size_t operation_kind_count = 12;

[[nodiscard]] std::string_view name_of(OperationKind kind);

// How a crash ends the process, and what it leaves.
struct Crash {
    enum class Kind : unsigned char {
        kill,       // the process ends; the operating system still has all that was written
        cut_power,  // the machine ends; what was not synced is subject to `survival`
    };

    Kind kind = Kind::kill;
    Survival survival = Survival::random();  // of cut_power
};

enum class CrashMoment : unsigned char {
    before,       // the operation did nothing; of a create, the file is left half made
    after_bytes,  // a write has put its first `bytes` bytes into the file; for other operations the same as `before`
    after,        // the operation is done, but the process never learns of it
};

// Where a crash strikes. Operations are counted from 1 on, from the moment the plan was set.
struct CrashPoint {
    std::uint64_t operation = 1;
    CrashMoment moment = CrashMoment::before;
    std::uint64_t bytes = 0;
};

// Operations of one kind that fail, on any file or on one: `times` of them from the `nth` on (from 1 on, since the plan
// was set). A failed write leaves some prefix of its bytes; a failed sync leaves what FaultPlan::failed_sync says;
// others do nothing.
struct Failure {
    OperationKind kind = OperationKind::sync;
    std::uint64_t nth = 1;
    std::uint64_t times = 1;
    ErrorCode code = ErrorCode::io_failure;
    std::string file = {};  // empty: any
};

// Delays are handed to the function set with SimulatedStorage::set_on_delay, which may advance a simulated clock or
// block.
struct SlowDisk {
    Duration per_write = {};
    Duration per_sync = {};
    std::uint64_t stall_one_in = 0;  // on average one in so many writes and syncs takes `stall` longer; 0: none
    Duration stall = {};
};

// What is to go wrong. A crash uses the plan up: after restart() nothing does until another plan is set.
struct FaultPlan {
    std::optional<CrashPoint> crash_at = std::nullopt;
    std::optional<std::uint64_t> crash_after_written_bytes = std::nullopt;  // within the write that reaches this sum
    Crash crash = {};                                                       // what strikes at either of them
    std::vector<Failure> failures = {};
    Survival failed_sync = Survival::lose_all();  // as on Linux: dropped, and a later sync succeeds without them
    SlowDisk slow = {};
};

// One operation as it was asked for and how it ended, to see what led to a failing test.
struct TracedOperation {
    std::uint64_t number = 0;  // from 1 on, since the storage was made
    OperationKind kind = OperationKind::read;
    std::string name;
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    std::optional<ErrorCode> failed = std::nullopt;
};

// "17 write journal/0000000001.segment 64 bytes at 4096: killed"
[[nodiscard]] std::string describe(const TracedOperation& operation);

// What really happened since the storage was made, so that a test can assert that it met the faults it is about.
struct OperationCounters {
    std::array<std::uint64_t, operation_kind_count> attempted = {};
    std::array<std::uint64_t, operation_kind_count> failed = {};  // for any reason but a crash
    std::uint64_t written_bytes = 0;
    std::uint64_t kills = 0;
    std::uint64_t power_cuts = 0;
    std::uint64_t refused_for_space = 0;
    std::uint64_t delays = 0;
    SurvivalCounts survival = {};  // summed over all cuts of power

    [[nodiscard]] std::uint64_t attempted_of(OperationKind kind) const {
        return attempted[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] std::uint64_t failed_of(OperationKind kind) const { return failed[static_cast<std::size_t>(kind)]; }
    [[nodiscard]] std::uint64_t operations() const;
};

}  // namespace trireme::simulation
