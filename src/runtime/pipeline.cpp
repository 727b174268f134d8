#include "runtime/pipeline.hpp"

#include "base/assert.hpp"
#include "base/planted_bug.hpp"

#include <algorithm>

namespace trireme::runtime {
namespace {

// Events that one command may add before the room for them is looked at again.
std::uint64_t event_bytes_margin(const BatchLimits& limits) { return limits.batch_bytes_max; }

void tell_undone(const Submission& submission, OutcomeStatus status) {
    submission.receiver->on_outcome(submission.tag, {.status = status, .sequence = 0, .time = {}, .events = {}});
}

}  // namespace

Pipeline::Pipeline(const CoreKind& kind, Booted booted, Clock& clock, const PipelineOptions& options)
    : vocabulary_(kind.vocabulary),
      booted_(std::move(booted)),
      options_(options),
      queue_(options.queue_capacity),
      sequencer_(*booted_.core, booted_.position, clock, booted_.forgotten.get()),
      event_bytes_(booted_.events->appended_bytes()),
      durable_sequence_(booted_.position.sequence) {
    TRIREME_ASSERT(options.limits.command_bytes_max <= journal::record_payload_bytes_max);
    TRIREME_ASSERT(journal::record_total_bytes(options.limits.command_bytes_max) <= options.limits.batch_bytes_max);
    for (auto& batch : batches_) {
        batch = std::make_unique<Batch>();
        free_.push(batch.get());
    }
    open_ = free_.pop();
}

// Whoever drives the stages may have stopped before all was served; those who wait are told even so.
Pipeline::~Pipeline() { abandon(); }

Admission Pipeline::submit(ByteView command, OutcomeReceiver& receiver, std::uint64_t tag) {
    return submit_not_before(Timestamp::earliest(), command, receiver, tag);
}

Admission Pipeline::submit_not_before(Timestamp time, ByteView command, OutcomeReceiver& receiver, std::uint64_t tag) {
    if (queue_.is_closed()) {
        return Admission::stopping;
    }
    if (command.size() > options_.limits.command_bytes_max || !vocabulary_->check_command(command)) {
        return Admission::malformed;
    }
    switch (queue_.try_push({command, &receiver, tag, time})) {
        case Pushed::taken: return Admission::taken;
        case Pushed::closed: return Admission::stopping;
        case Pushed::full: break;
    }
    overloaded_.fetch_add(1, std::memory_order_relaxed);
    return planted_bug(PlantedBug::lose_overload_reject) ? Admission::taken : Admission::overloaded;
}

Pipeline::Room Pipeline::room_for(std::size_t command_bytes) const {
    const bool remembers = booted_.forgotten != nullptr;
    if (remembers && !booted_.forgotten->has_room()) {
        return Room::disk_full;  // the files that should take them cannot be written
    }
    // What is journalled may be the answer to an old request.
    command_bytes = remembers ? std::max(command_bytes, Core::repeat_bytes_max) : command_bytes;
    const bool has_room =
        journal_bytes_ + journal::record_total_bytes(command_bytes) <= booted_.journal->room_bytes() &&
        event_bytes_ + event_bytes_margin(options_.limits) <= booted_.events->writer().room_bytes();
    if (has_room) {
        return Room::enough;
    }
    return disk_is_full_.load(std::memory_order_acquire) ? Room::disk_full : Room::being_prepared;
}

std::optional<Pipeline::Gathered> Pipeline::gather_next(Timestamp reading) {
    Submission submission;
    const bool has_submission = queue_.front(submission);
    const Timestamp time = sequencer_.time_of(reading, submission);
    const bool is_late = planted_bug(PlantedBug::late_timer);
    const auto stopped_at_timer = is_late ? std::nullopt : gather_timers(time);
    if (stopped_at_timer && *stopped_at_timer != Gathered::disk_full) {
        return stopped_at_timer;
    }
    if (!has_submission) {
        return stopped_at_timer.value_or(Gathered::everything);
    }
    if (!open_->has_room(options_.limits)) {
        return Gathered::batch_full;
    }
    const Room room = stopped_at_timer ? Room::disk_full : room_for(submission.command.size());
    if (room == Room::being_prepared) {
        return Gathered::no_segment;
    }
    if (room == Room::disk_full) {
        refuse_for_want_of_room(submission);
    } else {
        const std::size_t record_bytes_before = open_->records().size();
        const std::size_t event_bytes_before = open_->events().record_bytes();
        foresee_next();
        if (auto sequenced = sequencer_.sequence(time, submission, *open_); !sequenced) {
            return fail_to_gather(std::move(sequenced).error());
        }
        count_written(record_bytes_before, event_bytes_before);
    }
    queue_.pop();
    return is_late ? gather_timers(time) : std::nullopt;
}

void Pipeline::foresee_next() {
    Core& core = *booted_.core;
    const std::size_t lookahead = core.lookahead();
    if (lookahead != 0) {
        Submission coming;
        core.foresee(queue_.look(lookahead, coming) ? coming.command : ByteView());
    }
}

// The command stays in the queue, for `abandon` to tell of.
Pipeline::Gathered Pipeline::fail_to_gather(Error error) {
    stop_taking();
    gather_failure_ = std::move(error).with_context("while looking whether a request came before");
    return Gathered::failed;
}

std::optional<Pipeline::Gathered> Pipeline::gather_timers(Timestamp time) {
    while (sequencer_.timer_is_due_by(time)) {
        if (!open_->has_room(options_.limits)) {
            return Gathered::batch_full;
        }
        if (const Room room = room_for(options_.limits.command_bytes_max); room != Room::enough) {
            return room == Room::disk_full ? Gathered::disk_full : Gathered::no_segment;
        }
        const std::size_t record_bytes_before = open_->records().size();
        const std::size_t event_bytes_before = open_->events().record_bytes();
        sequencer_.sequence_timer(*open_);
        count_written(record_bytes_before, event_bytes_before);
    }
    return std::nullopt;
}

void Pipeline::count_written(std::size_t record_bytes_before, std::size_t event_bytes_before) {
    journal_bytes_ += open_->records().size() - record_bytes_before;
    event_bytes_ += open_->events().record_bytes() - event_bytes_before;
}

void Pipeline::refuse_for_want_of_room(const Submission& submission) {
    no_room_.fetch_add(1, std::memory_order_relaxed);
    tell_undone(submission, OutcomeStatus::no_room);
}

Batch* Pipeline::take_gathered() {
    if (open_->empty()) {
        return nullptr;
    }
    Batch* const next = free_.pop();
    if (next == nullptr) {
        return nullptr;
    }
    return std::exchange(open_, next);
}

Result<void> Pipeline::commit(Batch& batch) {
    batch.seal(booted_.journal->seed());
    if (planted_bug(PlantedBug::acknowledge_early)) {
        batch.complete_durable();
    }
    const auto write_and_sync = [&]() -> Result<void> {
        if (planted_bug(PlantedBug::mark_before_sync)) {
            TRIREME_TRY(booted_.mark.write(batch.last_sequence()));
        }
        TRIREME_TRY(
            booted_.journal->write(batch.records(), batch.first_sequence(), batch.last_sequence(), batch.last_link()));
        TRIREME_TRY(booted_.journal->sync());
        return booted_.mark.write(batch.last_sequence());
    };
    auto durable = write_and_sync();
    if (!durable) {
        stop_taking();
        batch.complete_unknown();
        return durable;
    }
    mark_writes_.fetch_add(1, std::memory_order_release);
    durable_sequence_.store(batch.last_sequence(), std::memory_order_release);
    batch.complete_durable();
    return {};
}

Result<void> Pipeline::publish_locked(Batch& batch) {
    TRIREME_ASSERT(batch.last_sequence() <= durable_sequence(), "events of a command that is not durable");
    auto appended = booted_.events->append(batch.events(), batch.last_sequence());
    if (!appended) {
        stop_taking();
        return appended;
    }
    batch.clear();
    free_.push(&batch);
    return {};
}

Result<void> Pipeline::publish(Batch& batch) {
    const std::scoped_lock lock(publish_mutex_);
    return publish_locked(batch);
}

Result<bool> Pipeline::try_publish(Batch& batch) {
    const std::unique_lock lock(publish_mutex_, std::try_to_lock);
    if (!lock.owns_lock()) {
        return false;
    }
    TRIREME_TRY(publish_locked(batch));
    return true;
}

Result<void> Pipeline::prepare_segments() {
    auto prepared = booted_.journal->prepare_next_segment();
    if (prepared) {
        prepared = booted_.events->writer().prepare_next_segment();
    }
    const bool is_full = !prepared && prepared.error().code == ErrorCode::no_space;
    disk_is_full_.store(is_full, std::memory_order_release);
    return is_full ? Result<void>() : prepared;
}

Result<void> Pipeline::sync_idle_mark() {
    const std::uint64_t writes = mark_writes_.load(std::memory_order_acquire);
    const bool is_idle = std::exchange(mark_writes_seen_, writes) == writes;
    return is_idle && writes != mark_writes_synced_ ? sync_mark() : Result<void>();
}

Result<void> Pipeline::sync_mark() {
    const std::uint64_t writes = mark_writes_.load(std::memory_order_acquire);
    TRIREME_TRY(booted_.mark.sync());
    mark_writes_synced_ = writes;
    return {};
}

Result<void> Pipeline::sync_events() {
    TRIREME_TRY(booted_.events->sync_beside(publish_mutex_));
    booted_.events->file_account_index();
    return {};
}

void Pipeline::abandon() {
    stop_taking();
    open_->complete_unknown();
    Submission submission;
    while (queue_.front(submission)) {
        tell_undone(submission, OutcomeStatus::unknown);
        queue_.pop();
    }
}

PipelineCounters Pipeline::counters() const {
    return {.overloaded = overloaded_.load(std::memory_order_relaxed),
            .no_room = no_room_.load(std::memory_order_relaxed)};
}

}  // namespace trireme::runtime
