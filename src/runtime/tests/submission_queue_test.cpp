#include "runtime/submission_queue.hpp"

#include "runtime/handover.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace trireme::runtime {
namespace {

class NoReceiver final : public OutcomeReceiver {
    void on_outcome(std::uint64_t, const Outcome&) override {}
};

ByteBuffer command_of(std::uint64_t value, std::size_t bytes) {
    ByteBuffer command(bytes);
    store_little_endian(command.data(), value);
    return command;
}

TEST(SubmissionQueue, GivesBackWhatWasPushed) {
    SubmissionQueue queue(4);
    NoReceiver receiver;
    Submission submission;
    EXPECT_FALSE(queue.has_front());
    EXPECT_FALSE(queue.front(submission));

    // Short ones lie in their cell, long ones beside it, and a cell may hold first the one and then the other.
    for (const std::size_t bytes : {8u, 96u, 97u, 5'000u, 8u, 97u}) {
        const ByteBuffer command = command_of(bytes, bytes);
        ASSERT_EQ(queue.try_push({command, &receiver, bytes}), Pushed::taken);
        ASSERT_TRUE(queue.front(submission));
        EXPECT_TRUE(std::ranges::equal(submission.command, command));
        EXPECT_EQ(submission.receiver, &receiver);
        EXPECT_EQ(submission.tag, bytes);
        queue.pop();
        EXPECT_FALSE(queue.has_front());
    }
}

TEST(SubmissionQueue, RefusesWhenFullAndTakesAgainWhenThereIsRoom) {
    SubmissionQueue queue(4);
    NoReceiver receiver;
    const ByteBuffer command = command_of(1, 8);
    for (int round = 0; round < 3; ++round) {
        for (std::uint64_t tag = 0; tag < 4; ++tag) {
            ASSERT_EQ(queue.try_push({command, &receiver, tag}), Pushed::taken);
        }
        EXPECT_EQ(queue.try_push({command, &receiver, 4}), Pushed::full);
        for (std::uint64_t tag = 0; tag < 4; ++tag) {
            Submission submission;
            ASSERT_TRUE(queue.front(submission));
            EXPECT_EQ(submission.tag, tag);
            queue.pop();
        }
    }
}

TEST(SubmissionQueue, IsDrainedOnceItIsClosedAndEmpty) {
    SubmissionQueue queue(4);
    NoReceiver receiver;
    const ByteBuffer command = command_of(1, 8);
    ASSERT_EQ(queue.try_push({command, &receiver, 1}), Pushed::taken);
    EXPECT_FALSE(queue.is_drained());
    queue.close();
    queue.close();
    EXPECT_TRUE(queue.is_closed());
    EXPECT_EQ(queue.try_push({command, &receiver, 2}), Pushed::closed);
    EXPECT_FALSE(queue.is_drained());
    queue.pop();
    EXPECT_TRUE(queue.is_drained());
    EXPECT_FALSE(queue.has_front());
}

// Producers push until the queue is closed under them; all that was taken and nothing else must come out, each
// producer's in its order.
TEST(SubmissionQueue, TakesFromManyThreadsUntilItIsClosed) {
    constexpr std::uint64_t producer_count = 4;
    constexpr std::uint64_t popped_before_close = 20'000;
    SubmissionQueue queue(64);
    NoReceiver receiver;
    std::vector<std::uint64_t> taken(producer_count);
    std::vector<std::thread> producers;
    for (std::uint64_t producer = 0; producer < producer_count; ++producer) {
        producers.emplace_back([&, producer] {
            for (;;) {
                const ByteBuffer command = command_of(taken[producer], taken[producer] % 3 == 0 ? 200 : 16);
                const Pushed pushed = queue.try_push({command, &receiver, producer});
                if (pushed == Pushed::closed) {
                    return;
                }
                taken[producer] += pushed == Pushed::taken ? 1 : 0;
                if (pushed == Pushed::full) {
                    std::this_thread::yield();
                }
            }
        });
    }
    std::vector<std::uint64_t> popped(producer_count);
    std::uint64_t popped_count = 0;
    while (!queue.is_drained()) {
        Submission submission;
        if (!queue.front(submission)) {
            std::this_thread::yield();
            continue;
        }
        ASSERT_EQ(load_little_endian<std::uint64_t>(submission.command.data()), popped[submission.tag]);
        popped[submission.tag] += 1;
        queue.pop();
        if (++popped_count == popped_before_close) {
            queue.close();
        }
    }
    for (std::thread& producer : producers) {
        producer.join();
    }
    EXPECT_EQ(popped, taken);
}

TEST(Handover, PassesItemsInOrderBetweenThreads) {
    constexpr std::size_t item_count = 4;
    constexpr int rounds = 20'000;
    Handover<int, item_count> there;
    Handover<int, item_count> back;
    std::array<int, item_count> items{};
    for (int& item : items) {
        back.push(&item);
    }
    std::thread receiver([&] {
        for (int expected = 0; expected < rounds;) {
            if (int* const item = there.pop()) {
                ASSERT_EQ(*item, expected++);
                back.push(item);
            } else {
                std::this_thread::yield();
            }
        }
    });
    for (int sent = 0; sent < rounds;) {
        if (int* const item = back.pop()) {
            *item = sent++;
            there.push(item);
        } else {
            std::this_thread::yield();
        }
    }
    receiver.join();
    EXPECT_TRUE(there.empty());
    EXPECT_FALSE(back.empty());
}

}  // namespace
}  // namespace trireme::runtime
