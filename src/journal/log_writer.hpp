#pragma once

#include "journal/recovery.hpp"
#include "journal/segment.hpp"
#include "journal/storage.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

namespace trireme::journal {

// How large a batch may be where LogOptions do not say otherwise.
inline constexpr std::uint64_t batch_bytes_max = 1024 * 1024;

// How a log is written, and what it needs to know before its first segment is made.
struct LogOptions {
    LogKind kind = LogKind::commands;
    std::uint64_t segment_bytes = 64ULL * 1024 * 1024;
    // No batch is larger, so that it always fits into a segment of its own.
    std::uint64_t batch_bytes_max = journal::batch_bytes_max;
    LogId new_log_id{};                // used only where the log is empty
    std::uint64_t first_sequence = 1;  // likewise
};

// Room is held back for the worst waste in the segment in use and in the prepared one, and by callers for one batch
// more; beside that, a segment must be certain to fill up, since only then the next is prepared.
[[nodiscard]] constexpr std::uint64_t segment_bytes_min(std::uint64_t batch_bytes) {
    return segment_header_bytes + 3 * batch_bytes;
}

// Appends batches of records to a log. A batch lies whole in one segment; when it does not fit, the next segment, made
// beforehand, begins with it, so that even then one sync makes it durable.
//
// One thread writes and syncs; another may call `prepare_next_segment` and read `room_bytes` at the same time. After
// any failed write or sync the writer refuses both: what reached the disk is not known any more, and only a new start,
// which reads it, can tell.
class LogWriter {
public:
    // Goes on at `end`, behind which all must be clear. An empty log gets its first segment.
    [[nodiscard]] static Result<std::unique_ptr<LogWriter>> open(Storage& storage, const LogEnd& end,
                                                                 const LogOptions& options);

    // Writes the records `batch` from `first_sequence` to `last_sequence`; `last_link` is the link of the last. Not
    // durable before `sync`.
    [[nodiscard]] Result<void> write(ByteView batch, std::uint64_t first_sequence, std::uint64_t last_sequence,
                                     std::uint64_t last_link);
    [[nodiscard]] Result<void> sync();

    // The same in three steps, so that writing can go on during the slow one: what to sync, `file->sync()` on any
    // thread, and what came of it. One sync at a time.
    struct Unsynced {
        std::shared_ptr<File> file;  // null if everything is synced
        std::uint64_t writes = 0;    // that the sync will cover
    };
    [[nodiscard]] Result<Unsynced> begin_sync() const;
    [[nodiscard]] Result<void> finish_sync(const Unsynced& unsynced, Result<void> synced);

    // Makes the segment after the present one, if it is not there yet. Slow, and may fail for want of space; then
    // nothing has changed and it may be called again later.
    [[nodiscard]] Result<void> prepare_next_segment();

    // How many bytes, counted from the opening of this writer, batches may have in sum before a segment more is needed
    // than is prepared. Grows as segments are prepared and filled. Counts the worst waste at the end of the segment in
    // use and of the prepared one.
    [[nodiscard]] std::uint64_t room_bytes() const { return room_bytes_.load(std::memory_order_acquire); }

    [[nodiscard]] const LogId& log_id() const { return log_id_; }
    // With which the records to be written are sealed.
    [[nodiscard]] RecordSeed seed() const { return record_seed(options_.kind, log_id_); }
    [[nodiscard]] std::uint64_t segment_index() const { return segment_index_.load(std::memory_order_acquire); }

private:
    LogWriter(Storage& storage, const LogOptions& options) : storage_(storage), options_(options) {}

    [[nodiscard]] Result<void> roll(std::uint64_t first_sequence);
    [[nodiscard]] Result<void> sync_file();
    [[nodiscard]] std::unexpected<Error> refusal() const;
    // How much of it batches of any sizes are sure to find room in.
    [[nodiscard]] std::uint64_t sure_room(std::uint64_t bytes_left_in_segment) const;

    Storage& storage_;
    LogOptions options_;
    LogId log_id_{};

    std::shared_ptr<File> file_;
    std::shared_ptr<File> previous_file_;  // the segment before; null until the first roll
    std::atomic<std::uint64_t> segment_index_ = 0;
    std::uint64_t segment_bytes_ = 0;
    std::uint64_t offset_ = 0;
    std::uint64_t first_offset_ = 0;  // where this writer began in the segment
    std::uint64_t last_sequence_ = 0;
    std::uint64_t last_link_ = 0;
    std::uint64_t writes_ = 0;
    std::uint64_t writes_synced_ = 0;
    bool has_failed_ = false;

    std::mutex prepare_mutex_;
    std::unique_ptr<File> next_file_;  // guarded by prepare_mutex_
    std::atomic<std::uint64_t> room_bytes_ = 0;
};

}  // namespace trireme::journal
