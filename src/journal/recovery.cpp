#include "journal/recovery.hpp"

#include "base/assert.hpp"
#include "base/planted_bug.hpp"
#include "journal/archive.hpp"
#include "journal/durable_mark.hpp"
#include "journal/segment_scanner.hpp"

#include <algorithm>

namespace trireme::journal {
namespace {

// The segments with records or room for them, oldest first, as their headers chain them.
struct SegmentChain {
    std::vector<SegmentScanner> used;
    std::vector<std::uint64_t> surplus;
    std::optional<Error> broken;  // why the chain was taken to end here; only where the log is derived
};

// Checks that `next` goes on where `previous` stands in the chain. Whether the records between really reach that far is
// checked where they are read.
Result<void> check_follows(const SegmentHeader& previous, const SegmentHeader& next, const std::string& path) {
    if (next.log_id != previous.log_id) {
        return fail(ErrorCode::corrupt, "{}: belongs to another log than the segment before it", path);
    }
    if (next.index != previous.index + 1) {
        return fail(ErrorCode::corrupt, "{}: segment {} is missing before it", path, previous.index + 1);
    }
    if (next.first_sequence < previous.first_sequence) {
        return fail(ErrorCode::corrupt, "{}: begins with sequence {}, before the segment before it", path,
                    next.first_sequence);
    }
    return {};
}

Result<void> add_segment(Storage& storage, LogKind kind, std::uint64_t index, SegmentChain& chain) {
    TRIREME_TRY_ASSIGN(auto scanner, open_segment(storage, kind, index));
    if (!scanner) {
        chain.surplus.push_back(index);
        return {};
    }
    if (!chain.surplus.empty()) {
        return fail(ErrorCode::corrupt, "{}: is in use, but segment {} before it is not",
                    storage.path_of(scanner->name()), chain.surplus.front());
    }
    if (!chain.used.empty()) {
        TRIREME_TRY(check_follows(chain.used.back().header(), scanner->header(), storage.path_of(scanner->name())));
    }
    chain.used.push_back(*std::move(scanner));
    return {};
}

Result<SegmentChain> read_chain(Storage& storage, LogKind kind, TailPolicy policy) {
    TRIREME_TRY_ASSIGN(const auto indices, list_segments(storage, kind));
    SegmentChain chain;
    for (const std::uint64_t index : indices) {
        if (chain.broken) {
            chain.surplus.push_back(index);
            continue;
        }
        auto added = add_segment(storage, kind, index, chain);
        if (added) {
            continue;
        }
        if (policy == TailPolicy::acknowledged || added.error().code != ErrorCode::corrupt) {
            return std::unexpected(std::move(added).error());
        }
        chain.broken = std::move(added).error();
        chain.surplus.push_back(index);
    }
    return chain;
}

Error damage_at(const Storage& storage, const LogEnd& end, std::string_view what) {
    return Error{ErrorCode::corrupt, fmt::format("{} at offset {}: record {} is damaged: {}",
                                                 storage.path_of(segment_name(end.kind, end.segment_index)), end.offset,
                                                 end.next_sequence, what)};
}

// Steps over the good records of the segment in use. Returns what stands behind them.
Result<RecordRead> scan_to_end(SegmentScanner& scanner, LogEnd& end) {
    for (;;) {
        TRIREME_TRY_ASSIGN(RecordRead read, scanner.next());
        const auto* record = std::get_if<RecordView>(&read);
        if (record == nullptr) {
            return read;
        }
        if (record->header.sequence != end.next_sequence) {
            return RecordDamaged{
                fmt::format("sequence {} stands where {} is due", record->header.sequence, end.next_sequence)};
        }
        if (record->header.batch_offset == 0) {
            end.last_batch_offset = end.offset;
        }
        end.next_sequence += record->header.count;
        end.last_link = record->header.link;
        end.offset = scanner.offset();
    }
}

// What stands behind the last good record: nothing, a torn tail, or damage.
Result<void> judge_tail(const Storage& storage, SegmentScanner& scanner, const RecordRead& behind, TailPolicy policy,
                        LogEnd& end) {
    std::string what = "stray bytes behind the last record";
    if (const auto* incomplete = std::get_if<RecordIncomplete>(&behind)) {
        what = incomplete->what;
    }
    const bool trusting = policy == TailPolicy::derived || planted_bug(PlantedBug::cut_acknowledged_tail);
    if (const auto* damaged = std::get_if<RecordDamaged>(&behind)) {
        if (!trusting) {
            return std::unexpected(damage_at(storage, end, damaged->what));
        }
        what = damaged->what;
    }
    TRIREME_TRY_ASSIGN(const std::uint64_t written_end, scanner.end_of_written_bytes());
    if (written_end == end.offset) {
        return {};
    }
    if (!trusting) {
        TRIREME_TRY_ASSIGN(const auto later, scanner.find_later_batch(end.next_sequence));
        if (later) {
            return std::unexpected(
                damage_at(storage, end, fmt::format("{}, and record {} of a later batch follows", what, *later)));
        }
    }
    end.torn_tail = TornTail{end.segment_index, end.offset, written_end - end.offset, std::move(what)};
    return {};
}

Result<void> check_durable_mark(Storage& storage, const LogEnd& end) {
    TRIREME_TRY_ASSIGN(const auto mark, read_durable_mark(storage));
    const std::uint64_t last_sequence = end.next_sequence == 0 ? 0 : end.next_sequence - 1;
    if (!mark || *mark <= last_sequence || planted_bug(PlantedBug::cut_acknowledged_tail)) {
        return {};
    }
    const std::string place =
        end.segment_index == 0
            ? fmt::format("{} has no segment in use", storage.path_of(folder_of(end.kind)))
            : fmt::format("{} at offset {}", storage.path_of(segment_name(end.kind, end.segment_index)), end.offset);
    return fail(ErrorCode::corrupt, "{}: the journal ends after record {}, but records through {} were acknowledged",
                place, last_sequence, *mark);
}

// The newest segments never leave for the archive, so a log with archived segments is not one that has yet to begin.
Result<void> check_not_emptied(const Storage& storage, const LogEnd& end) {
    if (end.segment_index == 0 && end.archived_through_index > 0) {
        return fail(ErrorCode::corrupt, "{} has no segment in use, but segments through {} are archived",
                    storage.path_of(folder_of(end.kind)), end.archived_through_index);
    }
    return {};
}

}  // namespace

Result<std::vector<std::uint64_t>> list_segments(Storage& storage, LogKind kind) {
    TRIREME_TRY_ASSIGN(const auto names, storage.list(folder_of(kind)));
    std::vector<std::uint64_t> indices;
    for (const std::string& name : names) {
        if (const auto index = segment_index_of(name)) {
            indices.push_back(*index);
        }
    }
    std::ranges::sort(indices);
    return indices;
}

Result<LogEnd> find_log_end(Storage& storage, LogKind kind, TailPolicy policy) {
    TRIREME_TRY_ASSIGN(SegmentChain chain, read_chain(storage, kind, policy));
    LogEnd end;
    end.kind = kind;
    end.surplus_segments = std::move(chain.surplus);
    TRIREME_TRY_ASSIGN(const auto archived, list_archived_segments(storage, kind));
    end.archived_through_index = archived.empty() ? 0 : archived.back();
    if (chain.broken) {
        end.warnings.push_back(std::move(chain.broken)->message);
    }
    if (!chain.used.empty()) {
        SegmentScanner& in_use = chain.used.back();
        const SegmentHeader& header = in_use.header();
        end.log_id = header.log_id;
        end.segment_index = header.index;
        end.segment_bytes = header.segment_bytes;
        end.offset = segment_header_bytes;
        end.oldest_sequence = chain.used.front().header().first_sequence;
        end.next_sequence = header.first_sequence;
        end.last_link = header.previous_link;
        TRIREME_TRY_ASSIGN(const RecordRead behind, scan_to_end(in_use, end));
        TRIREME_TRY(judge_tail(storage, in_use, behind, policy, end));
    }
    if (policy == TailPolicy::acknowledged) {
        TRIREME_TRY(check_not_emptied(storage, end));
        TRIREME_TRY(check_durable_mark(storage, end));
    }
    return end;
}

Result<void> clear_behind_end(Storage& storage, const LogEnd& end) {
    if (planted_bug(PlantedBug::leave_torn_tail)) {
        return {};
    }
    // From the back, so that a crash in between leaves no gap in the row of segments.
    for (auto index = end.surplus_segments.rbegin(); index != end.surplus_segments.rend(); ++index) {
        TRIREME_TRY(storage.remove(segment_name(end.kind, *index)));
    }
    if (!end.torn_tail) {
        return {};
    }
    const TornTail& torn = *end.torn_tail;
    TRIREME_TRY_ASSIGN(auto file, storage.open_to_write(segment_name(end.kind, torn.segment_index)));
    // The last byte of the first header goes before all others: from then on the record there is one that was not
    // written whole, wherever a crash cuts the clearing short. It is synced, because it may lie in another sector than
    // the bytes before it, and a power cut could bring that back alone.
    if (torn.bytes >= record_header_bytes) {
        TRIREME_TRY(file->write_at(torn.offset + record_header_bytes - 1, ByteBuffer(1)));
        TRIREME_TRY(file->sync());
    }
    constexpr std::uint64_t clear_bytes_max = 64 * 1024;
    const ByteBuffer zeros(static_cast<std::size_t>(std::min(torn.bytes, clear_bytes_max)));
    for (std::uint64_t cleared = 0; cleared < torn.bytes;) {
        const std::uint64_t count = std::min<std::uint64_t>(torn.bytes - cleared, zeros.size());
        TRIREME_TRY(file->write_at(torn.offset + cleared, ByteView(zeros).first(static_cast<std::size_t>(count))));
        cleared += count;
    }
    return file->sync();
}

Result<void> make_end_durable(Storage& storage, const LogEnd& end, TailPolicy policy) {
    if (end.segment_index == 0) {
        return {};
    }
    TRIREME_TRY_ASSIGN(auto file, storage.open_to_write(segment_name(end.kind, end.segment_index)));
    // The first batch of a segment is made durable together with the segment's header.
    const bool holds_header = policy == TailPolicy::derived || end.last_batch_offset <= segment_header_bytes;
    constexpr std::uint64_t rewrite_bytes_max = 1024 * 1024;
    ByteBuffer bytes;
    for (std::uint64_t at = holds_header ? 0 : end.last_batch_offset; at < end.offset;) {
        bytes.resize(static_cast<std::size_t>(std::min(end.offset - at, rewrite_bytes_max)));
        TRIREME_TRY_ASSIGN(const std::size_t size, file->read_at(at, bytes));
        TRIREME_TRY(file->write_at(at, ByteView(bytes).first(size)));
        at += size;
    }
    return file->sync();
}

Result<void> settle_end(Storage& storage, const LogEnd& end, TailPolicy policy) {
    TRIREME_TRY(clear_behind_end(storage, end));
    return make_end_durable(storage, end, policy);
}

}  // namespace trireme::journal
