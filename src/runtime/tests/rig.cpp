#include "runtime/tests/rig.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace trireme::runtime {

void OutcomeLog::on_outcome(std::uint64_t tag, const Outcome& outcome) {
    Entry entry{tag, outcome.status, outcome.sequence, outcome.time, {}};
    for (const EventView& event : outcome.events) {
        entry.event_sequences.push_back(event.sequence);
    }
    const std::scoped_lock lock(mutex_);
    entries_.push_back(std::move(entry));
    changed_.notify_all();
}

std::vector<OutcomeLog::Entry> OutcomeLog::entries() const {
    const std::scoped_lock lock(mutex_);
    return entries_;
}

std::size_t OutcomeLog::count_of(OutcomeStatus status) const {
    return static_cast<std::size_t>(std::ranges::count(entries(), status, &Entry::status));
}

void OutcomeLog::wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    const bool has_come = changed_.wait_for(lock, std::chrono::minutes(1), [&] { return entries_.size() >= count; });
    ASSERT_TRUE(has_come) << entries_.size() << " of " << count << " outcomes have come";
}

BootOptions small_boot_options() {
    return {.segment_bytes = 32 * 1024,
            .limits = {.batch_bytes_max = 8 * 1024, .command_bytes_max = 1024},
            .new_log_id = {std::byte{7}}};
}

Result<void> Rig::try_start(const CoreKind& kind) {
    TRIREME_TRY_ASSIGN(Booted booted, boot(storage, kind, boot_options));
    pipeline_ = std::make_unique<Pipeline>(kind, std::move(booted), clock,
                                           PipelineOptions{queue_capacity, boot_options.limits});
    return pipeline_->prepare_segments();
}

void Rig::start(const CoreKind& kind) {
    const auto started = try_start(kind);
    ASSERT_TRUE(started) << started.error().message;
}

void Rig::stop() {
    pump();
    ASSERT_TRUE(pipeline_->sync_events());
    ASSERT_TRUE(pipeline_->sync_mark());
    pipeline_.reset();
}

void Rig::crash() {
    storage.kill_process();
    pipeline_.reset();
    storage.restart();
}

void Rig::submit_not_before(Timestamp time, ByteView command) {
    ASSERT_EQ(pipeline_->submit_not_before(time, command, outcomes, next_tag_++), Admission::taken);
}

void Rig::pump() {
    for (;;) {
        const auto gathered = pipeline_->gather([] { return true; });
        if (Batch* const batch = pipeline_->take_gathered()) {
            const auto committed = pipeline_->commit(*batch);
            ASSERT_TRUE(committed) << committed.error().message;
            const auto published = pipeline_->publish(*batch);
            ASSERT_TRUE(published) << published.error().message;
        }
        ASSERT_TRUE(pipeline_->prepare_segments());
        if (gathered == Pipeline::Gathered::everything || gathered == Pipeline::Gathered::disk_full) {
            return;
        }
    }
}

std::vector<Rig::SeenEvent> drain(EventStream& stream) {
    std::vector<Rig::SeenEvent> seen;
    for (;;) {
        const auto event = stream.next();
        EXPECT_TRUE(event) << event.error().message;
        if (!event || !*event) {
            return seen;
        }
        const EventView& view = **event;
        seen.push_back({view.sequence, view.time, view.command_sequence, view.account, view.account_sequence, view.type,
                        load_little_endian<std::uint64_t>(view.body.data())});
    }
}

std::vector<Rig::SeenEvent> Rig::events_after(std::uint64_t sequence) {
    const auto stream = events().events_after(sequence);
    EXPECT_TRUE(stream) << stream.error().message;
    return stream ? drain(**stream) : std::vector<SeenEvent>();
}

}  // namespace trireme::runtime
