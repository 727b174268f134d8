#include "runtime/pipeline.hpp"

#include "runtime/tests/rig.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace trireme::runtime {
namespace {

constexpr auto go_on = [] { return true; };

class PipelineTest : public testing::Test {
protected:
    Pipeline& pipeline() { return rig_.pipeline(); }
    std::vector<OutcomeLog::Entry> outcomes() { return rig_.outcomes.entries(); }
    Admission submit(ByteView command) { return pipeline().submit(command, rig_.outcomes, ++tag_); }

    // How much the disk may hold so that no further segment fits.
    void fill_disk() { rig_.storage.set_capacity(rig_.storage.used_bytes()); }
    void free_disk() { rig_.storage.set_capacity(simulation::SimulatedDisk::unlimited); }

    Rig rig_;
    std::uint64_t tag_ = 0;
};

TEST_F(PipelineTest, TellsNobodyBeforeTheSync) {
    rig_.start();
    ASSERT_EQ(submit(add_command(1, 2)), Admission::taken);
    ASSERT_EQ(pipeline().gather(go_on), Pipeline::Gathered::everything);
    EXPECT_EQ(pipeline().gathered_count(), 1u);
    EXPECT_TRUE(outcomes().empty());
    EXPECT_EQ(pipeline().durable_sequence(), 0u);

    Batch* const batch = pipeline().take_gathered();
    ASSERT_NE(batch, nullptr);
    EXPECT_TRUE(outcomes().empty());
    ASSERT_TRUE(pipeline().commit(*batch));
    ASSERT_EQ(outcomes().size(), 1u);
    EXPECT_EQ(outcomes()[0].status, OutcomeStatus::durable);
    EXPECT_EQ(outcomes()[0].event_sequences, (std::vector<std::uint64_t>{1, 2}));
    EXPECT_EQ(pipeline().durable_sequence(), 1u);
    EXPECT_TRUE(rig_.events_after(0).empty()) << "events are shown by the publish stage";

    ASSERT_TRUE(pipeline().publish(*batch));
    EXPECT_EQ(rig_.events_after(0).size(), 2u);
}

TEST_F(PipelineTest, RefusesWhatIsNoCommand) {
    rig_.start();
    EXPECT_EQ(submit({}), Admission::malformed);
    EXPECT_EQ(submit(ByteBuffer(3)), Admission::malformed);
    ByteBuffer timer;
    TallyCore().append_timer_command(timer);
    EXPECT_EQ(submit(timer), Admission::malformed) << "timers come from the engine only";
    rig_.pump();
    EXPECT_TRUE(outcomes().empty());
}

TEST_F(PipelineTest, TakesTheLargestCommandAndNoLarger) {
    rig_.start();
    const std::size_t filler_max = rig_.boot_options.limits.command_bytes_max - add_command(1).size();
    EXPECT_EQ(submit(add_command(1, 1, filler_max)), Admission::taken);
    EXPECT_EQ(submit(add_command(1, 1, filler_max + 1)), Admission::malformed);
    rig_.pump();
    EXPECT_EQ(outcomes().size(), 1u);
}

TEST_F(PipelineTest, AnswersOverloadAndTakesAgainOnceTheQueueIsServed) {
    rig_.queue_capacity = 8;
    rig_.start();
    for (int count = 0; count < 8; ++count) {
        ASSERT_EQ(submit(add_command(1)), Admission::taken);
    }
    EXPECT_EQ(submit(add_command(1)), Admission::overloaded);
    EXPECT_EQ(submit(add_command(1)), Admission::overloaded);
    EXPECT_EQ(pipeline().counters().overloaded, 2u);
    rig_.pump();
    EXPECT_EQ(outcomes().size(), 8u);
    EXPECT_EQ(submit(add_command(1)), Admission::taken);
    rig_.pump();
    EXPECT_EQ(outcomes().back().sequence, 9u) << "what was refused took no sequence";
}

TEST_F(PipelineTest, StopsGatheringWhenToldTo) {
    rig_.start();
    for (int count = 0; count < 5; ++count) {
        ASSERT_EQ(submit(add_command(1)), Admission::taken);
    }
    EXPECT_EQ(pipeline().gather([&] { return pipeline().gathered_count() < 3; }), Pipeline::Gathered::interrupted);
    EXPECT_EQ(pipeline().gathered_count(), 3u);
    EXPECT_TRUE(pipeline().has_submissions());
    rig_.pump();
    EXPECT_EQ(outcomes().size(), 5u);
}

TEST_F(PipelineTest, ReadsTheClockOncePerRowOfCommandsAndPutsTimersBetweenRows) {
    constexpr std::size_t row = Pipeline::commands_per_clock_reading;
    rig_.start();
    ASSERT_EQ(submit(timer_command(1'005)), Admission::taken);
    rig_.pump();
    for (std::size_t count = 0; count < 2 * row; ++count) {
        ASSERT_EQ(submit(add_command(1)), Admission::taken);
    }
    // The clock moves on with every command; the timer comes due within the first row.
    std::int64_t now_ns = 1'000;
    static_cast<void>(pipeline().gather([&] {
        rig_.clock.set(++now_ns);
        return true;
    }));
    rig_.pump();
    const auto told = outcomes();
    ASSERT_EQ(told.size(), 1 + 2 * row);
    const Timestamp second_reading(1'000 + static_cast<std::int64_t>(row));
    for (std::size_t index = 0; index < 2 * row; ++index) {
        EXPECT_EQ(told[1 + index].time, index < row ? Timestamp(1'000) : second_reading) << "command " << index;
    }
    EXPECT_EQ(told[row].sequence + 2, told[row + 1].sequence) << "the timer stands between the rows";
    const auto events = rig_.events_after(0);
    const auto fired = std::ranges::find(events, TallyEvent::timer_fired,
                                         [](const Rig::SeenEvent& event) { return TallyEvent{event.type}; });
    ASSERT_NE(fired, events.end());
    EXPECT_EQ(fired->time, Timestamp(1'005));
}

TEST_F(PipelineTest, LeavesWhatDoesNotFitTheBatchForTheNext) {
    rig_.start();
    for (int count = 0; count < 20; ++count) {
        ASSERT_EQ(submit(add_command(1, 1, 1'000)), Admission::taken);
    }
    EXPECT_EQ(pipeline().gather(go_on), Pipeline::Gathered::batch_full);
    EXPECT_LE(pipeline().gathered_count(), 8u);
    EXPECT_GT(pipeline().gathered_count(), 4u);
    rig_.pump();
    ASSERT_EQ(outcomes().size(), 20u);
    for (std::size_t index = 0; index < outcomes().size(); ++index) {
        EXPECT_EQ(outcomes()[index].tag, index + 1);
        EXPECT_EQ(outcomes()[index].sequence, index + 1);
    }
}

TEST_F(PipelineTest, KeepsABatchBoundedHoweverManyEventsCommandsLeadTo) {
    rig_.start();
    for (int count = 0; count < 200; ++count) {
        ASSERT_EQ(submit(add_command(1, 1'000)), Admission::taken);
    }
    const auto gathered = pipeline().gather(go_on);
    EXPECT_NE(gathered, Pipeline::Gathered::everything);
    EXPECT_LT(pipeline().gathered_count(), 100u);
    rig_.pump();
    EXPECT_EQ(outcomes().size(), 200u);
    EXPECT_EQ(rig_.events_after(0).size(), 200'000u) << "one batch of events is split over many segments";
}

TEST_F(PipelineTest, HasNoBatchToGiveWhileAllAreOnTheirWay) {
    rig_.start();
    std::vector<Batch*> on_their_way;
    for (;;) {
        ASSERT_EQ(submit(add_command(1)), Admission::taken);
        static_cast<void>(pipeline().gather(go_on));
        EXPECT_EQ(pipeline().can_take_gathered(), on_their_way.size() < Pipeline::batch_count - 1);
        Batch* const batch = pipeline().take_gathered();
        if (batch == nullptr) {
            break;
        }
        on_their_way.push_back(batch);
    }
    EXPECT_EQ(on_their_way.size(), Pipeline::batch_count - 1);
    for (Batch* const batch : on_their_way) {
        ASSERT_TRUE(pipeline().commit(*batch));
        ASSERT_TRUE(pipeline().publish(*batch));
    }
    rig_.pump();
    EXPECT_EQ(outcomes().size(), Pipeline::batch_count);
}

TEST_F(PipelineTest, WaitsForTheNextSegmentRatherThanForTheDisk) {
    rig_.start();
    // Nobody prepares segments here.
    Pipeline::Gathered gathered = Pipeline::Gathered::everything;
    for (int count = 0; count < 1'000 && gathered != Pipeline::Gathered::no_segment; ++count) {
        ASSERT_EQ(submit(add_command(1, 1, 500)), Admission::taken);
        gathered = pipeline().gather(go_on);
        if (Batch* const batch = pipeline().take_gathered()) {
            ASSERT_TRUE(pipeline().commit(*batch));
            ASSERT_TRUE(pipeline().publish(*batch));
        }
    }
    ASSERT_EQ(gathered, Pipeline::Gathered::no_segment);
    EXPECT_TRUE(pipeline().has_submissions());
    EXPECT_EQ(rig_.outcomes.count_of(OutcomeStatus::no_room), 0u);
    rig_.pump();
    EXPECT_FALSE(pipeline().has_submissions());
    EXPECT_EQ(outcomes().size(), tag_);
}

TEST_F(PipelineTest, RefusesForWantOfRoomAndGoesOnOnceThereIsSome) {
    rig_.start();
    fill_disk();
    while (rig_.outcomes.count_of(OutcomeStatus::no_room) < 3) {
        ASSERT_LT(tag_, 10'000u);
        ASSERT_EQ(submit(add_command(1, 1, 200)), Admission::taken);
        rig_.pump();
    }
    const std::size_t durable = rig_.outcomes.count_of(OutcomeStatus::durable);
    EXPECT_EQ(pipeline().counters().no_room, 3u);
    EXPECT_GT(durable, 50u) << "what was prepared is used first";

    free_disk();
    ASSERT_TRUE(pipeline().prepare_segments());
    ASSERT_EQ(submit(add_command(1)), Admission::taken);
    rig_.pump();
    EXPECT_EQ(outcomes().back().status, OutcomeStatus::durable);
    EXPECT_EQ(outcomes().back().sequence, durable + 1) << "what was refused took no sequence";
    EXPECT_EQ(outcomes().size(), tag_);
}

TEST_F(PipelineTest, RefusesForWantOfRoomForEventsToo) {
    rig_.start();
    fill_disk();
    while (rig_.outcomes.count_of(OutcomeStatus::no_room) < 1) {
        ASSERT_LT(tag_, 10'000u);
        ASSERT_EQ(submit(add_command(1, 20)), Admission::taken);
        rig_.pump();
    }
    EXPECT_LT(pipeline().durable_sequence() * 100, rig_.boot_options.segment_bytes) << "the journal itself had room";
}

TEST_F(PipelineTest, CountsTheRoomThatRebuildingEventsTookAtTheStart) {
    rig_.start();
    for (int count = 0; count < 300; ++count) {
        rig_.submit_and_pump(add_command(1, 30));
    }
    rig_.crash();
    std::uint64_t index = 1;
    while (rig_.storage.exists(journal::segment_name(journal::LogKind::events, index))) {
        ASSERT_TRUE(rig_.storage.remove(journal::segment_name(journal::LogKind::events, index++)));
    }
    ASSERT_GT(index, 3u);
    rig_.start();
    ASSERT_EQ(pipeline().boot_report().rebuilt_events, 9'000u);
    fill_disk();
    while (rig_.outcomes.count_of(OutcomeStatus::no_room) < 1) {
        ASSERT_LT(tag_, 10'000u);
        ASSERT_EQ(submit(add_command(1, 3)), Admission::taken);
        rig_.pump();
    }
}

TEST_F(PipelineTest, LetsTimersWaitAndRefusesTheRestWhileTheDiskIsFull) {
    rig_.start();
    ASSERT_EQ(submit(timer_command(2'000)), Admission::taken);
    rig_.pump();
    fill_disk();
    while (rig_.outcomes.count_of(OutcomeStatus::no_room) < 1) {
        ASSERT_EQ(submit(add_command(1, 1, 200)), Admission::taken);
        rig_.pump();
    }
    rig_.clock.set(3'000);
    ASSERT_EQ(submit(add_command(1)), Admission::taken);
    EXPECT_EQ(pipeline().gather(go_on), Pipeline::Gathered::disk_full);
    EXPECT_EQ(outcomes().back().status, OutcomeStatus::no_room) << "it may not go before the timer";

    free_disk();
    ASSERT_EQ(submit(add_command(1)), Admission::taken);
    ASSERT_TRUE(pipeline().prepare_segments());
    rig_.pump();
    const auto events = rig_.events_after(0);
    ASSERT_GE(events.size(), 2u);
    EXPECT_EQ(TallyEvent{events[events.size() - 2].type}, TallyEvent::timer_fired);
    EXPECT_EQ(events[events.size() - 2].time, Timestamp(2'000));
    EXPECT_EQ(events.back().time, Timestamp(3'000));
}

TEST_F(PipelineTest, TellsEveryoneUnknownAfterAFailedSync) {
    rig_.start();
    rig_.submit_and_pump(add_command(1));
    ++tag_;
    ASSERT_EQ(submit(add_command(1)), Admission::taken);
    static_cast<void>(pipeline().gather(go_on));
    Batch* const failing = pipeline().take_gathered();
    ASSERT_EQ(submit(add_command(1)), Admission::taken);
    static_cast<void>(pipeline().gather(go_on));
    ASSERT_EQ(submit(add_command(1)), Admission::taken);

    rig_.storage.set_faults({.failures = {{.kind = simulation::OperationKind::sync}}});
    const auto committed = pipeline().commit(*failing);
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().code, ErrorCode::io_failure);
    EXPECT_EQ(rig_.outcomes.count_of(OutcomeStatus::unknown), 1u);
    EXPECT_EQ(pipeline().durable_sequence(), 1u);

    EXPECT_EQ(submit(add_command(1)), Admission::stopping);
    EXPECT_TRUE(pipeline().has_anyone_to_abandon());
    pipeline().abandon();
    EXPECT_FALSE(pipeline().has_anyone_to_abandon());
    EXPECT_TRUE(pipeline().is_drained());
    EXPECT_EQ(rig_.outcomes.count_of(OutcomeStatus::unknown), 3u) << "of the batch, of the one gathering, of the queue";
    pipeline().abandon();
    EXPECT_EQ(outcomes().size(), 4u) << "nobody is told twice";
}

TEST_F(PipelineTest, TellsWhoStillWaitsWhenItEnds) {
    rig_.start();
    ASSERT_EQ(submit(add_command(1)), Admission::taken);
    static_cast<void>(pipeline().gather(go_on));
    ASSERT_EQ(submit(add_command(1)), Admission::taken);
    rig_.crash();
    EXPECT_EQ(rig_.outcomes.count_of(OutcomeStatus::unknown), 2u);
}

TEST_F(PipelineTest, ServesWhatItTookBeforeItStoppedTaking) {
    rig_.start();
    ASSERT_EQ(submit(add_command(1)), Admission::taken);
    pipeline().stop_taking();
    EXPECT_EQ(submit(add_command(1)), Admission::stopping);
    EXPECT_FALSE(pipeline().is_drained());
    rig_.pump();
    EXPECT_TRUE(pipeline().is_drained());
    EXPECT_EQ(rig_.outcomes.count_of(OutcomeStatus::durable), 1u);
}

TEST_F(PipelineTest, SyncsTheMarkInAnIdleMomentOnly) {
    rig_.start();
    const auto syncs = [&] { return rig_.storage.counters().attempted_of(simulation::OperationKind::sync); };
    ASSERT_TRUE(pipeline().sync_idle_mark());
    rig_.submit_and_pump(add_command(1));
    const std::uint64_t before = syncs();
    ASSERT_TRUE(pipeline().sync_idle_mark());
    EXPECT_EQ(syncs(), before) << "a mark was written since the last look";
    ASSERT_TRUE(pipeline().sync_idle_mark());
    EXPECT_EQ(syncs(), before + 1);
    ASSERT_TRUE(pipeline().sync_idle_mark());
    EXPECT_EQ(syncs(), before + 1) << "nothing was written since";
}

}  // namespace
}  // namespace trireme::runtime
