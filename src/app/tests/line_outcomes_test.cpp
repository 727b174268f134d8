#include "app/line_outcomes.hpp"

#include "model/events.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <thread>

namespace trireme::app {
namespace {

Outcome durable(std::uint64_t sequence, std::span<const EventView> events = {}) {
    return {.status = OutcomeStatus::durable, .sequence = sequence, .time = Timestamp(5), .events = events};
}

TEST(LineOutcomes, ComeBackInTheOrderOfTheLines) {
    LineOutcomes outcomes;
    const auto first = outcomes.add(1);
    const auto second = outcomes.add(2);
    const auto third = outcomes.add(4);
    outcomes.refuse(second, "no command");
    outcomes.on_outcome(first, durable(7));
    outcomes.on_outcome(third, durable(8));
    outcomes.close();

    const auto one = outcomes.take();
    EXPECT_EQ(one->line, 1U);
    EXPECT_EQ(one->sequence, 7U);
    EXPECT_EQ(one->status, OutcomeStatus::durable);
    const auto two = outcomes.take();
    EXPECT_EQ(two->line, 2U);
    EXPECT_EQ(two->refused, "no command");
    EXPECT_EQ(outcomes.take()->sequence, 8U);
    EXPECT_FALSE(outcomes.take());
}

TEST(LineOutcomes, KeepTheEventsBeyondTheCall) {
    LineOutcomes outcomes;
    const auto tag = outcomes.add(1);
    {
        ByteBuffer body{std::byte{1}, std::byte{2}};
        EventView event;
        event.type = Rejected::wire_type;
        event.body = body;
        const std::array events{event};
        outcomes.on_outcome(tag, durable(1, events));
        body.assign(2, std::byte{0});
    }
    const auto outcome = outcomes.take();
    EXPECT_TRUE(outcome->is_rejected);
    ASSERT_EQ(outcome->events.size(), 1U);
    EXPECT_EQ(outcome->events.front(), (ByteBuffer{std::byte{1}, std::byte{2}}));
}

TEST(LineOutcomes, MakeWhoeverAddsWaitForRoom) {
    LineOutcomes outcomes;
    std::atomic<std::uint64_t> added = 0;
    std::thread adder([&] {
        for (std::uint64_t line = 1; line <= LineOutcomes::lines_max + 1; ++line) {
            outcomes.refuse(outcomes.add(line), "");
            added = line;
        }
    });
    while (added < LineOutcomes::lines_max) {
        std::this_thread::yield();
    }
    EXPECT_EQ(added, LineOutcomes::lines_max);
    EXPECT_EQ(outcomes.take()->line, 1U);
    adder.join();
    EXPECT_EQ(added, LineOutcomes::lines_max + 1);
}

}  // namespace
}  // namespace trireme::app
