// What each thread of the runtime does. See README.md for who owns what.

#include "runtime/runtime.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace trireme::runtime {
namespace {

// With no more commands than this gathered, committing on the engine thread is quicker than waking another: applying
// them takes less time than the wake-up would.
constexpr std::size_t commit_here_commands_max = 64;

constexpr auto idle_wait_max = std::chrono::milliseconds(100);
constexpr auto segment_wait_max = std::chrono::milliseconds(1);
constexpr auto housekeeping_interval = std::chrono::milliseconds(100);
constexpr auto event_sync_interval = std::chrono::milliseconds(500);
constexpr auto follower_idle_wait = std::chrono::milliseconds(200);
constexpr auto follower_retry_wait = std::chrono::seconds(1);

// The least that still gets some time on a busy machine. SCHED_IDLE would get none there, and segments would pile up.
constexpr int follower_niceness = 19;

}  // namespace

void Runtime::run_engine() {
    while (!engine_is_done()) {
        if (has_failed_.load(std::memory_order_acquire)) {
            pipeline_->abandon();
        } else {
            last_gathered_ = pipeline_->gather([this] {
                return pipeline_->gathered_count() < commit_here_commands_max ||
                       to_commit_.load(std::memory_order_relaxed) != nullptr;
            });
            if (last_gathered_ == Pipeline::Gathered::failed) {
                fail_with(*pipeline_->gather_failure());
            }
            dispatch();
        }
        wait_for_work();
    }
    engine_has_ended_.store(true, std::memory_order_release);
    journal_doorbell_.ring();
}

bool Runtime::engine_is_done() const {
    if (!is_stopping_.load(std::memory_order_acquire) || !pipeline_->is_drained() ||
        to_commit_.load(std::memory_order_acquire) != nullptr) {
        return false;
    }
    return has_failed_.load(std::memory_order_acquire) ? !pipeline_->has_anyone_to_abandon()
                                                       : pipeline_->gathered_count() == 0;
}

bool Runtime::must_abandon() const {
    return has_failed_.load(std::memory_order_acquire) && pipeline_->has_anyone_to_abandon();
}

bool Runtime::can_dispatch() const {
    return to_commit_.load(std::memory_order_acquire) == nullptr && !has_failed_.load(std::memory_order_acquire) &&
           pipeline_->can_take_gathered();
}

bool Runtime::can_gather() const {
    const bool may_gather = last_gathered_ == Pipeline::Gathered::everything ||
                            last_gathered_ == Pipeline::Gathered::interrupted ||
                            last_gathered_ == Pipeline::Gathered::disk_full;
    return may_gather && pipeline_->has_submissions();
}

void Runtime::dispatch() {
    if (!can_dispatch()) {
        return;
    }
    const bool is_little =
        last_gathered_ == Pipeline::Gathered::everything && pipeline_->gathered_count() <= commit_here_commands_max;
    Batch& batch = *pipeline_->take_gathered();
    last_gathered_ = Pipeline::Gathered::everything;
    if (is_little) {
        commit_and_publish(batch);
        return;
    }
    to_commit_.store(&batch, std::memory_order_release);
    journal_doorbell_.ring();
}

void Runtime::wait_for_work() {
    auto at_most = std::chrono::nanoseconds(idle_wait_max);
    if (has_failed_.load(std::memory_order_acquire)) {
        engine_doorbell_.wait(at_most, [this] { return must_abandon() || engine_is_done(); });
        return;
    }
    if (last_gathered_ == Pipeline::Gathered::no_segment) {
        // The event log may have gone on to a new segment in the publisher thread, which calls nobody.
        call_housekeeper();
        at_most = segment_wait_max;
    } else if (const auto due = pipeline_->next_timer(); due && last_gathered_ == Pipeline::Gathered::everything) {
        const Timestamp now = clock_.now();
        const Timestamp wake = std::clamp(*due, now, now.plus(Duration::nanoseconds(at_most.count())));
        at_most = std::chrono::nanoseconds(wake.nanoseconds_since_1970() - now.nanoseconds_since_1970());
    }
    engine_doorbell_.wait(at_most, [this] {
        return can_gather() || can_dispatch() || engine_is_done() || has_failed_.load(std::memory_order_acquire);
    });
}

void Runtime::run_journal() {
    for (;;) {
        journal_doorbell_.wait(idle_wait_max, [this] {
            return to_commit_.load(std::memory_order_acquire) != nullptr ||
                   engine_has_ended_.load(std::memory_order_acquire);
        });
        Batch* const batch = to_commit_.load(std::memory_order_acquire);
        if (batch != nullptr) {
            commit_and_hand_over(*batch);
            to_commit_.store(nullptr, std::memory_order_release);
            engine_doorbell_.ring();
        } else if (engine_has_ended_.load(std::memory_order_acquire)) {
            break;
        }
    }
    journal_has_ended_.store(true, std::memory_order_release);
    publisher_doorbell_.ring();
}

