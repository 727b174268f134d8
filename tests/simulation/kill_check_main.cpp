// Starts the engine on what a kill left, and checks that nothing acknowledged is lost:
//
//     trireme_kill_check FOLDER LAST_ACKNOWLEDGED
#include "journal/posix_storage.hpp"
#include "journal/verify.hpp"
#include "runtime/boot.hpp"
#include "runtime/replay.hpp"
#include "simulation/engine_setup.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <random>
#include <string>

namespace {

using namespace trireme;

Result<runtime::BootReport> start_once(journal::Storage& storage) {
    std::random_device random;
    TRIREME_TRY_ASSIGN(const auto booted,
                       runtime::boot(storage, simulation::counter_kind(), simulation::boot_options(random())));
    return booted.report;
}

Result<std::string> check(const std::string& folder, std::uint64_t last_acknowledged) {
    TRIREME_TRY_ASSIGN(auto storage, journal::open_posix_storage(folder, journal::FolderPolicy::must_exist));
    TRIREME_TRY_ASSIGN(const runtime::BootReport report, start_once(*storage));
    if (report.position.sequence < last_acknowledged) {
        return fail(ErrorCode::corrupt, "command {} was acknowledged, the start recovered {}", last_acknowledged,
                    report.position.sequence);
    }
    TRIREME_TRY_ASSIGN(const auto commands, journal::verify_log(*storage, journal::LogKind::commands));
    TRIREME_TRY_ASSIGN(const auto events, journal::verify_log(*storage, journal::LogKind::events));
    if (commands.last_sequence != report.position.sequence || events.last_sequence != report.position.event_sequence) {
        return fail(ErrorCode::corrupt, "the start came to command {} and event {}, the logs end with {} and {}",
                    report.position.sequence, report.position.event_sequence, commands.last_sequence,
                    events.last_sequence);
    }
    const auto core = simulation::counter_kind().make();
    if (report.position.sequence > 0) {
        TRIREME_TRY_ASSIGN(auto replay, runtime::Replay::open(*storage, *core, runtime::Position{}));
        runtime::EventRecords replayed;
        for (bool stepped = true; stepped; replayed.clear()) {
            TRIREME_TRY_ASSIGN(stepped, replay.step(report.position.sequence, replayed));
        }
    }
    if (core->state_hash() != report.state_hash) {
        return fail(ErrorCode::corrupt, "a replay from the beginning leads to state {:016x}, the start to {:016x}",
                    core->state_hash(), report.state_hash);
    }
    return fmt::format("{} commands, {} events, snapshot at {}, {} replayed, {} events rebuilt, {} warnings",
                       report.position.sequence, report.position.event_sequence, report.snapshot_sequence,
                       report.replayed_commands, report.rebuilt_events, report.warnings.size());
}

}  // namespace

int main(int argc, char** argv) {
    std::string folder;
    std::uint64_t last_acknowledged = 0;
    CLI::App app("Recovers FOLDER and checks that it holds all commands through LAST_ACKNOWLEDGED.");
    app.add_option("folder", folder, "the data folder")->required();
    app.add_option("last_acknowledged", last_acknowledged, "the last sequence that the writer printed")->required();
    CLI11_PARSE(app, argc, argv);
    const auto checked = check(folder, last_acknowledged);
    fmt::print(checked ? stdout : stderr, "{}\n", checked ? *checked : checked.error().message);
    return checked ? 0 : 1;
}
