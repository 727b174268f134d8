#include "runtime/boot_start.hpp"

#include "journal/archive.hpp"
#include "journal/log_reader.hpp"

#include <algorithm>

namespace trireme::runtime {
namespace {

using journal::LogKind;

std::uint64_t last_of(const journal::LogEnd& end) { return end.next_sequence == 0 ? 0 : end.next_sequence - 1; }

void warn_once(BootReport& report, std::string warning) {
    if (std::ranges::find(report.warnings, warning) == report.warnings.end()) {
        report.warnings.push_back(std::move(warning));
    }
}

void add_tail_warnings(const journal::LogEnd& end, BootReport& report) {
    report.warnings.insert(report.warnings.end(), end.warnings.begin(), end.warnings.end());
    if (end.torn_tail) {
        report.warnings.push_back(fmt::format(
            "{}: {} bytes behind the last record were never acknowledged and are cleared ({})",
            journal::segment_name(end.kind, end.torn_tail->segment_index), end.torn_tail->bytes, end.torn_tail->what));
    }
}

// Snapshots are made from durable commands of this journal, so a good one that does not fit shows that the journal is
// not the one it was.
Result<void> check_snapshot_fits(const journal::Storage& storage, const journal::SnapshotInfo& info,
                                 const LogEnds& ends) {
    const auto name = [&] { return storage.path_of(journal::snapshot_name(info.sequence)); };
    const auto folder = [&] { return storage.path_of(journal::folder_of(LogKind::commands)); };
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

std::string describe_gap(const journal::Storage& storage, const journal::SnapshotInfo& info,
                         const RequestArchive& requests) {
    return fmt::format("{} needs the old requests through {}, the good files in {} reach through {}",
                       storage.path_of(journal::snapshot_name(info.sequence)), info.sequence,
                       storage.path_of(journal::request_folder), requests.covered_through());
}

// Restores from the first snapshot of this journal, in the order, that is good and for which `will_do` is true.
template <class WillDo>
Result<RestoredCore> restore(journal::Storage& storage, const CoreKind& kind, const LogEnds& ends,
                             const RequestArchive* requests, SnapshotChoice::Order order, BootReport& report,
                             WillDo will_do) {
    const SnapshotChoice choice{
        .order = order,
        .will_do = [&](const journal::SnapshotInfo& info) -> Result<bool> {
            TRIREME_TRY(check_snapshot_fits(storage, info, ends));
            if (requests != nullptr && info.sequence > requests->covered_through()) {
                warn_once(report, fmt::format("passed over a snapshot: {}", describe_gap(storage, info, *requests)));
                return false;
            }
            return will_do(info);
        },
        .on_bad =
            [&](const Error& error) { warn_once(report, fmt::format("passed over a snapshot: {}", error.message)); },
    };
    return restore_core(storage, kind, choice);
}

// The last event that was said and is still to be read, live or archived; 0 if none is.
Result<std::uint64_t> last_kept_event(journal::Storage& storage, const journal::LogEnd& events) {
    if (events.segment_index > 0 || events.archived_through_index == 0) {
        return last_of(events);
    }
    TRIREME_TRY_ASSIGN(auto segment,
                       journal::open_archived_segment(storage, LogKind::events, events.archived_through_index));
    for (std::uint64_t last = segment.header().first_sequence - 1;;) {
        TRIREME_TRY_ASSIGN(const journal::RecordRead read, segment.next());
        const auto* record = std::get_if<journal::RecordView>(&read);
        if (record == nullptr) {
            return last;
        }
        last += record->header.count;
    }
}

// What is left of the event log goes to the archive, where it can still be read. After a crash in the midst of it, the
// next start goes on with what is left.
Result<void> set_event_log_aside(journal::Storage& storage, journal::LogEnd& end) {
    TRIREME_TRY(journal::clear_behind_end(storage, end));
    TRIREME_TRY_ASSIGN(const auto indices, journal::list_segments(storage, LogKind::events));
    for (const std::uint64_t index : indices) {
        TRIREME_TRY(journal::archive_segment(storage, LogKind::events, index));
        TRIREME_TRY(storage.remove(journal::segment_name(LogKind::events, index)));
    }
    const std::uint64_t archived_through_index = std::max(end.archived_through_index, end.segment_index);
    end = journal::LogEnd{};
    end.kind = LogKind::events;
    end.archived_through_index = archived_through_index;
    return {};
}

// Begins the event log anew behind `lost_through`, unless that loses events and must not.
Result<void> begin_event_log_anew(journal::Storage& storage, std::uint64_t lost_through, const BootOptions& options,
                                  journal::LogEnd& end, BootReport& report) {
    TRIREME_TRY_ASSIGN(const std::uint64_t kept_through, last_kept_event(storage, end));
    const std::uint64_t first = lost_through + 1;
    if (kept_through >= lost_through) {
        report.warnings.push_back(
            fmt::format("a new event log begins with event {}; those before it are in the archive", first));
        return set_event_log_aside(storage, end);
    }
    const std::string lost = fmt::format(
        "events {} to {} are lost: the event log does not hold them any more, and the "
        "journal and its snapshots do not reach back so far that they could be made "
        "again",
        kept_through + 1, lost_through);
    if (options.lost_events == LostEvents::refuse) {
        return fail(ErrorCode::not_found, "{}. `trireme run --new-event-log` begins a new event log with event {}",
                    lost, first);
    }
    report.warnings.push_back(fmt::format("{}. A new event log begins with event {}", lost, first));
    return set_event_log_aside(storage, end);
}

// What keeps the start from the snapshots is told before what keeps it from the beginning.
Result<void> check_requests_suffice(journal::Storage& storage, const RequestArchive* requests) {
    TRIREME_TRY_ASSIGN(const auto newest, journal::newest_verified_snapshot(storage));
    if (requests == nullptr || !newest || newest->sequence <= requests->covered_through()) {
        return {};
    }
    return fail(ErrorCode::corrupt, "{}{}, and the journal does not reach back so far that they could be made again",
                requests->damages().empty() ? std::string() : requests->damages().front() + ". ",
                describe_gap(storage, *newest, *requests));
}

}  // namespace

std::uint64_t LogEnds::last_command() const { return last_of(commands); }
std::uint64_t LogEnds::last_event() const { return last_of(events); }

// Events leave only after their command is durable, so an event of a later command proves that the journal lost its
// end.
Result<LogEnds> find_ends(journal::Storage& storage, BootReport& report) {
    LogEnds ends;
    TRIREME_TRY_ASSIGN(ends.commands, find_log_end(storage, LogKind::commands, journal::TailPolicy::acknowledged));
    TRIREME_TRY_ASSIGN(ends.events, find_log_end(storage, LogKind::events, journal::TailPolicy::derived));
    if (ends.events.last_link > ends.last_command()) {
        return fail(ErrorCode::corrupt, "{}: the journal ends after record {}, but events of command {} were published",
                    storage.path_of(journal::folder_of(LogKind::commands)), ends.last_command(), ends.events.last_link);
    }
    add_tail_warnings(ends.commands, report);
    add_tail_warnings(ends.events, report);
    return ends;
}

Result<RestoredCore> find_start(journal::Storage& storage, const CoreKind& kind, const BootOptions& options,
                                const RequestArchive* requests, LogEnds& ends, BootReport& report) {
    TRIREME_TRY_ASSIGN(auto newest,
                       restore(storage, kind, ends, requests, SnapshotChoice::Order::newest_first, report,
                               [&](const auto& info) { return info.event_sequence <= ends.last_event(); }));
    if (newest.position.sequence + 1 >= ends.commands.oldest_sequence) {
        return newest;
    }
    TRIREME_TRY_ASSIGN(const auto oldest_record, journal::oldest_sequence(storage, LogKind::commands));
    const auto reaches_back_to = [&](std::uint64_t sequence) { return sequence + 1 >= oldest_record.value_or(1); };
    if (reaches_back_to(newest.position.sequence)) {
        return newest;
    }
    TRIREME_TRY_ASSIGN(auto oldest, restore(storage, kind, ends, requests, SnapshotChoice::Order::oldest_first, report,
                                            [&](const auto& info) { return reaches_back_to(info.sequence); }));
    if (!reaches_back_to(oldest.position.sequence)) {
        TRIREME_TRY(check_requests_suffice(storage, requests));
        return fail(ErrorCode::not_found,
                    "{}: the journal begins with record {}, and there is no good snapshot behind "
                    "which it goes on",
                    storage.path_of(journal::folder_of(LogKind::commands)), *oldest_record);
    }
    TRIREME_TRY(begin_event_log_anew(storage, oldest.position.event_sequence, options, ends.events, report));
    return oldest;
}

}  // namespace trireme::runtime
