#include "app/engine.hpp"

#include "app/brokerage_core.hpp"
#include "app/data_folder.hpp"
#include "runtime/system_clock.hpp"

#include <sys/random.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace trireme::app {
namespace {

Result<journal::LogId> random_log_id() {
    journal::LogId id{};
    if (::getrandom(id.data(), id.size(), 0) != static_cast<ssize_t>(id.size())) {
        return fail(ErrorCode::io_failure, "while drawing an id for a new log: {}",
                    std::generic_category().message(errno));
    }
    return id;
}

}  // namespace

Result<Engine> start_engine(const EngineOptions& options, std::function<void(const runtime::Core&)> on_booted) {
    return start_engine(options, std::make_unique<runtime::SystemClock>(), std::move(on_booted));
}

Result<Engine> start_engine(const EngineOptions& options, std::unique_ptr<Clock> clock,
                            std::function<void(const runtime::Core&)> on_booted) {
    Engine engine;
    TRIREME_TRY_ASSIGN(engine.storage, open_data_folder(options.folder));
    engine.clock = std::move(clock);
    runtime::RuntimeOptions runtime_options;
    runtime_options.wait = *runtime::wait_policy_named(options.wait);
    runtime_options.boot.segment_bytes = options.segment_mib * 1024 * 1024;
    TRIREME_TRY_ASSIGN(runtime_options.boot.new_log_id, random_log_id());
    runtime_options.boot.lost_events = options.lost_events;
    runtime_options.on_booted = std::move(on_booted);
    runtime_options.follower.emplace();
    runtime_options.follower->commands_per_snapshot = options.commands_per_snapshot;
    TRIREME_TRY_ASSIGN(engine.runtime,
                       runtime::Runtime::start(*engine.storage, *engine.clock, brokerage_core_kind(), runtime_options));
    return engine;
}

void print_recovery(std::FILE* to, const Engine& engine) {
    const runtime::BootReport& report = engine.runtime->boot_report();
    for (const std::string& warning : report.warnings) {
        fmt::print(to, "warning: {}\n", warning);
    }
    if (report.position.sequence == 0) {
        fmt::print(to, "began a new journal in {}\n", engine.storage->path_of(""));
        return;
    }
    fmt::print(to, "recovered {} through command {}: {}, replayed {} commands, state hash {:016x}\n",
               engine.storage->path_of(""), report.position.sequence,
               report.snapshot_sequence == 0 ? "from the beginning"
                                             : fmt::format("from the snapshot at {}", report.snapshot_sequence),
               report.replayed_commands, report.state_hash);
    if (report.rebuilt_events > 0) {
        fmt::print(to, "made {} events again that the event log lacked\n", report.rebuilt_events);
    }
}

Result<void> stop_engine(std::FILE* to, Engine& engine) {
    TRIREME_TRY(engine.runtime->stop());
    fmt::print(to, "stopped at command {}, event {}, state hash {:016x}\n", engine.runtime->position().sequence,
               engine.runtime->position().event_sequence, engine.runtime->state_hash());
    return {};
}

}  // namespace trireme::app
