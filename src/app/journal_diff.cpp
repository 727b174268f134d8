#include "app/brokerage_core.hpp"
#include "app/command_events.hpp"
#include "app/data_folder.hpp"
#include "app/journal_commands.hpp"
#include "app/journal_view.hpp"
#include "app/replay_start.hpp"
#include "journal/segment.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>

namespace trireme::app {
namespace {

struct DiffOptions {
    std::string folder;
    bool from_snapshot = false;
};

bool is_same(const EventView& a, const EventView& b) {
    return a.sequence == b.sequence && a.time == b.time && a.account == b.account &&
           a.account_sequence == b.account_sequence && a.type == b.type && std::ranges::equal(a.body, b.body);
}

// Replays the journal and holds each event against the one that the event log has for it.
class Differ {
public:
    Differ(const JournalView& view, runtime::Core& core, const runtime::Position& position)
        : view_(view), runner_(core, position), vocabulary_(brokerage_core_kind().vocabulary) {}

    // True if nothing differs.
    Result<bool> run() {
        const std::uint64_t first = runner_.position().sequence + 1;
        if (first > view_.through) {
            return true;
        }
        TRIREME_TRY_ASSIGN(auto records, journal::LogReader::open(*view_.storage, journal::LogKind::commands, first));
        TRIREME_TRY_ASSIGN(CommandEvents logged, CommandEvents::open(*view_.storage, first));
        for (;;) {
            TRIREME_TRY_ASSIGN(const auto record, records.next(view_.through));
            if (!record) {
                return view_.damage ? Result<bool>(std::unexpected(*view_.damage)) : Result<bool>(true);
            }
            TRIREME_TRY_ASSIGN(const bool is_as_recorded, replay(*record, logged));
            if (!is_as_recorded) {
                return false;
            }
        }
    }

    void print_agreement(std::uint64_t first) const {
        const runtime::Position& end = runner_.position();
        fmt::print("no difference: {} commands lead to the events that were recorded\n", end.sequence - first);
        fmt::print("compared with the event log: {} events; the rest by the journal's running hash {:016x}\n",
                   compared_, end.event_hash);
    }

private:
    Result<bool> replay(const journal::LogRecord& record, CommandEvents& logged) {
        events_.clear();
        auto applied = runner_.apply(record.header.time, record.payload, events_);
        if (!applied) {
            return fail_with_context(std::move(applied), place(record));
        }
        TRIREME_TRY_ASSIGN(const bool is_as_logged, compare(record, logged));
        if (!is_as_logged) {
            return false;
        }
        if (runner_.position().event_hash == record.header.link) {
            return true;
        }
        TRIREME_TRY(print_command(record));
        fmt::print("leads to other events than the running hash in the journal says ({:016x}, recorded {:016x}).\n",
                   runner_.position().event_hash, record.header.link);
        fmt::print("The event log {}, so the first event that differs cannot be named. Replayed:\n",
                   logged.is_at_end() ? "does not reach so far" : "agrees with the replay");
        for (std::size_t index = 0; index < events_.count(); ++index) {
            TRIREME_TRY(print_side("replayed", events_.at(index)));
        }
        return false;
    }

    // Compares with the events that the log has of this command, until the log ends.
    Result<bool> compare(const journal::LogRecord& record, CommandEvents& logged) {
        for (std::size_t index = 0; index <= events_.count(); ++index) {
            std::optional<EventView> replayed;
            if (index < events_.count()) {
                replayed = events_.at(index);
            }
            TRIREME_TRY_ASSIGN(const auto recorded, logged.next_of(record.header.sequence));
            if (!recorded && (!replayed || logged.is_at_end())) {
                break;
            }
            if (!recorded || !replayed || !is_same(*recorded, *replayed)) {
                TRIREME_TRY(print_command(record));
                fmt::print("differs first in event {}:\n", (recorded ? *recorded : *replayed).sequence);
                TRIREME_TRY(print_side("recorded", recorded));
                TRIREME_TRY(print_side("replayed", replayed));
                return false;
            }
            compared_ += 1;
        }
        return true;
    }

    Result<void> print_command(const journal::LogRecord& record) {
        TRIREME_TRY_ASSIGN(const std::string command, vocabulary_->command_to_json(record.payload));
        fmt::print("{}\n    {}\n", place(record), command);
        return {};
    }

    Result<void> print_side(std::string_view side, const std::optional<EventView>& event) {
        if (!event) {
            fmt::print("    {}: no such event\n", side);
            return {};
        }
        TRIREME_TRY_ASSIGN(const std::string body, vocabulary_->event_to_json(event->body));
        fmt::print("    {}: {}\n", side, body);
        return {};
    }

    [[nodiscard]] std::string place(const journal::LogRecord& record) const {
        return fmt::format(
            "command {} of {} ({} at offset {})", record.header.sequence, format_timestamp(record.header.time),
            view_.storage->path_of(journal::segment_name(journal::LogKind::commands, record.segment_index)),
            record.offset);
    }

    const JournalView& view_;
    runtime::CoreRunner runner_;
    std::shared_ptr<const runtime::Vocabulary> vocabulary_;
    runtime::EventRecords events_;  // of one command at a time
    std::uint64_t compared_ = 0;
};

Result<ExitStatus> diff(const DiffOptions& options) {
    TRIREME_TRY_ASSIGN(const JournalView view, view_journal(options.folder));
    const auto from = options.from_snapshot ? ReplayFrom::newest_snapshot : ReplayFrom::first_record;
    TRIREME_TRY_ASSIGN(const runtime::RestoredCore start, start_replay(view, from));
    Differ differ(view, *start.core, start.position);
    TRIREME_TRY_ASSIGN(const bool is_same_throughout, differ.run());
    if (!is_same_throughout) {
        return ExitStatus::failure;
    }
    differ.print_agreement(start.position.sequence);
    return ExitStatus::success;
}

}  // namespace

void add_journal_diff(CLI::App& journal, Action& action) {
    auto* const command =
        journal.add_subcommand("diff", "Replay and name the first event that differs from what was said then");
    auto options = std::make_shared<DiffOptions>();
    add_data_argument(*command, options->folder);
    command->add_flag("--from-snapshot", options->from_snapshot,
                      "Begin at the newest snapshot, not at the first record");
    command->footer(
        "Compares with the event log, and with the running hash of events in the journal. Exit status 1 if there\n"
        "is a difference; both sides are printed as JSON.\n\n" +
        examples({"trireme journal diff var/trireme"}));
    command->callback([options, &action] {
        action = [options] {
            const auto status = diff(*options);
            return status ? *status : report(status.error());
        };
    });
}

}  // namespace trireme::app