bool Runtime::commit(Batch& batch) {
    const auto durable = pipeline_->commit(batch);
    if (!durable) {
        fail_with(durable.error());
    }
    return durable.has_value();
}

// With little under way, publishing here costs less than waking the publisher.
void Runtime::commit_and_publish(Batch& batch) {
    if (!commit(batch)) {
        return;
    }
    if (unpublished_.load(std::memory_order_acquire) > 0) {
        hand_over_to_publisher(batch);
        return;
    }
    const auto published = pipeline_->try_publish(batch);
    if (!published) {
        fail_with(published.error());
    } else if (!*published) {
        hand_over_to_publisher(batch);
    }
    call_housekeeper_after_roll();
}

// Under load the next commit does not wait for the publication.
void Runtime::commit_and_hand_over(Batch& batch) {
    if (!commit(batch)) {
        return;
    }
    hand_over_to_publisher(batch);
    call_housekeeper_after_roll();
}

void Runtime::hand_over_to_publisher(Batch& batch) {
    unpublished_.fetch_add(1, std::memory_order_acq_rel);
    to_publish_.push(&batch);
    publisher_doorbell_.ring();
}

void Runtime::run_publisher() {
    for (;;) {
        publisher_doorbell_.wait(idle_wait_max, [this] {
            return !to_publish_.empty() || journal_has_ended_.load(std::memory_order_acquire);
        });
        const bool was_last_call = journal_has_ended_.load(std::memory_order_acquire);
        while (Batch* const batch = to_publish_.pop()) {
            if (const auto published = pipeline_->publish(*batch); !published) {
                fail_with(published.error());
            }
            unpublished_.fetch_sub(1, std::memory_order_acq_rel);
            engine_doorbell_.ring();
        }
        if (was_last_call) {
            break;
        }
    }
    publisher_has_ended_.store(true, std::memory_order_release);
    housekeeper_doorbell_.ring();
}

void Runtime::call_housekeeper_after_roll() {
    const std::uint64_t segments = pipeline_->journal().segment_index() + pipeline_->events().writer().segment_index();
    if (std::exchange(segments_seen_, segments) != segments) {
        call_housekeeper();
    }
}

void Runtime::call_housekeeper() {
    housekeeper_is_called_.store(true, std::memory_order_release);
    housekeeper_doorbell_.ring();
}

// The syncs come first: making segments may take long on a slow disk.
Result<void> Runtime::keep_house(std::chrono::steady_clock::time_point& events_synced_at) {
    TRIREME_TRY(pipeline_->sync_idle_mark());
    const auto now = std::chrono::steady_clock::now();
    if (now - events_synced_at >= event_sync_interval) {
        TRIREME_TRY(pipeline_->sync_events());
        events_synced_at = now;
    }
    return pipeline_->prepare_segments();
}

void Runtime::run_housekeeper() {
    auto events_synced_at = std::chrono::steady_clock::now();
    while (!publisher_has_ended_.load(std::memory_order_acquire)) {
        // After a failure nothing more is asked of the disk, least of all the same sync again.
        if (!has_failed_.load(std::memory_order_acquire)) {
            if (const auto kept = keep_house(events_synced_at); !kept) {
                fail_with(kept.error());
            }
            engine_doorbell_.ring();
        }
        housekeeper_doorbell_.wait(housekeeping_interval, [this] {
            return housekeeper_is_called_.exchange(false, std::memory_order_acq_rel) ||
                   publisher_has_ended_.load(std::memory_order_acquire);
        });
    }
}

void Runtime::run_follower() {
    // For this thread alone, as Linux has it. Without it the follower works as well, only less out of the way.
    static_cast<void>(setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), follower_niceness));
    const auto must_end = [this] {
        return is_stopping_.load(std::memory_order_acquire) || has_failed_.load(std::memory_order_acquire);
    };
    while (!must_end()) {
        auto stepped = follower_->step();
        if (!stepped) {
            fail_with(std::move(stepped).error().with_context("while following the journal to make a snapshot"));
            return;
        }
        if (*stepped != SnapshotFollower::Stepped::working) {
            const bool is_hindered = *stepped == SnapshotFollower::Stepped::hindered;
            follower_doorbell_.wait(is_hindered ? follower_retry_wait : follower_idle_wait, must_end);
        }
    }
}

}  // namespace trireme::runtime
