#include "app/command_flow.hpp"

#include "model/events.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <thread>

namespace trireme::app {
namespace {

// Takes commands and leaves them to the test to answer.
class WaitingSink final : public CommandSink {
public:
    Admission submit(ByteView, OutcomeReceiver& receiver, std::uint64_t tag) override {
        if (refusals > 0) {
            refusals -= 1;
            return refusal;
        }
        receiver_ = &receiver;
        tags_.push_back(tag);
        return Admission::taken;
    }

    void answer(const Outcome& outcome) {
        const std::uint64_t tag = tags_.front();
        tags_.pop_front();
        receiver_->on_outcome(tag, outcome);
    }

    [[nodiscard]] std::size_t waiting() const { return tags_.size(); }

    int refusals = 0;
    Admission refusal = Admission::overloaded;

private:
    OutcomeReceiver* receiver_ = nullptr;
    std::deque<std::uint64_t> tags_;
};

const Command any_command = SetRulesVersion{1};

TEST(CommandFlow, CountsWhatIsUnderWayAndWhatWasRejected) {
    WaitingSink sink;
    CommandFlow flow(sink);
    EXPECT_TRUE(flow.send(any_command));
    EXPECT_TRUE(flow.send(any_command));
    EXPECT_EQ(flow.counts().in_flight, 2U);

    EventView rejected;
    rejected.type = Rejected::wire_type;
    sink.answer({.status = OutcomeStatus::durable, .sequence = 1, .time = {}, .events = {&rejected, 1}});
    sink.answer({.status = OutcomeStatus::unknown, .sequence = 0, .time = {}, .events = {}});
    EXPECT_EQ(flow.counts().in_flight, 0U);
    EXPECT_EQ(flow.counts().rejected, 1U);
    EXPECT_EQ(flow.latencies().take().count, 1U) << "only what became durable took its time";
    EXPECT_EQ(flow.last_sequence(), 1U);
    EXPECT_EQ(flow.counts().no_room, 0U);

    EXPECT_TRUE(flow.send(any_command));
    sink.answer({.status = OutcomeStatus::no_room, .sequence = 0, .time = {}, .events = {}});
    EXPECT_EQ(flow.counts().no_room, 1U);
}

TEST(CommandFlow, SendsAgainWhatMetAFullQueue) {
    WaitingSink sink;
    sink.refusals = 3;
    CommandFlow flow(sink);
    EXPECT_TRUE(flow.send(any_command));
    EXPECT_EQ(flow.counts().overloaded, 3U);
    EXPECT_EQ(sink.waiting(), 1U);
    sink.answer({});
}

TEST(CommandFlow, EndsWhereTheEngineTakesNothingMore) {
    WaitingSink sink;
    sink.refusals = 1;
    sink.refusal = Admission::stopping;
    CommandFlow flow(sink);
    EXPECT_FALSE(flow.send(any_command));
    EXPECT_EQ(flow.counts().in_flight, 0U);
}

TEST(CommandFlow, WaitsForRoomUntilItIsStopped) {
    WaitingSink sink;
    CommandFlow flow(sink);
    for (std::size_t count = 0; count < CommandFlow::in_flight_max; ++count) {
        ASSERT_TRUE(flow.send(any_command));
    }
    std::atomic<bool> was_sent = true;
    std::thread sender([&] { was_sent = flow.send(any_command); });
    flow.stop();
    sender.join();
    EXPECT_FALSE(was_sent);
    EXPECT_EQ(sink.waiting(), CommandFlow::in_flight_max);
    while (sink.waiting() > 0) {
        sink.answer({});
    }
}

}  // namespace
}  // namespace trireme::app
