#include "runtime/sequencer.hpp"

#include "runtime/tests/rig.hpp"

#include <gtest/gtest.h>

namespace trireme::runtime {
namespace {

// What one command did: when, and the times that its timer events name.
struct Step {
    std::int64_t time_ns;
    TallyEvent event;

    bool operator==(const Step&) const = default;
};

class SequencerTest : public testing::Test {
protected:
    void submit(ByteView command) { rig_.submit_and_pump(command); }

    std::vector<Step> steps() {
        std::vector<Step> steps;
        for (const auto& event : rig_.events_after(0)) {
            steps.push_back({event.time.nanoseconds_since_1970(), TallyEvent{event.type}});
        }
        return steps;
    }

    void SetUp() override { rig_.start(); }

    Rig rig_;
};

TEST_F(SequencerTest, StampsCommandsWithTheClock) {
    rig_.clock.set(5'000);
    submit(add_command(1));
    rig_.clock.set(6'000);
    submit(add_command(1));
    EXPECT_EQ(steps(), (std::vector<Step>{{5'000, TallyEvent::added}, {6'000, TallyEvent::added}}));
}

TEST_F(SequencerTest, KeepsTheTimeWhileTheClockStepsBack) {
    rig_.clock.set(5'000);
    submit(add_command(1));
    rig_.clock.set(4'000);
    submit(add_command(1));
    rig_.clock.set(5'500);
    submit(add_command(1));
    EXPECT_EQ(steps(),
              (std::vector<Step>{{5'000, TallyEvent::added}, {5'000, TallyEvent::added}, {5'500, TallyEvent::added}}));
}

TEST_F(SequencerTest, InsertsADueTimerBeforeALaterCommand) {
    submit(timer_command(2'000));
    rig_.clock.set(3'000);
    submit(add_command(1));
    EXPECT_EQ(steps(),
              (std::vector<Step>{
                  {1'000, TallyEvent::timer_set}, {2'000, TallyEvent::timer_fired}, {3'000, TallyEvent::added}}));
}

TEST_F(SequencerTest, InsertsATimerBeforeACommandOfExactlyItsTime) {
    submit(timer_command(2'000));
    rig_.clock.set(1'999);
    submit(add_command(1));
    rig_.clock.set(2'000);
    submit(add_command(1));
    EXPECT_EQ(steps(), (std::vector<Step>{{1'000, TallyEvent::timer_set},
                                          {1'999, TallyEvent::added},
                                          {2'000, TallyEvent::timer_fired},
                                          {2'000, TallyEvent::added}}));
}

TEST_F(SequencerTest, FiresWithoutAnyCommand) {
    submit(timer_command(2'000));
    rig_.pump();
    EXPECT_EQ(steps().size(), 1u);
    rig_.clock.set(2'000);
    rig_.pump();
    EXPECT_EQ(steps().back(), (Step{2'000, TallyEvent::timer_fired}));
    EXPECT_EQ(rig_.outcomes.entries().size(), 1u) << "nobody waits for a timer";
}

TEST_F(SequencerTest, FiresSeveralTimersInOrderOfTheirTimes) {
    submit(timer_command(4'000));
    submit(timer_command(2'000));
    submit(timer_command(3'000));
    submit(timer_command(2'000));
    rig_.clock.set(10'000);
    submit(add_command(1));
    const auto all = steps();
    EXPECT_EQ(std::vector(all.begin() + 4, all.end()), (std::vector<Step>{{2'000, TallyEvent::timer_fired},
                                                                          {2'000, TallyEvent::timer_fired},
                                                                          {3'000, TallyEvent::timer_fired},
                                                                          {4'000, TallyEvent::timer_fired},
                                                                          {10'000, TallyEvent::added}}));
}

TEST_F(SequencerTest, FiresTimersThatTimersHaveSetBeforeTheCommandToo) {
    submit(timer_command(2'000, 500, 3));
    rig_.clock.set(3'200);
    submit(add_command(1));
    std::vector<std::int64_t> fired;
    for (const Step& step : steps()) {
        if (step.event == TallyEvent::timer_fired) {
            fired.push_back(step.time_ns);
        }
    }
    EXPECT_EQ(fired, (std::vector<std::int64_t>{2'000, 2'500, 3'000}));
    EXPECT_EQ(steps().back(), (Step{3'200, TallyEvent::added}));
}

TEST_F(SequencerTest, FiresATimerSetInThePastAtOnceAndAtTheTimeOfItsCommand) {
    rig_.clock.set(5'000);
    submit(timer_command(2'000));
    submit(add_command(1));
    EXPECT_EQ(steps(),
              (std::vector<Step>{
                  {5'000, TallyEvent::timer_set}, {5'000, TallyEvent::timer_fired}, {5'000, TallyEvent::added}}));
}

TEST_F(SequencerTest, DoesNotFireATimerEarlyWhenTheClockStepsForwardAndBack) {
    submit(timer_command(9'000));
    rig_.clock.set(8'000);
    submit(add_command(1));
    rig_.clock.set(2'000);
    submit(add_command(1));
    EXPECT_EQ(steps().size(), 3u) << "the timer is still ahead of both";
    rig_.clock.set(9'001);
    submit(add_command(1));
    const auto all = steps();
    EXPECT_EQ(all[3], (Step{9'000, TallyEvent::timer_fired}));
    EXPECT_EQ(all[4], (Step{9'001, TallyEvent::added}));
}

TEST_F(SequencerTest, GivesACommandTheTimeThatItStates) {
    rig_.submit_not_before(Timestamp(5'000), add_command(1));
    rig_.submit_not_before(Timestamp(4'000), add_command(1));
    rig_.submit_not_before(Timestamp(6'000), add_command(1));
    rig_.submit(add_command(1));
    rig_.pump();
    rig_.clock.set(9'000);
    rig_.submit_not_before(Timestamp(7'000), add_command(1));
    rig_.pump();
    EXPECT_EQ(steps(), (std::vector<Step>{{5'000, TallyEvent::added},
                                          {5'000, TallyEvent::added},
                                          {6'000, TallyEvent::added},
                                          {6'000, TallyEvent::added},
                                          {9'000, TallyEvent::added}}));
}

TEST_F(SequencerTest, FiresTheTimersOnTheWayToAStatedTime) {
    rig_.submit_not_before(Timestamp(1'500), timer_command(2'000));
    rig_.submit_not_before(Timestamp(1'500), timer_command(3'000));
    rig_.submit_not_before(Timestamp(2'600), add_command(1));
    rig_.submit_not_before(Timestamp(3'000), add_command(1));
    rig_.pump();
    EXPECT_EQ(steps(), (std::vector<Step>{{1'500, TallyEvent::timer_set},
                                          {1'500, TallyEvent::timer_set},
                                          {2'000, TallyEvent::timer_fired},
                                          {2'600, TallyEvent::added},
                                          {3'000, TallyEvent::timer_fired},
                                          {3'000, TallyEvent::added}}));
}

TEST_F(SequencerTest, ReplaysTimersInTheSamePlaces) {
    submit(timer_command(2'000, 500, 3));
    rig_.clock.set(2'600);
    submit(add_command(1));
    rig_.clock.set(4'000);
    submit(add_command(2));
    const auto before = rig_.events_after(0);
    const std::uint64_t hash = rig_.pipeline().sequencer().core().state_hash();
    rig_.crash();
    rig_.start();
    EXPECT_EQ(rig_.events_after(0), before);
    EXPECT_EQ(rig_.pipeline().boot_report().state_hash, hash);
}

}  // namespace
}  // namespace trireme::runtime
