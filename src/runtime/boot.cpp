#include "runtime/boot.hpp"

#include "base/planted_bug.hpp"
#include "journal/archive.hpp"
#include "journal/snapshot_store.hpp"
#include "journal/unfinished_file.hpp"
#include "runtime/account_sidecar.hpp"
#include "runtime/boot_start.hpp"
#include "runtime/event_rebuilder.hpp"
#include "runtime/replay.hpp"

namespace trireme::runtime {
namespace {

using journal::LogKind;

// What a crash left of files that were being made means nothing and takes room that the start may need.
Result<void> sweep_unfinished(journal::Storage& storage, BootReport& report) {
    if (planted_bug(PlantedBug::leave_half_made_files)) {
        return {};
    }
    for (const std::string_view folder : {journal::folder_of(LogKind::commands), journal::folder_of(LogKind::events),
                                          journal::archive_folder, journal::snapshot_folder, journal::request_folder}) {
        TRIREME_TRY_ASSIGN(const auto removed, journal::remove_unfinished(storage, folder));
        for (const std::string& name : removed) {
            report.warnings.push_back(fmt::format("removed what a crash left of the making of {}", name));
        }
    }
    return {};
}

Result<void> sweep_sidecars(journal::Storage& storage, BootReport& report) {
    TRIREME_TRY_ASSIGN(const auto removed, remove_orphaned_account_sidecars(storage));
    for (const std::string& name : removed) {
        report.warnings.push_back(fmt::format("removed {}, whose segment is gone", name));
    }
    return {};
}

Result<journal::DurableMark> renew_durable_mark(journal::Storage& storage, std::uint64_t last_command) {
    TRIREME_TRY_ASSIGN(auto mark, journal::DurableMark::open(storage));
    TRIREME_TRY(mark.write(last_command));
    TRIREME_TRY(mark.sync());
    return mark;
}

// A replay of years forgets more than the memory should hold.
constexpr std::size_t forgotten_held_max = 262'144;

// The files of old requests that this journal's core has forgotten.
Result<std::unique_ptr<RequestArchive>> open_request_archive(journal::Storage& storage, const LogEnds& ends,
                                                             const journal::LogId& log_id, BootReport& report) {
    TRIREME_TRY_ASSIGN(auto archive, RequestArchive::open(storage, log_id));
    for (const std::string& damage : archive->damages()) {
        report.warnings.push_back(fmt::format("passed over old requests: {}", damage));
    }
    if (archive->covered_through() > ends.last_command()) {
        return fail(ErrorCode::corrupt, "{}: the journal ends after record {}, but {} holds requests through {}",
                    storage.path_of(journal::folder_of(LogKind::commands)), ends.last_command(),
                    storage.path_of(journal::request_folder), archive->covered_through());
    }
    return archive;
}

Result<void> take_forgotten(Core& core, std::uint64_t sequence, ForgottenRequests& forgotten) {
    forgotten.take_from(core, sequence);
    return forgotten.recent_count() < forgotten_held_max ? Result<void>() : forgotten.move_to_archive(core, sequence);
}

Result<Position> replay_to_end(journal::Storage& storage, const RestoredCore& start, std::uint64_t last_command,
                               EventRebuilder& rebuilder, ForgottenRequests* forgotten, BootReport& report) {
    if (last_command <= start.position.sequence) {
        return start.position;
    }
    TRIREME_TRY_ASSIGN(Replay replay, Replay::open(storage, *start.core, start.position));
    EventRecords events;
    for (;;) {
        events.clear();
        TRIREME_TRY_ASSIGN(const bool stepped, replay.step(last_command, events));
        if (!stepped) {
            return replay.position();
        }
        TRIREME_TRY(rebuilder.add(events, replay.position().sequence));
        if (forgotten != nullptr) {
            TRIREME_TRY(take_forgotten(*start.core, replay.position().sequence, *forgotten));
        }
        report.replayed_commands += 1;
    }
}

Result<std::unique_ptr<EventLog>> finish_event_log(journal::Storage& storage, EventRebuilder& rebuilder,
                                                   const Position& position) {
    TRIREME_TRY_ASSIGN(auto log, rebuilder.finish(position.sequence));
    if (log->last_event() != position.event_sequence) {
        return fail(ErrorCode::corrupt, "{}: the event log holds {} events, the journal's {} commands led to {}",
                    storage.path_of(journal::folder_of(LogKind::events)), log->last_event(), position.sequence,
                    position.event_sequence);
    }
    return log;
}

}  // namespace

journal::LogOptions BootOptions::log_options(journal::LogKind kind, std::uint64_t first_sequence) const {
    return {.kind = kind,
            .segment_bytes = segment_bytes,
            .batch_bytes_max = limits.batch_bytes_max,
            .new_log_id = new_log_id,
            .first_sequence = first_sequence};
}

Result<Booted> boot(journal::Storage& storage, const CoreKind& kind, const BootOptions& options) {
    TRIREME_TRY_ASSIGN(auto lock, storage.lock());
    BootReport report;
    TRIREME_TRY(sweep_unfinished(storage, report));
    TRIREME_TRY_ASSIGN(LogEnds ends, find_ends(storage, report));
    TRIREME_TRY(settle_end(storage, ends.commands, journal::TailPolicy::acknowledged));
    std::unique_ptr<RequestArchive> request_archive;
    std::unique_ptr<ForgottenRequests> forgotten;
    if (kind.make()->forgets_requests()) {
        const journal::LogId& log_id = ends.commands.segment_index == 0 ? options.new_log_id : ends.commands.log_id;
        TRIREME_TRY_ASSIGN(request_archive, open_request_archive(storage, ends, log_id, report));
        forgotten = std::make_unique<ForgottenRequests>(*request_archive);
    }
    TRIREME_TRY_ASSIGN(RestoredCore start, find_start(storage, kind, options, request_archive.get(), ends, report));
    start.core->keep_forgotten();
    report.snapshot_sequence = start.position.sequence;
    EventRebuilder rebuilder(storage, ends.events, start.position, options);
    TRIREME_TRY_ASSIGN(report.position,
                       replay_to_end(storage, start, ends.last_command(), rebuilder, forgotten.get(), report));
    TRIREME_TRY_ASSIGN(auto events, finish_event_log(storage, rebuilder, report.position));
    TRIREME_TRY(sweep_sidecars(storage, report));
    report.rebuilt_events = rebuilder.count();
    report.state_hash = start.core->state_hash();
    start.core->gather_pages();

    const auto log_options = options.log_options(LogKind::commands, report.position.sequence + 1);
    TRIREME_TRY_ASSIGN(auto writer, journal::LogWriter::open(storage, ends.commands, log_options));
    report.log_id = writer->log_id();
    TRIREME_TRY_ASSIGN(auto mark, renew_durable_mark(storage, report.position.sequence));

    Position position = report.position;
    if (planted_bug(PlantedBug::event_gap_after_restart) && position.sequence > 0) {
        position.event_sequence += 1;
    }
    return Booted{.lock = std::move(lock),
                  .core = std::move(start.core),
                  .position = position,
                  .journal = std::move(writer),
                  .mark = std::move(mark),
                  .events = std::move(events),
                  .request_archive = std::move(request_archive),
                  .forgotten = std::move(forgotten),
                  .report = std::move(report)};
}

}  // namespace trireme::runtime
