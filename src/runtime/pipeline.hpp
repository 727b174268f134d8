#pragma once

#include "ports/clock.hpp"
#include "ports/command_sink.hpp"
#include "runtime/batch.hpp"
#include "runtime/boot.hpp"
#include "runtime/handover.hpp"
#include "runtime/sequencer.hpp"
#include "runtime/submission_queue.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

namespace trireme::runtime {

struct PipelineOptions {
    std::size_t queue_capacity = 4096;  // a power of two
    BatchLimits limits;
};

struct PipelineCounters {
    std::uint64_t overloaded = 0;  // commands refused because the queue was full
    std::uint64_t no_room = 0;     // commands refused because the disk was full
};

// The way of a command from submission to publication, as stages without threads of their own: gather (sequence and
// apply what was submitted), commit (make a batch durable and tell who waits), publish (append its events to the event
// log). `Runtime` drives the stages by threads, the simulation by a seed.
//
// Each stage is run by one thread at a time. A batch goes from gather to commit to publish and back. Two batches are
// never committed at once: the next one gathers while the present one syncs.
//
// A failure is final: nothing more is taken in or written, and whoever waits is told `unknown`.
class Pipeline final : public CommandSink {
public:
    Pipeline(const CoreKind& kind, Booted booted, Clock& clock, const PipelineOptions& options);
    ~Pipeline() override;

    // Any thread.
    Admission submit(ByteView command, OutcomeReceiver& receiver, std::uint64_t tag) override;
    // The same for a command that comes at a time of its own: it is given that time, unless clock or journal are later.
    // Timers due on the way there come before it.
    Admission submit_not_before(Timestamp time, ByteView command, OutcomeReceiver& receiver, std::uint64_t tag);

    // What `gather` came to.
    enum class Gathered : unsigned char {
        everything,   // nothing more is waiting
        batch_full,   // more is waiting than the open batch can take
        no_segment,   // more is waiting, and the next journal segment is still being prepared
        disk_full,    // timers are due that the disk has no room for; the commands behind them were refused
        interrupted,  // `keep_going` said to stop
        failed,       // a file of old requests cannot be read: `gather_failure` says why
    };

    // Gather stage: takes in what was submitted and the timers that are due, until `keep_going()` is false. While the
    // disk is full, commands are refused as no_room and timers wait.
    template <class KeepGoing>
    Gathered gather(KeepGoing&& keep_going) {
        for (;;) {
            const Timestamp time = sequencer_.now();
            for (std::size_t count = 0; count < commands_per_clock_reading; ++count) {
                if (const auto stopped = gather_next(time)) {
                    return *stopped;
                }
                if (!keep_going()) {
                    return Gathered::interrupted;
                }
            }
        }
    }

    // Gather stage: whether something was submitted that is not gathered yet; when the next timer is due, if one is
    // set.
    [[nodiscard]] bool has_submissions() const { return queue_.has_front(); }
    [[nodiscard]] std::optional<Timestamp> next_timer() const { return sequencer_.next_timer(); }

    // Gather stage: why it has failed, if it has. Nothing more is taken then.
    [[nodiscard]] const std::optional<Error>& gather_failure() const { return gather_failure_; }

    // Gather stage: how many commands the open batch holds, and the batch itself; null if it is empty or if no other
    // batch is free to take its place.
    [[nodiscard]] std::size_t gathered_count() const { return open_->command_count(); }
    [[nodiscard]] Batch* take_gathered();
    [[nodiscard]] bool can_take_gathered() const { return !open_->empty() && !free_.empty(); }

    // Gather stage: whether nothing is waiting and nothing will come any more; whether `abandon` would tell anyone.
    [[nodiscard]] bool is_drained() const { return queue_.is_drained(); }
    [[nodiscard]] bool has_anyone_to_abandon() const { return queue_.has_front() || open_->has_anyone_waiting(); }

    // Commit stage.
    [[nodiscard]] Result<void> commit(Batch& batch);

