#include "journal/verify.hpp"

#include "base/assert.hpp"
#include "journal/archive.hpp"
#include "journal/durable_mark.hpp"
#include "journal/segment_scanner.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace trireme::journal {
namespace {

// A record that is being written while it is read may look damaged for as long as the write takes.
constexpr int rereads_max = 16;

// How far the segments read so far reach.
struct Progress {
    std::optional<SegmentHeader> segment;
    std::uint64_t next_sequence = 0;
    std::uint64_t last_link = 0;
    std::string end;  // what stands behind the last record, and where
};

class LogVerification {
public:
    LogVerification(Storage& storage, LogKind kind) : storage_(storage) { report_.kind = kind; }

    [[nodiscard]] Result<LogReport> run() {
        if (report_.kind == LogKind::commands) {
            // Read first: everything through the mark must be found from now on.
            TRIREME_TRY_ASSIGN(report_.durable_mark, read_durable_mark(storage_));
        }
        TRIREME_TRY(open_live_segments());
        TRIREME_TRY_ASSIGN(const auto archived, list_archived_segments(storage_, report_.kind));
        std::set<std::uint64_t> indices(archived.begin(), archived.end());
        for (const auto& [index, segment] : live_) {
            indices.insert(index);
        }
        for (const std::uint64_t index : indices) {
            Progress after;
            if (std::ranges::binary_search(archived, index)) {
                TRIREME_TRY_ASSIGN(SegmentScanner segment, open_archived_segment(storage_, report_.kind, index));
                TRIREME_TRY_ASSIGN(after, verify_segment(segment, SegmentState::archived));
            }
            if (const auto live = live_.find(index); live != live_.end()) {
                const auto state = index == live_.rbegin()->first ? SegmentState::in_use : SegmentState::sealed;
                TRIREME_TRY_ASSIGN(after, verify_segment(live->second, state));
            }
            count_entries_of(report_.segments.back());
            progress_ = std::move(after);
        }
        for (SegmentReport& prepared : prepared_) {
            report_.segments.push_back(std::move(prepared));
        }
        TRIREME_TRY(check_reaches_mark());
        return std::move(report_);
    }

private:
    // Before the archive is looked at: a segment that moves there meanwhile is then found in both places, never in
    // none.
    [[nodiscard]] Result<void> open_live_segments() {
        TRIREME_TRY_ASSIGN(const auto indices, list_segments(storage_, report_.kind));
        for (const std::uint64_t index : indices) {
            auto segment = open_segment(storage_, report_.kind, index);
            if (!segment && segment.error().code == ErrorCode::not_found) {
                continue;
            }
            TRIREME_TRY(segment);
            if (*segment) {
                live_.emplace(index, **std::move(segment));
            } else {
                TRIREME_TRY(note_prepared(index));
            }
        }
        return {};
    }

    [[nodiscard]] Result<void> note_prepared(std::uint64_t index) {
        SegmentReport prepared{.name = segment_name(report_.kind, index)};
        TRIREME_TRY_ASSIGN(const auto file, storage_.open_to_read(prepared.name));
        TRIREME_TRY_ASSIGN(prepared.file_bytes, file->size());
        prepared_.push_back(std::move(prepared));
        return {};
    }

    // Goes on from `progress_` and returns how far the log reaches with this segment.
    [[nodiscard]] Result<Progress> verify_segment(SegmentScanner& segment, SegmentState state) {
        TRIREME_TRY(check_goes_on(segment));
        const SegmentHeader& header = segment.header();
        SegmentReport row{.name = segment.name(), .state = state, .file_bytes = header.segment_bytes};
        Progress progress{header, header.first_sequence, header.previous_link, {}};
        std::optional<TornTail> tail;
        for (;;) {
            TRIREME_TRY_ASSIGN(RecordRead read, read_settled(segment));
            if (!std::holds_alternative<RecordView>(read)) {
                TRIREME_TRY(look_behind_records(segment, progress.next_sequence, state, read, tail));
            }
            const auto* record = std::get_if<RecordView>(&read);
            if (record == nullptr) {
                progress.end = place(segment, segment.offset(), progress.next_sequence, describe_missing(read));
                break;
            }
            if (record->header.sequence != progress.next_sequence) {
                return fail(ErrorCode::corrupt, "{}",
                            place(segment, segment.offset() - record->total_bytes, progress.next_sequence,
                                  fmt::format("sequence {} stands in its place", record->header.sequence)));
            }
            progress.next_sequence += record->header.count;
            progress.last_link = record->header.link;
            row.entries += record->header.count;
        }
        row.record_bytes = segment.offset() - segment_header_bytes;
        row.first_sequence = row.entries == 0 ? 0 : header.first_sequence;
        row.last_sequence = row.entries == 0 ? 0 : progress.next_sequence - 1;
        note_tail(row, std::move(tail));
        report_.segments.push_back(std::move(row));
        return progress;
    }

