#include "runtime/core_runner.hpp"

#include "runtime/batch.hpp"
#include "runtime/tests/rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trireme::runtime {
namespace {

TEST(CoreRunner, NumbersEventsWithoutGaps) {
    TallyCore core;
    CoreRunner runner(core, Position{.sequence = 7, .event_sequence = 40, .event_hash = 1, .time = Timestamp(5)});
    EventRecords events;
    ASSERT_TRUE(runner.apply(Timestamp(5), add_command(9, 2), events));
    ASSERT_TRUE(runner.apply(Timestamp(6), add_command(9, 0), events));
    ASSERT_TRUE(runner.apply(Timestamp(8), add_command(9, 1), events));

    ASSERT_EQ(events.count(), 3u);
    EXPECT_EQ(events.at(0).sequence, 41u);
    EXPECT_EQ(events.at(0).command_sequence, 8u);
    EXPECT_EQ(events.at(1).sequence, 42u);
    EXPECT_EQ(events.at(2).sequence, 43u);
    EXPECT_EQ(events.at(2).command_sequence, 10u);
    EXPECT_EQ(events.at(2).account, 9u);
    EXPECT_EQ(events.at(2).account_sequence, 3u);
    EXPECT_EQ(events.at(2).time, Timestamp(8));
    EXPECT_EQ(runner.position().sequence, 10u);
    EXPECT_EQ(runner.position().event_sequence, 43u);
    EXPECT_EQ(runner.position().time, Timestamp(8));
}

TEST(CoreRunner, ChangesNothingForWhatIsNoCommand) {
    TallyCore core;
    const Position before{.sequence = 7, .event_sequence = 40, .event_hash = 1, .time = Timestamp(5)};
    CoreRunner runner(core, before);
    EventRecords events;
    EXPECT_FALSE(runner.apply(Timestamp(6), {}, events));
    EXPECT_EQ(runner.position(), before);
    EXPECT_TRUE(events.empty());
}

TEST(CoreRunner, HashesEveryByteOfEveryEvent) {
    const auto hash_after = [](std::uint64_t seed, std::span<const ByteBuffer> commands) {
        TallyCore core;
        CoreRunner runner(core, Position{.event_hash = seed});
        EventRecords events;
        for (const ByteBuffer& command : commands) {
            EXPECT_TRUE(runner.apply(Timestamp(1), command, events));
        }
        return runner.position().event_hash;
    };
    const std::uint64_t hash = hash_after(0, std::array{add_command(1), add_command(2)});
    EXPECT_EQ(hash, hash_after(0, std::array{add_command(1), add_command(2)}));
    EXPECT_NE(hash, hash_after(0, std::array{add_command(2), add_command(1)}));
    EXPECT_NE(hash, hash_after(0, std::array{add_command(1), add_command(3)}));
    EXPECT_NE(hash, hash_after(0, std::array{add_command(1), add_command(2, 2)}));
    EXPECT_NE(hash, hash_after(1, std::array{add_command(1), add_command(2)}));
}

TEST(CoreRunnerDeathTest, DoesNotLetTimeGoBack) {
    TallyCore core;
    CoreRunner runner(core, Position{.time = Timestamp(5)});
    EventRecords events;
    EXPECT_DEATH(static_cast<void>(runner.apply(Timestamp(4), add_command(1), events)), "goes back");
}

TEST(Batch, TellsEachReceiverItsOwnEvents) {
    TallyCore core;
    CoreRunner runner(core, Position{});
    OutcomeLog outcomes;
    Batch batch;
    EXPECT_TRUE(batch.empty());
    for (const std::uint32_t count : {2u, 0u, 3u}) {
        const std::size_t before = batch.events().count();
        const ByteBuffer command = add_command(1, count);
        ASSERT_TRUE(runner.apply(Timestamp(1), command, batch.events()));
        const journal::RecordHeader header{
            .sequence = runner.position().sequence, .time = Timestamp(1), .link = 0, .type = 1};
        // The second came from a timer, and nobody waits for it.
        batch.add(header, command, before, count == 0 ? nullptr : &outcomes, count);
    }
    EXPECT_EQ(batch.command_count(), 3u);
    EXPECT_TRUE(batch.has_anyone_waiting());
    batch.complete_durable();
    batch.complete_unknown();  // there is nobody left to tell

    const auto entries = outcomes.entries();
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[0].tag, 2u);
    EXPECT_EQ(entries[0].status, OutcomeStatus::durable);
    EXPECT_EQ(entries[0].sequence, 1u);
    EXPECT_EQ(entries[0].event_sequences, (std::vector<std::uint64_t>{1, 2}));
    EXPECT_EQ(entries[1].sequence, 3u);
    EXPECT_EQ(entries[1].event_sequences, (std::vector<std::uint64_t>{3, 4, 5}));

    batch.clear();
    EXPECT_TRUE(batch.empty());
    EXPECT_EQ(batch.command_count(), 0u);
}

// Notes each call with the tags of its outcomes.
class RowRecorder final : public OutcomeReceiver {
public:
    RowRecorder(std::string name, std::vector<std::string>& calls) : name_(std::move(name)), calls_(calls) {}

    void on_outcome(std::uint64_t tag, const Outcome&) override { calls_.push_back(fmt::format("{} {}", name_, tag)); }
    void on_outcomes(std::span<const TaggedOutcome> outcomes) override {
        std::string call = name_;
        for (const TaggedOutcome& told : outcomes) {
            call += fmt::format(" {}", told.tag);
        }
        calls_.push_back(std::move(call));
    }

private:
    std::string name_;
    std::vector<std::string>& calls_;
};

TEST(Batch, TellsAReceiverAtOnceWhatFollowsOneAnother) {
    std::vector<std::string> calls;
    RowRecorder first("first", calls);
    RowRecorder second("second", calls);
    Batch batch;
    std::uint64_t sequence = 0;
    const auto add = [&](OutcomeReceiver* receiver, std::uint64_t tag) {
        batch.add({.sequence = ++sequence, .time = Timestamp(1), .link = 0, .type = 1}, add_command(1), 0, receiver,
                  tag);
    };
    add(&first, 1);
    add(nullptr, 0);
    add(&first, 2);
    add(&second, 3);
    add(&first, 4);
    batch.complete_durable();
    EXPECT_THAT(calls, testing::ElementsAre("first 1 2", "second 3", "first 4"));
}

TEST(Batch, StatesThePlaceOfEachRecordInIt) {
    Batch batch;
    for (std::uint64_t sequence = 11; sequence <= 13; ++sequence) {
        const journal::RecordHeader header{
            .sequence = sequence, .time = Timestamp(1), .link = sequence * 10, .type = 1};
        batch.add(header, add_command(1), 0, nullptr, 0);
    }
    EXPECT_EQ(batch.first_sequence(), 11u);
    EXPECT_EQ(batch.last_sequence(), 13u);
    EXPECT_EQ(batch.last_link(), 130u);
}

TEST(Batch, HasRoomOnlyForTheLargestCommand) {
    const BatchLimits limits{.batch_bytes_max = 4'096, .command_bytes_max = 1'024};
    Batch batch;
    std::uint64_t sequence = 0;
    while (batch.has_room(limits)) {
        const journal::RecordHeader header{.sequence = ++sequence, .time = Timestamp(1), .link = 0, .type = 1};
        batch.add(header, add_command(1, 0, 1'010), 0, nullptr, 0);
    }
    EXPECT_EQ(sequence, 3u);
    EXPECT_LE(batch.records().size(), limits.batch_bytes_max);
}

}  // namespace
}  // namespace trireme::runtime