    // Publish stage. Gives the batch back to the gather stage. `try_publish` does nothing and returns false where
    // another thread is in the stage.
    [[nodiscard]] Result<void> publish(Batch& batch);
    [[nodiscard]] Result<bool> try_publish(Batch& batch);

    // Housekeeping, by one thread besides those of the stages.
    // Makes the next segments beforehand. A full disk is no failure: commands are refused until this succeeds again.
    [[nodiscard]] Result<void> prepare_segments();
    // Syncs the durable mark, if it was written and then not again since the last call: in an idle moment.
    [[nodiscard]] Result<void> sync_idle_mark();
    [[nodiscard]] Result<void> sync_mark();
    // Syncs the event log and files the account index of its segments that were sealed since.
    [[nodiscard]] Result<void> sync_events();

    // Refuses submissions from now on; what is in the queue is still served.
    void stop_taking() { queue_.close(); }

    // Stops taking and tells everyone in the queue and in the open batch `unknown`. Gather stage, after a failure.
    void abandon();

    // Null for a core that forgets no requests.
    [[nodiscard]] RequestArchive* request_archive() { return booted_.request_archive.get(); }
    [[nodiscard]] EventLog& events() { return *booted_.events; }
    [[nodiscard]] journal::LogWriter& journal() { return *booted_.journal; }
    [[nodiscard]] const BootReport& boot_report() const { return booted_.report; }
    [[nodiscard]] std::uint64_t durable_sequence() const { return durable_sequence_.load(std::memory_order_acquire); }
    [[nodiscard]] PipelineCounters counters() const;

    // Gather stage, or when nothing runs.
    [[nodiscard]] const Sequencer& sequencer() const { return sequencer_; }

    // Batches in the pipeline: one gathering, one syncing, the others on their way through publication. So many let
    // commits go on while the event log moves to its next segment, which takes a sync of the last one.
    static constexpr std::size_t batch_count = 64;

    // So many commands in a row bear the time of one reading of the clock, which costs a tenth of applying a command.
    // Within them time stands still, but for commands that state a later one, so a timer still comes before every
    // command whose time is not before it.
    static constexpr std::size_t commands_per_clock_reading = 16;

private:
    enum class Room : unsigned char { enough, being_prepared, disk_full };

    [[nodiscard]] Room room_for(std::size_t command_bytes) const;
    // Applies the next submission, at the time of this reading of the clock or its own, and before it the timers that
    // are due by then; says why if it could not go on.
    [[nodiscard]] std::optional<Gathered> gather_next(Timestamp reading);
    // Applies the timers due by `time`; says why if not all could be.
    [[nodiscard]] std::optional<Gathered> gather_timers(Timestamp time);
    [[nodiscard]] Result<void> publish_locked(Batch& batch);
    void foresee_next();
    void refuse_for_want_of_room(const Submission& submission);
    void count_written(std::size_t record_bytes_before, std::size_t event_bytes_before);

    [[nodiscard]] Gathered fail_to_gather(Error error);

    std::shared_ptr<const Vocabulary> vocabulary_;
    Booted booted_;
    PipelineOptions options_;
    SubmissionQueue queue_;
    Sequencer sequencer_;
    std::array<std::unique_ptr<Batch>, batch_count> batches_;
    Handover<Batch, batch_count> free_;
    Batch* open_ = nullptr;
    std::optional<Error> gather_failure_;
    std::uint64_t journal_bytes_ = 0;  // handed to the journal since it was opened
    std::uint64_t event_bytes_ = 0;    // likewise, the event log

    std::mutex publish_mutex_;
    std::atomic<std::uint64_t> mark_writes_ = 0;
    std::uint64_t mark_writes_seen_ = 0;    // housekeeping
    std::uint64_t mark_writes_synced_ = 0;  // housekeeping
    std::atomic<std::uint64_t> durable_sequence_;
    std::atomic<bool> disk_is_full_ = false;
    std::atomic<std::uint64_t> overloaded_ = 0;
    std::atomic<std::uint64_t> no_room_ = 0;
};

}  // namespace trireme::runtime
