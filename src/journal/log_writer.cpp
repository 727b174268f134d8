#include "journal/log_writer.hpp"

#include "base/assert.hpp"
#include "base/planted_bug.hpp"

#include <algorithm>

namespace trireme::journal {

Result<std::unique_ptr<LogWriter>> LogWriter::open(Storage& storage, const LogEnd& end, const LogOptions& options) {
    TRIREME_ASSERT(options.segment_bytes >= segment_bytes_min(options.batch_bytes_max),
                   "a segment of {} bytes cannot hold three of the largest batches", options.segment_bytes);
    TRIREME_ASSERT(options.segment_bytes <= segment_bytes_max, "a segment of {} bytes", options.segment_bytes);
    std::unique_ptr<LogWriter> writer(new LogWriter(storage, options));
    if (end.segment_index == 0) {
        TRIREME_TRY(storage.make_folder(folder_of(options.kind)));
        writer->log_id_ = options.new_log_id;
        writer->segment_index_ = end.archived_through_index;
        writer->last_sequence_ = options.first_sequence - 1;
        TRIREME_TRY(writer->prepare_next_segment());
        TRIREME_TRY(writer->roll(options.first_sequence));
        TRIREME_TRY(writer->sync());
        return writer;
    }
    TRIREME_TRY_ASSIGN(writer->file_, storage.open_to_write(segment_name(options.kind, end.segment_index)));
    writer->log_id_ = end.log_id;
    writer->segment_index_ = end.segment_index;
    writer->segment_bytes_ = end.segment_bytes;
    writer->offset_ = end.offset;
    writer->first_offset_ = end.offset;
    writer->last_sequence_ = end.next_sequence - 1;
    writer->last_link_ = end.last_link;
    writer->room_bytes_ = writer->sure_room(end.segment_bytes - end.offset);
    return writer;
}

// A segment may end with room for almost a whole batch, because batches are not split.
std::uint64_t LogWriter::sure_room(std::uint64_t bytes_left_in_segment) const {
    return bytes_left_in_segment - std::min(bytes_left_in_segment, options_.batch_bytes_max);
}

Result<void> LogWriter::prepare_next_segment() {
    const std::scoped_lock lock(prepare_mutex_);
    if (next_file_ != nullptr) {
        return {};
    }
    const std::string name = segment_name(options_.kind, segment_index_.load(std::memory_order_acquire) + 1);
    // Commands are synced batch by batch, events about once a second.
    TRIREME_TRY_ASSIGN(next_file_, options_.kind == LogKind::commands
                                       ? storage_.create(name, options_.segment_bytes)
                                       : storage_.create_reserved(name, options_.segment_bytes));
    room_bytes_.fetch_add(sure_room(options_.segment_bytes - segment_header_bytes), std::memory_order_acq_rel);
    return {};
}

Result<void> LogWriter::roll(std::uint64_t first_sequence) {
    TRIREME_TRY(sync_file());
    TRIREME_TRY(prepare_next_segment());
    const std::scoped_lock lock(prepare_mutex_);
    const SegmentHeader header{
        .kind = options_.kind,
        .log_id = log_id_,
        .index = segment_index_.load(std::memory_order_relaxed) + 1,
        .segment_bytes = options_.segment_bytes,
        .first_sequence = first_sequence,
        .previous_link = last_link_,
    };
    TRIREME_TRY(next_file_->write_at(0, encode_segment_header(header)));
    // What the segment took beyond what was sure to fit is room that was held back without need. Were it not given
    // back, the room would shrink with every segment until nothing is taken in although the next segment is ready.
    room_bytes_.fetch_add(offset_ - first_offset_ - sure_room(segment_bytes_ - first_offset_),
                          std::memory_order_acq_rel);
    // The segment that was just left may still be read by whoever follows closely; the one before it gives its memory
    // back, which the segments to come can use.
    if (previous_file_ != nullptr) {
        previous_file_->release_memory();
    }
    previous_file_ = std::move(file_);
    file_ = std::move(next_file_);
    writes_ += 1;
    segment_bytes_ = header.segment_bytes;
    offset_ = segment_header_bytes;
    first_offset_ = segment_header_bytes;
    segment_index_.store(header.index, std::memory_order_release);
    return {};
}

Result<void> LogWriter::write(ByteView batch, std::uint64_t first_sequence, std::uint64_t last_sequence,
                              std::uint64_t last_link) {
    if (has_failed_) {
        return refusal();
    }
    TRIREME_ASSERT(!batch.empty() && batch.size() <= options_.batch_bytes_max, "a batch of {} bytes", batch.size());
    TRIREME_ASSERT(first_sequence == last_sequence_ + 1, "record {} after {}", first_sequence, last_sequence_);
    has_failed_ = true;  // until all of it has succeeded
    if (batch.size() > segment_bytes_ - offset_) {
        TRIREME_TRY(roll(planted_bug(PlantedBug::reuse_sequence_after_roll) ? first_sequence - 1 : first_sequence));
    }
    TRIREME_TRY(file_->write_at(offset_, batch));
    has_failed_ = false;
    writes_ += 1;
    offset_ += batch.size();
    last_sequence_ = last_sequence;
    last_link_ = last_link;
    return {};
}

Result<void> LogWriter::sync() {
    if (has_failed_) {
        return refusal();
    }
    auto synced = sync_file();
    has_failed_ = !synced;
    return synced;
}

Result<void> LogWriter::sync_file() {
    if (writes_ == writes_synced_ || planted_bug(PlantedBug::skip_sync)) {
        return {};
    }
    auto synced = file_->sync();
    if (!synced && planted_bug(PlantedBug::retry_failed_sync)) {
        synced = file_->sync();
    }
    if (synced) {
        writes_synced_ = writes_;
    }
    return synced;
}

Result<LogWriter::Unsynced> LogWriter::begin_sync() const {
    if (has_failed_) {
        return refusal();
    }
    return writes_ == writes_synced_ ? Unsynced{} : Unsynced{file_, writes_};
}

// If the log has rolled meanwhile, the roll has synced at least as much.
Result<void> LogWriter::finish_sync(const Unsynced& unsynced, Result<void> synced) {
    has_failed_ = has_failed_ || !synced;
    if (synced) {
        writes_synced_ = std::max(writes_synced_, unsynced.writes);
    }
    return synced;
}

std::unexpected<Error> LogWriter::refusal() const {
    return fail(ErrorCode::io_failure,
                "an earlier write or sync of {} failed; what reached the disk only a new start can tell",
                storage_.path_of(folder_of(options_.kind)));
}

}  // namespace trireme::journal
