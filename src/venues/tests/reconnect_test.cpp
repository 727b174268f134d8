#include "venues/reconnect.hpp"

#include "venues/network_inbox.hpp"

#include <gtest/gtest.h>

namespace trireme::venues {
namespace {

Duration wait_of(Reconnect& reconnect, Timestamp now) {
    return Duration::nanoseconds(reconnect.lost(now).nanoseconds_since_1970() - now.nanoseconds_since_1970());
}

constexpr ReconnectTerms terms{
    .first_wait = Duration::milliseconds(500), .wait_max = Duration::seconds(3), .stable_after = Duration::seconds(60)};

TEST(Reconnect, WaitsDoubleUpToABound) {
    Reconnect reconnect(terms, 1);
    const Timestamp now(1'000);
    for (const std::int64_t whole_ms : {500, 1'000, 2'000, 3'000, 3'000, 3'000}) {
        const Duration wait = wait_of(reconnect, now);
        EXPECT_GE(wait, Duration::milliseconds(whole_ms / 2));
        EXPECT_LE(wait, Duration::milliseconds(whole_ms));
    }
}

TEST(Reconnect, OnlyAConnectionThatHeldBeginsAnew) {
    Reconnect reconnect(terms, 1);
    static_cast<void>(reconnect.lost(Timestamp(0)));
    reconnect.connected(Timestamp(0));
    EXPECT_GT(wait_of(reconnect, Timestamp().plus(Duration::seconds(59))), Duration::milliseconds(499));
    reconnect.connected(Timestamp(0));
    EXPECT_LE(wait_of(reconnect, Timestamp().plus(Duration::seconds(60))), Duration::milliseconds(500));
}

TEST(Reconnect, SeedsScatterTheWaits) {
    Reconnect one(terms, 1);
    Reconnect same(terms, 1);
    Reconnect other(terms, 2);
    const Timestamp first = one.lost(Timestamp(0));
    EXPECT_EQ(first, same.lost(Timestamp(0)));
    EXPECT_NE(first, other.lost(Timestamp(0)));
}

TEST(NetworkInbox, BoundsMessagesAndNothingElse) {
    NetworkInbox inbox(2, 5);
    const auto message = [](std::string text) { return NetworkEvent{.what = ChannelMessage{std::move(text)}}; };
    EXPECT_TRUE(inbox.put(message("four")));
    EXPECT_FALSE(inbox.put(message("ab")));
    EXPECT_TRUE(inbox.put(message("a")));
    EXPECT_FALSE(inbox.put(message("")));
    EXPECT_TRUE(inbox.put({.what = ChannelClosed{}}));
    NetworkEvent event;
    ASSERT_TRUE(inbox.take(event));
    EXPECT_EQ(std::get<ChannelMessage>(event.what).text, "four");
    EXPECT_TRUE(inbox.put(message("again")));
    for (int rest = 0; rest < 3; ++rest) {
        ASSERT_TRUE(inbox.take(event));
    }
    EXPECT_EQ(std::get<ChannelMessage>(event.what).text, "again");
    EXPECT_FALSE(inbox.take(event));
}

}  // namespace
}  // namespace trireme::venues
