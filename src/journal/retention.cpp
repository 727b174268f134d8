#include "journal/retention.hpp"

#include "base/planted_bug.hpp"
#include "journal/archive.hpp"
#include "journal/recovery.hpp"
#include "journal/segment_scanner.hpp"
#include "journal/snapshot_store.hpp"

#include <algorithm>

namespace trireme::journal {
namespace {

constexpr std::size_t newest_segments_kept = 2;

Result<std::vector<SegmentScanner>> open_used_segments(Storage& storage, LogKind kind) {
    TRIREME_TRY_ASSIGN(const auto indices, list_segments(storage, kind));
    std::vector<SegmentScanner> used;
    for (const std::uint64_t index : indices) {
        TRIREME_TRY_ASSIGN(auto segment, open_segment(storage, kind, index));
        if (segment) {
            used.push_back(*std::move(segment));
        }
    }
    return used;
}

// Damage must not go into the archive and pass for history.
Result<void> check_records_through(const Storage& storage, SegmentScanner& segment, std::uint64_t last_sequence) {
    for (std::uint64_t due = segment.header().first_sequence; due <= last_sequence;) {
        const std::uint64_t offset = segment.offset();
        TRIREME_TRY_ASSIGN(const RecordRead read, segment.next());
        const auto* record = std::get_if<RecordView>(&read);
        if (record == nullptr) {
            return fail(ErrorCode::corrupt, "{} at offset {}: record {} is damaged: {}",
                        storage.path_of(segment.name()), offset, due, describe_missing(read));
        }
        if (record->header.sequence != due) {
            return fail(ErrorCode::corrupt, "{} at offset {}: record {} is damaged: sequence {} stands in its place",
                        storage.path_of(segment.name()), offset, due, record->header.sequence);
        }
        if (last_sequence_of(record->header) > last_sequence) {
            return fail(ErrorCode::corrupt, "{} at offset {}: record {} is damaged: it reaches through {}, beyond {}",
                        storage.path_of(segment.name()), offset, due, last_sequence_of(record->header), last_sequence);
        }
        due += record->header.count;
    }
    return {};
}

// Oldest first, so that no gap ever opens between the live segments.
Result<std::vector<std::uint64_t>> archive_through(Storage& storage, LogKind kind, std::vector<SegmentScanner> used,
                                                   std::uint64_t covered_through) {
    std::vector<std::uint64_t> archived;
    for (std::size_t position = 0; position + newest_segments_kept < used.size(); ++position) {
        SegmentScanner& segment = used[position];
        const std::uint64_t index = segment.header().index;
        const std::uint64_t last_sequence = used[position + 1].header().first_sequence - 1;
        if (planted_bug(PlantedBug::delete_uncovered_segment)) {
            TRIREME_TRY(storage.remove(segment_name(kind, index)));
            archived.push_back(index);
            continue;
        }
        if (last_sequence > covered_through) {
            break;
        }
        TRIREME_TRY(check_records_through(storage, segment, last_sequence));
        TRIREME_TRY(archive_segment(storage, kind, index));
        TRIREME_TRY(storage.remove(segment_name(kind, index)));
        archived.push_back(index);
    }
    return archived;
}

Result<std::vector<std::uint64_t>> archive_events_through(Storage& storage, std::uint64_t covered_through) {
    TRIREME_TRY_ASSIGN(auto events, open_used_segments(storage, LogKind::events));
    return archive_through(storage, LogKind::events, std::move(events), covered_through);
}

}  // namespace

Result<RetentionReport> archive_covered_segments(Storage& storage, std::uint64_t events_durable_through_command) {
    TRIREME_TRY_ASSIGN(auto commands, open_used_segments(storage, LogKind::commands));
    TRIREME_TRY_ASSIGN(const auto snapshot, newest_verified_snapshot(storage));
    if (snapshot && !commands.empty() && snapshot->log_id != commands.front().header().log_id) {
        return fail(ErrorCode::conflict, "{} belongs to another journal than {}",
                    storage.path_of(snapshot_name(snapshot->sequence)), storage.path_of(commands.front().name()));
    }
    const std::uint64_t commands_through = snapshot ? std::min(snapshot->sequence, events_durable_through_command) : 0;
    const std::uint64_t events_through = snapshot ? snapshot->event_sequence : 0;

    RetentionReport report;
    if (snapshot) {
        report.snapshot_sequence = snapshot->sequence;
    }
    TRIREME_TRY_ASSIGN(report.command_segments,
                       archive_through(storage, LogKind::commands, std::move(commands), commands_through));
    if (auto events = archive_events_through(storage, events_through)) {
        report.event_segments = *std::move(events);
    } else {
        report.event_log_failure = std::move(events).error();
    }
    return report;
}

}  // namespace trireme::journal