    // A log goes on without a gap. The event log may begin anew when it was lost, the journal never does.
    [[nodiscard]] Result<void> check_goes_on(const SegmentScanner& segment) {
        if (!progress_.segment) {
            return {};
        }
        const SegmentHeader& before = *progress_.segment;
        const SegmentHeader& header = segment.header();
        const std::string path = storage_.path_of(segment.name());
        if (header.log_id != before.log_id && report_.kind == LogKind::events) {
            report_.warnings.push_back(
                fmt::format("{}: the event log begins anew with event {}", path, header.first_sequence));
            return {};
        }
        if (header.log_id != before.log_id) {
            return fail(ErrorCode::corrupt, "{}: belongs to another log than the segment before it", path);
        }
        if (header.index != before.index + 1) {
            return fail(ErrorCode::corrupt, "{}: segment {} is missing before it", path, before.index + 1);
        }
        if (header.first_sequence != progress_.next_sequence) {
            return fail(ErrorCode::corrupt, "{}, and {} begins with record {}", progress_.end, path,
                        header.first_sequence);
        }
        if (header.previous_link != progress_.last_link) {
            return fail(ErrorCode::corrupt,
                        "{} at offset 0: the header does not continue the last record of the segment before", path);
        }
        return {};
    }

    [[nodiscard]] static Result<RecordRead> read_settled(SegmentScanner& segment) {
        TRIREME_TRY_ASSIGN(RecordRead read, segment.next());
        for (int reread = 0; reread < rereads_max && std::holds_alternative<RecordDamaged>(read); ++reread) {
            TRIREME_TRY_ASSIGN(read, segment.next());
        }
        return read;
    }

    // Judges what stands where no record could be read. Where a writer has completed it meanwhile, `read` becomes the
    // record.
    [[nodiscard]] Result<void> look_behind_records(SegmentScanner& segment, std::uint64_t due, SegmentState state,
                                                   RecordRead& read, std::optional<TornTail>& tail) {
        const std::uint64_t offset = segment.offset();
        const bool is_tail = state == SegmentState::in_use;
        if (is_tail && (std::holds_alternative<RecordDamaged>(read) || due <= report_.durable_mark.value_or(0))) {
            return fail(ErrorCode::corrupt, "{}", place(segment, offset, due, describe_missing(read)));
        }
        TRIREME_TRY_ASSIGN(const std::uint64_t written_end, segment.end_of_written_bytes());
        if (written_end == offset) {
            return {};
        }
        if (is_tail && report_.kind == LogKind::commands) {
            TRIREME_TRY_ASSIGN(const auto later, segment.find_later_batch(due));
            const std::string what = describe_missing(read);
            TRIREME_TRY_ASSIGN(read, segment.next());
            if (std::holds_alternative<RecordView>(read)) {
                return {};
            }
            if (later) {
                return fail(ErrorCode::corrupt, "{}",
                            place(segment, offset, due,
                                  fmt::format("{}, and record {} of a later batch follows", what, *later)));
            }
        }
        tail = TornTail{segment.header().index, offset, written_end - offset, describe_missing(read)};
        return {};
    }

    void note_tail(const SegmentReport& row, std::optional<TornTail> tail) {
        if (tail && row.state == SegmentState::in_use) {
            report_.torn_tail = std::move(tail);
        } else if (tail) {
            report_.warnings.push_back(fmt::format("{} at offset {}: stray bytes behind the last record",
                                                   storage_.path_of(row.name), tail->offset));
        }
    }

    void count_entries_of(const SegmentReport& row) {
        if (row.entries == 0) {
            return;
        }
        report_.first_sequence = report_.entries == 0 ? row.first_sequence : report_.first_sequence;
        report_.last_sequence = row.last_sequence;
        report_.entries += row.entries;
    }

    [[nodiscard]] Result<void> check_reaches_mark() const {
        const std::uint64_t last = progress_.next_sequence == 0 ? 0 : progress_.next_sequence - 1;
        if (report_.durable_mark.value_or(0) <= last) {
            return {};
        }
        return fail(
            ErrorCode::corrupt, "{}: the journal ends after record {}, but records through {} were acknowledged",
            progress_.segment ? progress_.end : storage_.path_of(folder_of(report_.kind)), last, *report_.durable_mark);
    }

    [[nodiscard]] std::string place(const SegmentScanner& segment, std::uint64_t offset, std::uint64_t due,
                                    std::string_view what) const {
        return fmt::format("{} at offset {}: record {} is damaged: {}", storage_.path_of(segment.name()), offset, due,
                           what);
    }

    Storage& storage_;
    LogReport report_;
    std::map<std::uint64_t, SegmentScanner> live_;
    std::vector<SegmentReport> prepared_;
    Progress progress_;
};

}  // namespace

std::string_view name_of(SegmentState state) {
    switch (state) {
        case SegmentState::archived: return "archived";
        case SegmentState::sealed: return "sealed";
        case SegmentState::in_use: return "in use";
        case SegmentState::prepared: return "prepared";
    }
    TRIREME_ASSERT(false, "segment state {} has no name", static_cast<int>(state));
}

Result<LogReport> verify_log(Storage& storage, LogKind kind) { return LogVerification(storage, kind).run(); }

}  // namespace trireme::journal
