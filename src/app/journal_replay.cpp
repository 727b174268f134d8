#include "app/data_folder.hpp"
#include "app/journal_commands.hpp"
#include "app/journal_view.hpp"
#include "app/replay_start.hpp"
#include "runtime/replay.hpp"

#include <chrono>
#include <cstdio>
#include <memory>

namespace trireme::app {
namespace {

struct ReplayOptions {
    std::string folder;
    bool from_snapshot = false;
};

Result<runtime::Position> replay_all(const JournalView& view, runtime::Core& core, const runtime::Position& position) {
    if (position.sequence >= view.through) {
        return position;
    }
    TRIREME_TRY_ASSIGN(auto replay, runtime::Replay::open(*view.storage, core, position));
    runtime::EventRecords events;
    for (;;) {
        events.clear();
        TRIREME_TRY_ASSIGN(const bool stepped, replay.step(view.through, events));
        if (!stepped) {
            return replay.position();
        }
    }
}

Result<void> replay_and_print(const ReplayOptions& options) {
    TRIREME_TRY_ASSIGN(const JournalView view, view_journal(options.folder));
    const auto from = options.from_snapshot ? ReplayFrom::newest_snapshot : ReplayFrom::first_record;
    TRIREME_TRY_ASSIGN(const runtime::RestoredCore start, start_replay(view, from));
    const auto begin = std::chrono::steady_clock::now();
    TRIREME_TRY_ASSIGN(const runtime::Position end, replay_all(view, *start.core, start.position));
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    if (view.damage) {
        return std::unexpected(*view.damage);
    }

    const std::uint64_t records = end.sequence - start.position.sequence;
    fmt::print("began        {}\n", start.position.sequence == 0
                                        ? "with the first record"
                                        : fmt::format("behind the snapshot at {}", start.position.sequence));
    fmt::print("sequence     {}\n", end.sequence);
    fmt::print("events       {}\n", end.event_sequence);
    fmt::print("state hash   {:016x}\n", start.core->state_hash());
    fmt::print("event hash   {:016x}\n", end.event_hash);
    fmt::print("replayed     {} records in {:.3f} s, {:.0f} records/s\n", records, seconds.count(),
               records == 0 ? 0.0 : static_cast<double>(records) / seconds.count());
    return {};
}

}  // namespace

void add_journal_replay(CLI::App& journal, Action& action) {
    auto* const command = journal.add_subcommand("replay", "Apply all commands again and print the state they lead to");
    auto options = std::make_shared<ReplayOptions>();
    add_data_argument(*command, options->folder);
    command->add_flag("--from-snapshot", options->from_snapshot,
                      "Begin at the newest snapshot, not at the first record");
    command->footer(
        "Fails where the commands lead to other events than they did, by the running hash in the journal.\n\n" +
        examples({"trireme journal replay var/trireme", "trireme journal replay var/trireme --from-snapshot"}));
    command->callback([options, &action] {
        action = [options] {
            const auto replayed = replay_and_print(*options);
            return replayed ? ExitStatus::success : report(replayed.error());
        };
    });
}

}  // namespace trireme::app
