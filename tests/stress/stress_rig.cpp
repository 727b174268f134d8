#include "stress/stress_rig.hpp"

#include "app/brokerage_core.hpp"
#include "codec/bytes.hpp"

#include <gtest/gtest.h>
#include <malloc.h>

namespace trireme::stress {
namespace {

// Large enough that what one command leads to seldom fills it, small enough that segments are rolled.
constexpr std::uint64_t segment_bytes = 8 * 1024 * 1024;
// So few that each of the pipeline's batches is soon used, and what is held then is what is held for good.
constexpr std::size_t commands_per_pump = 256;

runtime::BootOptions boot_options() {
    runtime::BootOptions options;
    options.segment_bytes = segment_bytes;
    return options;
}

}  // namespace

void Answers::on_outcome(std::uint64_t tag, const Outcome& outcome) {
    in_order_ = in_order_ && tag > last_tag_;
    last_tag_ = tag;
    if (outcome.status != OutcomeStatus::durable) {
        lost_ += 1;
        return;
    }
    durable_ += 1;
    if (keeps_events_) {
        for (const EventView& event : outcome.events) {
            events_.push_back(codec::decode<Event>(event.body).value());
        }
    }
}

StressRig::StressRig(journal::Storage& storage, std::size_t queue_capacity)
    : storage_(storage), queue_capacity_(queue_capacity) {}

void StressRig::start(const std::optional<runtime::FollowerOptions>& follower) {
    auto booted = runtime::boot(storage_, app::brokerage_core_kind(), boot_options());
    ASSERT_TRUE(booted) << booted.error().message;
    pipeline_ =
        std::make_unique<runtime::Pipeline>(app::brokerage_core_kind(), *std::move(booted), clock_,
                                            runtime::PipelineOptions{.queue_capacity = queue_capacity_, .limits = {}});
    if (follower) {
        follower_ =
            std::make_unique<runtime::SnapshotFollower>(storage_, app::brokerage_core_kind(), pipeline_->journal(),
                                                        pipeline_->events(), pipeline_->request_archive(), *follower);
    }
}

EndOfRun StressRig::stop() {
    pump();
    pipeline_->stop_taking();
    EXPECT_TRUE(pipeline_->sync_events());
    EXPECT_TRUE(pipeline_->sync_mark());
    const runtime::Sequencer& sequencer = pipeline_->sequencer();
    const EndOfRun end{sequencer.position().sequence, sequencer.position().event_hash, sequencer.core().state_hash()};
    follower_.reset();
    pipeline_.reset();
    return end;
}

Admission StressRig::send(const Command& command) {
    ByteBuffer bytes;
    codec::encode(bytes, command);
    const Admission admission = pipeline_->submit(bytes, answers_, taken_ + 1);
    taken_ += admission == Admission::taken ? 1U : 0U;
    return admission;
}

void StressRig::pump() {
    for (;;) {
        ASSERT_TRUE(pipeline_->prepare_segments());
        const auto gathered = pipeline_->gather([] { return true; });
        ASSERT_NE(gathered, runtime::Pipeline::Gathered::failed) << pipeline_->gather_failure()->message;
        runtime::Batch* const batch = pipeline_->take_gathered();
        if (batch == nullptr) {
            ASSERT_EQ(gathered, runtime::Pipeline::Gathered::everything);
            break;
        }
        const auto committed = pipeline_->commit(*batch);
        ASSERT_TRUE(committed) << committed.error().message;
        const auto published = pipeline_->publish(*batch);
        ASSERT_TRUE(published) << published.error().message;
    }
    if (follower_) {
        follow();
    }
}

void StressRig::follow() {
    ASSERT_TRUE(pipeline_->sync_events());
    for (;;) {
        const auto stepped = follower_->step();
        ASSERT_TRUE(stepped) << stepped.error().message;
        if (*stepped != runtime::SnapshotFollower::Stepped::working) {
            return;
        }
    }
}

void StressRig::do_all(std::span<const Command> commands) {
    for (std::size_t at = 0; at < commands.size(); ++at) {
        ASSERT_EQ(send(commands[at]), Admission::taken);
        if (at % commands_per_pump == commands_per_pump - 1) {
            pump();
        }
    }
    pump();
}

std::vector<Event> StressRig::ask(const Command& command) {
    pump();
    Answers answer;
    answer.keep_events();
    ByteBuffer bytes;
    codec::encode(bytes, command);
    EXPECT_EQ(pipeline_->submit(bytes, answer, 1), Admission::taken);
    pump();
    EXPECT_EQ(answer.durable(), 1u);
    return answer.events();
}

void StressRig::expect_all_answered() const {
    EXPECT_EQ(answers_.durable(), taken_);
    EXPECT_EQ(answers_.lost(), 0u);
    EXPECT_TRUE(answers_.in_order());
}

EndOfRun expect_equal_replay(StressRig& rig, journal::Storage& storage) {
    const EndOfRun live = rig.stop();
    StressRig again(storage);
    again.start();
    EXPECT_EQ(again.pipeline().boot_report().replayed_commands, live.sequence) << "from the first record on";
    EXPECT_EQ(again.stop(), live);
    return live;
}

std::size_t heap_bytes() {
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

}  // namespace trireme::stress
