#include "runtime/boot.hpp"

#include "base/planted_bug.hpp"
#include "journal/snapshot_store.hpp"
#include "runtime/replay.hpp"

#include <algorithm>

namespace trireme::runtime {
namespace {

struct LogEnds {
    journal::LogEnd commands;
    journal::LogEnd events;

    [[nodiscard]] std::uint64_t last_command() const {
        return commands.next_sequence == 0 ? 0 : commands.next_sequence - 1;
    }
    [[nodiscard]] std::uint64_t last_event() const { return events.next_sequence == 0 ? 0 : events.next_sequence - 1; }
};

void add_tail_warnings(const journal::LogEnd& end, std::vector<std::string>& warnings) {
    warnings.insert(warnings.end(), end.warnings.begin(), end.warnings.end());
    if (end.torn_tail) {
        warnings.push_back(fmt::format(
            "{}: {} bytes behind the last record were never acknowledged and are cleared ({})",
            journal::segment_name(end.kind, end.torn_tail->segment_index), end.torn_tail->bytes, end.torn_tail->what));
    }
}

// Events leave only after their command is durable, so an event of a later command proves that the journal lost its
// end.
Result<LogEnds> find_ends(journal::Storage& storage, BootReport& report) {
    LogEnds ends;
    TRIREME_TRY_ASSIGN(ends.commands,
                       find_log_end(storage, journal::LogKind::commands, journal::TailPolicy::acknowledged));
    TRIREME_TRY_ASSIGN(ends.events, find_log_end(storage, journal::LogKind::events, journal::TailPolicy::derived));
    if (ends.events.last_link > ends.last_command()) {
        return fail(ErrorCode::corrupt, "{}: the journal ends after record {}, but events of command {} were published",
                    storage.path_of(journal::folder_of(journal::LogKind::commands)), ends.last_command(),
                    ends.events.last_link);
    }
    add_tail_warnings(ends.commands, report.warnings);
    add_tail_warnings(ends.events, report.warnings);
    return ends;
}

// Snapshots are made from durable commands of this journal, so a good one that does not fit shows that the journal is
// not the one it was.
Result<void> check_snapshot_fits(const journal::Storage& storage, const journal::SnapshotInfo& info,
                                 const LogEnds& ends) {
    const auto name = [&] { return storage.path_of(journal::snapshot_name(info.sequence)); };
    const auto folder = [&] { return storage.path_of(journal::folder_of(journal::LogKind::commands)); };
    if (info.sequence > ends.last_command()) {
        return fail(ErrorCode::corrupt, "{}: the journal ends after record {}, but there is a snapshot at {}: {}",
                    folder(), ends.last_command(), info.sequence, name());
    }
    if (info.log_id != ends.commands.log_id) {
        return fail(ErrorCode::conflict, "{}: is a snapshot of another journal than the one in {}", name(), folder());
    }
    if (info.sequence == ends.last_command() && info.event_hash != ends.commands.last_link) {
        return fail(ErrorCode::corrupt, "{}: its events have the hash {:016x}, the last record in {} says {:016x}",
                    name(), info.event_hash, folder(), ends.commands.last_link);
    }
    return {};
}

// Makes the core, in the state of the newest good snapshot from which the events that the event log lacks can be made
// again; without any, in its beginning state.
Result<Position> restore_newest(journal::Storage& storage, const CoreKind& kind, const LogEnds& ends,
                                std::unique_ptr<Core>& core, BootReport& report) {
    TRIREME_TRY_ASSIGN(auto sequences, journal::list_snapshots(storage));
    std::ranges::reverse(sequences);
    for (const std::uint64_t sequence : sequences) {
        const auto snapshot = journal::read_snapshot(storage, sequence);
        if (!snapshot) {
            report.warnings.push_back(fmt::format("passed over a snapshot: {}", snapshot.error().message));
            continue;
        }
        TRIREME_TRY(check_snapshot_fits(storage, snapshot->info, ends));
        if (snapshot->info.event_sequence > ends.last_event()) {
            continue;
        }
        core = kind.make();
        auto position = restore_snapshot(*snapshot, *core);
        if (position || position.error().code == ErrorCode::conflict) {
            report.snapshot_sequence = sequence;
            return position;
        }
        report.warnings.push_back(fmt::format("passed over a snapshot: {}", position.error().message));
    }
    core = kind.make();
    return Position{};
}

// From here on, what the log shows is what a power cut leaves.
Result<void> settle(journal::Storage& storage, const journal::LogEnd& end, journal::TailPolicy policy) {
    TRIREME_TRY(clear_behind_end(storage, end));
    return make_end_durable(storage, end, policy);
}

Result<journal::DurableMark> renew_durable_mark(journal::Storage& storage, std::uint64_t last_command) {
    TRIREME_TRY_ASSIGN(auto mark, journal::DurableMark::open(storage));
    TRIREME_TRY(mark.write(last_command));
    TRIREME_TRY(mark.sync());
    return mark;
}

// Collects the events that the event log lacks. What is damaged in the log is cleared, and the log opened, only when it
// must be: as long as the replay may still fail, what was said is worth keeping as it is.
class EventRebuilder {
public:
    EventRebuilder(journal::Storage& storage, const journal::LogEnd& end, const Position& from,
                   const BootOptions& options)
        : storage_(storage),
          end_(end),
          options_(options),
          first_event_(from.event_sequence + 1),
          last_event_(end.segment_index == 0 ? from.event_sequence : end.next_sequence - 1) {}

