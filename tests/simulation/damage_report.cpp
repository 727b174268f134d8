#include "simulation/damage_report.hpp"

#include "journal/verify.hpp"
#include "runtime/replay.hpp"

namespace trireme::simulation {
namespace {

Result<std::uint64_t> last_command_after_start(const TestedCore& core, journal::Storage& storage) {
    TRIREME_TRY_ASSIGN(const auto booted, runtime::boot(storage, core.kind(), core.boot_options(1)));
    return booted.report.position.sequence;
}

Result<void> start_and_read_everything(const TestedCore& core, journal::Storage& storage) {
    TRIREME_TRY_ASSIGN(const std::uint64_t last_command, last_command_after_start(core, storage));
    return read_everything(core, storage, last_command);
}

}  // namespace

Result<void> read_everything(const TestedCore& core, journal::Storage& storage, std::uint64_t last_command) {
    TRIREME_TRY(journal::verify_log(storage, journal::LogKind::commands));
    TRIREME_TRY(journal::verify_log(storage, journal::LogKind::events));
    const auto replayed = core.kind().make();
    TRIREME_TRY_ASSIGN(auto replay, runtime::Replay::open(storage, *replayed, runtime::Position{}));
    runtime::EventRecords events;
    for (bool stepped = true; stepped; events.clear()) {
        TRIREME_TRY_ASSIGN(stepped, replay.step(last_command, events));
    }
    return {};
}

DamageReport look_for_damage(const TestedCore& core, const SimulatedStorage& damaged, const Damage& damage,
                             std::uint64_t last_promised) {
    const auto copy = damaged.clone(1);
    const Result<void> read = start_and_read_everything(core, *copy);
    if (read) {
        return {"none", "nothing reports it"};
    }
    const Error& error = read.error();
    if (error.code != ErrorCode::corrupt) {
        return {error.message, fmt::format("is reported as {}: {}", name_of(error.code), error.message)};
    }
    if (error.message.find('/') == std::string::npos) {
        return {error.message, fmt::format("the report names no file: {}", error.message)};
    }
    repair(*copy, damage);
    const auto repaired = last_command_after_start(core, *copy);
    if (!repaired) {
        return {error.message,
                fmt::format("was repaired, and the engine does not start: {}", repaired.error().message)};
    }
    if (*repaired < last_promised) {
        return {error.message,
                fmt::format("was repaired, and the start recovers {} of {} commands", *repaired, last_promised)};
    }
    return {error.message, std::nullopt};
}

}  // namespace trireme::simulation
