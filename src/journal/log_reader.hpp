#pragma once

#include "journal/segment_scanner.hpp"
#include "journal/storage.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace trireme::journal {

struct LogRecord {
    RecordHeader header;
    ByteView payload;  // valid until the next call of the reader
    std::uint64_t segment_index = 0;
    std::uint64_t offset = 0;
};

// Reads a log in order of sequence, over live and archived segments, while it may be written behind. The caller says
// how far: through what is durable, or through what `find_log_end` found. Everything up to there must be readable, so
// whatever is not is an error that names file and offset; only events that were lost before their log began anew are
// `not_found`. Not thread-safe.
class LogReader {
public:
    // Stands before the record that holds `from`, which may begin with an earlier event. `not_found` if the log no
    // longer reaches back to it.
    [[nodiscard]] static Result<LogReader> open(Storage& storage, LogKind kind, std::uint64_t from);

    // The next record, or nothing if its first sequence is above `through`.
    [[nodiscard]] Result<std::optional<LogRecord>> next(std::uint64_t through);

    [[nodiscard]] std::uint64_t next_sequence() const { return next_sequence_; }

private:
    LogReader(Storage& storage, LogKind kind) : storage_(&storage), kind_(kind) {}

    [[nodiscard]] Result<void> skip_to(std::uint64_t sequence);
    [[nodiscard]] Result<void> go_on_in_next_segment(std::string_view found_instead);
    [[nodiscard]] Result<void> go_on_in_new_log(SegmentScanner first_segment);

    Storage* storage_;
    LogKind kind_;
    std::optional<SegmentScanner> segment_;
    std::uint64_t next_sequence_ = 0;
};

// The segment, live or archived: one moves from the one place to the other and never back. Nothing where it was
// prepared and not used yet; `not_found` where it is in neither place.
[[nodiscard]] Result<std::optional<SegmentScanner>> open_live_or_archived(Storage& storage, LogKind kind,
                                                                          std::uint64_t index);

// The indices of all segments, live or archived, ascending.
[[nodiscard]] Result<std::vector<std::uint64_t>> list_live_and_archived(Storage& storage, LogKind kind);

// The sequence of the oldest record that live and archived segments still hold; nothing where there are none.
[[nodiscard]] Result<std::optional<std::uint64_t>> oldest_sequence(Storage& storage, LogKind kind);

}  // namespace trireme::journal