    // The events of the command, all of them.
    Result<void> add(const EventRecords& events, std::uint64_t command) {
        for (std::size_t index = 0; index < events.count(); ++index) {
            if (const EventView event = events.at(index); event.sequence > last_event_) {
                missing_.append(event);
                ++count_;
            }
        }
        return missing_.records().size() < missing_bytes_max ? Result<void>() : flush(command);
    }

    // Appends what is left; through `last_command` there is no more. Hands over the log.
    Result<std::unique_ptr<EventLog>> finish(std::uint64_t last_command) {
        TRIREME_TRY(flush(last_command));
        TRIREME_TRY(log_->sync());
        return std::move(log_);
    }

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] std::uint64_t last_event_in_log() const { return last_event_; }

private:
    // Events held in memory before the log is touched.
    static constexpr std::size_t missing_bytes_max = 64 * 1024 * 1024;

    Result<void> flush(std::uint64_t command) {
        if (log_ == nullptr) {
            TRIREME_TRY(open());
        }
        TRIREME_TRY(log_->append(missing_, command));
        missing_.clear();
        return {};
    }

    Result<void> open() {
        TRIREME_TRY(settle(storage_, end_, journal::TailPolicy::derived));
        const journal::LogOptions log_options{.kind = journal::LogKind::events,
                                              .segment_bytes = options_.segment_bytes,
                                              .batch_bytes_max = options_.limits.batch_bytes_max,
                                              .new_log_id = options_.new_log_id,
                                              .first_sequence = first_event_};
        TRIREME_TRY_ASSIGN(auto writer, journal::LogWriter::open(storage_, end_, log_options));
        TRIREME_TRY_ASSIGN(log_,
                           EventLog::open(storage_, std::move(writer), last_event_, options_.limits.batch_bytes_max));
        return {};
    }

    journal::Storage& storage_;
    const journal::LogEnd& end_;
    const BootOptions& options_;
    std::uint64_t first_event_;  // of a log that begins anew
    std::uint64_t last_event_;   // in the log as it was found
    std::unique_ptr<EventLog> log_;
    EventRecords missing_;
    std::uint64_t count_ = 0;
};

Result<Position> replay_to_end(journal::Storage& storage, Core& core, const Position& from, std::uint64_t last_command,
                               EventRebuilder& rebuilder, BootReport& report) {
    if (last_command <= from.sequence) {
        return from;
    }
    auto opened = Replay::open(storage, core, from);
    if (!opened) {
        return fail_with_context(std::move(opened),
                                 fmt::format("while replaying from record {}, since the event log ends after event {}",
                                             from.sequence + 1, rebuilder.last_event_in_log()));
    }
    Replay replay = *std::move(opened);
    EventRecords events;
    for (;;) {
        events.clear();
        TRIREME_TRY_ASSIGN(const bool stepped, replay.step(last_command, events));
        if (!stepped) {
            return replay.position();
        }
        TRIREME_TRY(rebuilder.add(events, replay.position().sequence));
        report.replayed_commands += 1;
    }
}

Result<std::unique_ptr<EventLog>> finish_event_log(journal::Storage& storage, EventRebuilder& rebuilder,
                                                   const Position& position) {
    TRIREME_TRY_ASSIGN(auto log, rebuilder.finish(position.sequence));
    if (log->last_event() != position.event_sequence) {
        return fail(ErrorCode::corrupt, "{}: the event log holds {} events, the journal's {} commands led to {}",
                    storage.path_of(journal::folder_of(journal::LogKind::events)), log->last_event(), position.sequence,
                    position.event_sequence);
    }
    return log;
}

}  // namespace

Result<Booted> boot(journal::Storage& storage, const CoreKind& kind, const BootOptions& options) {
    TRIREME_TRY_ASSIGN(auto lock, storage.lock());
    BootReport report;
    TRIREME_TRY_ASSIGN(const LogEnds ends, find_ends(storage, report));
    TRIREME_TRY(settle(storage, ends.commands, journal::TailPolicy::acknowledged));
    std::unique_ptr<Core> core;
    TRIREME_TRY_ASSIGN(const Position from, restore_newest(storage, kind, ends, core, report));
    EventRebuilder rebuilder(storage, ends.events, from, options);
    TRIREME_TRY_ASSIGN(report.position, replay_to_end(storage, *core, from, ends.last_command(), rebuilder, report));
    TRIREME_TRY_ASSIGN(auto events, finish_event_log(storage, rebuilder, report.position));
    report.rebuilt_events = rebuilder.count();
    report.state_hash = core->state_hash();

    const journal::LogOptions log_options{.kind = journal::LogKind::commands,
                                          .segment_bytes = options.segment_bytes,
                                          .batch_bytes_max = options.limits.batch_bytes_max,
                                          .new_log_id = options.new_log_id,
                                          .first_sequence = report.position.sequence + 1};
    TRIREME_TRY_ASSIGN(auto writer, journal::LogWriter::open(storage, ends.commands, log_options));
    TRIREME_TRY_ASSIGN(auto mark, renew_durable_mark(storage, report.position.sequence));

    Position position = report.position;
    if (planted_bug(PlantedBug::event_gap_after_restart) && position.sequence > 0) {
        position.event_sequence += 1;
    }
    return Booted{.lock = std::move(lock),
                  .core = std::move(core),
                  .position = position,
                  .journal = std::move(writer),
                  .mark = std::move(mark),
                  .events = std::move(events),
                  .report = std::move(report)};
}

}  // namespace trireme::runtime
