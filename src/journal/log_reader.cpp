#include "journal/log_reader.hpp"

#include "journal/archive.hpp"
#include "journal/recovery.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace trireme::journal {

Result<std::optional<SegmentScanner>> open_live_or_archived(Storage& storage, LogKind kind, std::uint64_t index) {
    auto live = open_segment(storage, kind, index);
    if (live || live.error().code != ErrorCode::not_found) {
        return live;
    }
    TRIREME_TRY_ASSIGN(SegmentScanner archived, open_archived_segment(storage, kind, index));
    return archived;
}

Result<std::vector<std::uint64_t>> list_live_and_archived(Storage& storage, LogKind kind) {
    // Live ones first: a segment that is archived meanwhile is then in both lists, and never in neither.
    TRIREME_TRY_ASSIGN(const auto live, list_segments(storage, kind));
    TRIREME_TRY_ASSIGN(const auto archived, list_archived_segments(storage, kind));
    std::vector<std::uint64_t> all;
    std::ranges::set_union(archived, live, std::back_inserter(all));
    return all;
}

Result<LogReader> LogReader::open(Storage& storage, LogKind kind, std::uint64_t from) {
    TRIREME_TRY_ASSIGN(const auto indices, list_live_and_archived(storage, kind));
    LogReader reader(storage, kind);
    // The newest segment that does not begin behind `from` holds it, or will.
    for (auto index = indices.rbegin(); index != indices.rend(); ++index) {
        TRIREME_TRY_ASSIGN(auto segment, open_live_or_archived(storage, kind, *index));
        if (segment && segment->header().first_sequence <= from) {
            reader.next_sequence_ = segment->header().first_sequence;
            reader.segment_ = std::move(segment);
            break;
        }
    }
    if (!reader.segment_) {
        return fail(ErrorCode::not_found, "{} does not reach back to record {}", storage.path_of(folder_of(kind)),
                    from);
    }
    TRIREME_TRY(reader.skip_to(from));
    return reader;
}

// A record that ends before the sequence is stepped over, one that holds it is not.
Result<void> LogReader::skip_to(std::uint64_t sequence) {
    while (next_sequence_ < sequence) {
        TRIREME_TRY_ASSIGN(const auto record, next(sequence - 1));
        if (next_sequence_ > sequence) {
            segment_->go_back_to(record->offset);
            next_sequence_ = record->header.sequence;
            break;
        }
    }
    return {};
}

Result<void> LogReader::go_on_in_next_segment(std::string_view found_instead) {
    const auto missing = [&](std::string_view why) {
        return fail(ErrorCode::corrupt, "{} at offset {}: record {} is damaged: {}, and {}",
                    storage_->path_of(segment_->name()), segment_->offset(), next_sequence_, found_instead, why);
    };
    const std::uint64_t index = segment_->header().index + 1;
    auto next = open_live_or_archived(*storage_, kind_, index);
    if (!next && next.error().code == ErrorCode::not_found) {
        return missing("there is no segment behind it");
    }
    TRIREME_TRY(next);
    if (!*next) {
        return missing("the segment behind it was never used");
    }
    if (kind_ == LogKind::events && (*next)->header().log_id != segment_->header().log_id) {
        return go_on_in_new_log(**std::move(next));
    }
    if (const std::uint64_t first = (*next)->header().first_sequence; first != next_sequence_) {
        return missing(fmt::format("{} begins with record {}", storage_->path_of((*next)->name()), first));
    }
    segment_ = *std::move(next);
    return {};
}

// An event log that was lost begins anew with the oldest event that could be made again.
Result<void> LogReader::go_on_in_new_log(SegmentScanner first_segment) {
    const std::uint64_t first = first_segment.header().first_sequence;
    if (first > next_sequence_) {
        return fail(ErrorCode::not_found, "{} is a new event log that begins with event {}: event {} was lost",
                    storage_->path_of(first_segment.name()), first, next_sequence_);
    }
    segment_ = std::move(first_segment);
    return skip_to(std::exchange(next_sequence_, first));
}

Result<std::optional<LogRecord>> LogReader::next(std::uint64_t through) {
    if (next_sequence_ > through) {
        return std::nullopt;
    }
    for (;;) {
        const std::uint64_t offset = segment_->offset();
        TRIREME_TRY_ASSIGN(const RecordRead read, segment_->next());
        const auto* record = std::get_if<RecordView>(&read);
        if (record == nullptr) {
            // A segment that begins with the record due here proves that this one ends here, whatever stands behind.
            TRIREME_TRY(go_on_in_next_segment(describe_missing(read)));
            continue;
        }
        if (record->header.sequence != next_sequence_) {
            return fail(ErrorCode::corrupt, "{} at offset {}: record {} is damaged: sequence {} stands in its place",
                        storage_->path_of(segment_->name()), offset, next_sequence_, record->header.sequence);
        }
        next_sequence_ += record->header.count;
        return LogRecord{record->header, record->payload, segment_->header().index, offset};
    }
}

Result<std::optional<std::uint64_t>> oldest_sequence(Storage& storage, LogKind kind) {
    TRIREME_TRY_ASSIGN(const auto indices, list_live_and_archived(storage, kind));
    for (const std::uint64_t index : indices) {
        TRIREME_TRY_ASSIGN(const auto segment, open_live_or_archived(storage, kind, index));
        if (segment) {
            return segment->header().first_sequence;
        }
    }
    return std::nullopt;
}

}  // namespace trireme::journal
