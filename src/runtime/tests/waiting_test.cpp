#include "runtime/waiting.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace trireme::runtime {
namespace {

class DoorbellUnder : public testing::TestWithParam<WaitPolicy> {};

INSTANTIATE_TEST_SUITE_P(EveryPolicy, DoorbellUnder,
                         testing::Values(WaitPolicy::automatic, WaitPolicy::spin, WaitPolicy::park),
                         [](const auto& named) { return std::string(name_of(named.param)); });

TEST(WaitPolicy, IsNamedAsInConfiguration) {
    for (const WaitPolicy policy : {WaitPolicy::automatic, WaitPolicy::spin, WaitPolicy::park}) {
        EXPECT_EQ(wait_policy_named(name_of(policy)), policy);
    }
    EXPECT_EQ(wait_policy_named("auto"), WaitPolicy::automatic);
    EXPECT_EQ(wait_policy_named("sleep"), std::nullopt);
}

TEST_P(DoorbellUnder, ReturnsAtOnceIfReady) {
    Doorbell doorbell(GetParam());
    doorbell.wait(std::chrono::hours(1), [] { return true; });
}

TEST_P(DoorbellUnder, ReturnsWhenTheTimeIsOver) {
    Doorbell doorbell(GetParam());
    const auto begin = std::chrono::steady_clock::now();
    doorbell.wait(std::chrono::milliseconds(5), [] { return false; });
    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(5));
}

TEST_P(DoorbellUnder, DoesNotTakeAnEarlierRingForAPublication) {
    Doorbell doorbell(GetParam());
    doorbell.ring();
    bool is_ready = false;
    doorbell.wait(std::chrono::milliseconds(1), [&] { return is_ready; });
    EXPECT_FALSE(is_ready);
}

// Each side publishes, rings and waits for the other. The wait is longer than the test may take, so a wake-up that gets
// lost even once shows as a hang.
TEST_P(DoorbellUnder, LosesNoWakeUp) {
    constexpr std::uint64_t rounds = 5'000;
    Doorbell ping_bell(GetParam());
    Doorbell pong_bell(GetParam());
    std::atomic<std::uint64_t> ping = 0;
    std::atomic<std::uint64_t> pong = 0;
    std::thread other([&] {
        for (std::uint64_t round = 1; round <= rounds; ++round) {
            ping_bell.wait(std::chrono::hours(1), [&] { return ping.load(std::memory_order_relaxed) >= round; });
            pong.store(round, std::memory_order_relaxed);
            pong_bell.ring();
        }
    });
    for (std::uint64_t round = 1; round <= rounds; ++round) {
        ping.store(round, std::memory_order_relaxed);
        ping_bell.ring();
        pong_bell.wait(std::chrono::hours(1), [&] { return pong.load(std::memory_order_relaxed) >= round; });
    }
    other.join();
    EXPECT_EQ(pong.load(), rounds);
}

TEST_P(DoorbellUnder, IsRungByMany) {
    constexpr std::uint64_t per_ringer = 2'000;
    Doorbell doorbell(GetParam());
    std::atomic<std::uint64_t> published = 0;
    std::vector<std::thread> ringers;
    for (int ringer = 0; ringer < 3; ++ringer) {
        ringers.emplace_back([&] {
            for (std::uint64_t count = 0; count < per_ringer; ++count) {
                published.fetch_add(1, std::memory_order_relaxed);
                doorbell.ring();
            }
        });
    }
    std::uint64_t seen = 0;
    while (seen < 3 * per_ringer) {
        doorbell.wait(std::chrono::hours(1), [&] { return published.load(std::memory_order_relaxed) > seen; });
        seen = published.load(std::memory_order_relaxed);
    }
    for (std::thread& ringer : ringers) {
        ringer.join();
    }
    EXPECT_EQ(seen, 3 * per_ringer);
}

}  // namespace
}  // namespace trireme::runtime
