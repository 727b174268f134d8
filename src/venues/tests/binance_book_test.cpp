#include "venues/binance_book.hpp"

#include "base/tests/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace trireme::venues {
namespace {

using Outcome = BinanceBook::Outcome;

BinanceLevel level(std::int64_t at, std::int64_t count) { return {Price(at), Units(count)}; }

BinanceDepthUpdate update(std::uint64_t first, std::uint64_t last, std::vector<BinanceLevel> bids = {},
                          std::vector<BinanceLevel> asks = {}) {
    return {.first_id = first, .last_id = last, .bids = std::move(bids), .asks = std::move(asks)};
}

BinanceDepthSnapshot snapshot(std::uint64_t last) { return {last, {level(100, 5), level(99, 7)}, {level(101, 3)}}; }

TEST(BinanceBook, BeginsWithASnapshotAndTheUpdatesAroundIt) {
    BinanceBook book;
    EXPECT_TRUE(book.wants_snapshot());
    EXPECT_EQ(book.apply(update(1, 5, {level(100, 1)})), Outcome::waits);
    EXPECT_EQ(book.apply(update(6, 9, {level(98, 1)})), Outcome::waits);
    EXPECT_EQ(book.apply(update(10, 12, {level(100, 6)})), Outcome::waits);
    EXPECT_EQ(book.apply(snapshot(7)), Outcome::applied);
    // The first is in the snapshot; the second reaches it.
    EXPECT_TRUE(std::ranges::equal(book.bids(), std::vector{level(98, 1), level(99, 7), level(100, 6)}));
    EXPECT_EQ(book.last_id(), 12U);
    EXPECT_EQ(book.counters().old, 1U);
    EXPECT_EQ(book.apply(update(13, 13, {level(99, 0), level(97, 0)}, {level(102, 2)})), Outcome::applied);
    EXPECT_TRUE(std::ranges::equal(book.bids(), std::vector{level(98, 1), level(100, 6)}));
    EXPECT_TRUE(std::ranges::equal(book.asks(), std::vector{level(102, 2), level(101, 3)}));
    EXPECT_EQ(book.apply(update(10, 13)), Outcome::old);
    EXPECT_EQ(book.apply(update(11, 15)), Outcome::applied);
    EXPECT_EQ(book.apply(snapshot(9)), Outcome::old);
}

TEST(BinanceBook, ASnapshotThatTheUpdatesDoNotReachIsTooOld) {
    BinanceBook book;
    EXPECT_EQ(book.apply(update(10, 12, {level(100, 6)})), Outcome::waits);
    EXPECT_EQ(book.apply(snapshot(8)), Outcome::behind);
    EXPECT_TRUE(book.wants_snapshot());
    EXPECT_TRUE(book.bids().empty());
    EXPECT_EQ(book.apply(snapshot(9)), Outcome::applied);
    EXPECT_EQ(book.last_id(), 12U);
    EXPECT_EQ(book.counters().snapshots_behind, 1U);
}

TEST(BinanceBook, AGapGivesItUpUntilAnotherSnapshot) {
    BinanceBook book;
    EXPECT_EQ(book.apply(snapshot(7)), Outcome::applied);
    EXPECT_EQ(book.apply(update(8, 9)), Outcome::applied);
    EXPECT_EQ(book.apply(update(11, 12, {level(100, 9)})), Outcome::gap);
    EXPECT_FALSE(book.is_synced());
    EXPECT_TRUE(book.bids().empty() && book.asks().empty());
    EXPECT_EQ(book.counters().gaps, 1U);
    // The one behind the gap waits, and counts once a snapshot reaches it.
    EXPECT_EQ(book.apply(update(13, 14)), Outcome::waits);
    EXPECT_EQ(book.apply(snapshot(10)), Outcome::applied);
    EXPECT_EQ(book.last_id(), 14U);
    EXPECT_EQ(book.bids().back(), level(100, 9));
}

TEST(BinanceBook, AGapAmongThoseThatWaitIsOneToo) {
    BinanceBook book;
    EXPECT_EQ(book.apply(update(5, 8)), Outcome::waits);
    EXPECT_EQ(book.apply(update(10, 12, {level(99, 1)})), Outcome::waits);
    EXPECT_EQ(book.apply(snapshot(7)), Outcome::gap);
    EXPECT_FALSE(book.is_synced());
    EXPECT_EQ(book.apply(snapshot(11)), Outcome::applied);
    EXPECT_EQ(book.last_id(), 12U);
}

TEST(BinanceBook, ABookWhoseBidReachesItsAskIsWrong) {
    BinanceBook book;
    EXPECT_EQ(book.apply(snapshot(7)), Outcome::applied);
    EXPECT_EQ(book.apply(update(8, 9, {level(101, 1)})), Outcome::crossed);
    EXPECT_TRUE(book.wants_snapshot());
    EXPECT_EQ(book.counters().crossed, 1U);
}

TEST(BinanceBook, FuturesSayWhichUpdateCameBefore) {
    BinanceBook book;
    BinanceDepthUpdate first = update(5, 9);
    first.previous_id = 3;
    EXPECT_EQ(book.apply(first), Outcome::waits);
    EXPECT_EQ(book.apply(snapshot(7)), Outcome::applied);
    BinanceDepthUpdate next = update(12, 14);
    next.previous_id = 9;
    EXPECT_EQ(book.apply(next), Outcome::applied);
    next = update(15, 16);
    next.previous_id = 13;
    EXPECT_EQ(book.apply(next), Outcome::gap);
}

TEST(BinanceBook, NothingGrowsWithoutBound) {
    BinanceBook book;
    for (std::uint64_t at = 1; at <= BinanceBook::waiting_max + 5; ++at) {
        EXPECT_EQ(book.apply(update(at, at)), Outcome::waits);
    }
    EXPECT_EQ(book.counters().overflowed, 5U);
    EXPECT_EQ(book.apply(snapshot(1)), Outcome::behind);
    EXPECT_EQ(book.apply(snapshot(500)), Outcome::applied);
    EXPECT_EQ(book.last_id(), BinanceBook::waiting_max + 5);
    book.reset();
    EXPECT_EQ(book.apply(BinanceDepthSnapshot{1, {level(1'000'000, 1)}, {level(2'000'000, 1)}}), Outcome::applied);
    std::uint64_t id = 1;
    for (std::int64_t at = 0; at < 3; ++at) {
        std::vector<BinanceLevel> many;
        for (std::int64_t each = 0; each < 10'000; ++each) {
            many.push_back(level(1 + at * 10'000 + each, 1));
        }
        ++id;
        EXPECT_EQ(book.apply(update(id, id, many)), Outcome::applied);
    }
    EXPECT_EQ(book.bids().size(), BinanceBook::side_levels_max);
    EXPECT_EQ(book.bids().back(), level(1'000'000, 1));
    EXPECT_EQ(book.counters().cut_levels, 10'001U);
}

// A market that keeps its own book, loses some of its updates on the way and answers requests for snapshots late: the
// book is the market's whenever it says that it is in sync, and always comes back.
TEST(BinanceBook, IsTheMarketsWheneverItIsInSync) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    std::map<std::int64_t, std::int64_t> bids;
    std::map<std::int64_t, std::int64_t> asks;
    std::uint64_t id = 1'000;
    BinanceBook book;
    std::vector<BinanceDepthSnapshot> answers;
    std::uint64_t synced = 0;
    std::uint64_t lost = 0;
    for (int step = 0; step < 20'000; ++step) {
        BinanceDepthUpdate made = update(id + 1, id + 1 + random.below(5));
        id = made.last_id;
        for (std::uint64_t change = random.below(6); change > 0; --change) {
            const bool is_bid = random.one_in(2);
            const auto away = static_cast<std::int64_t>(random.below(40));
            const auto count = static_cast<std::int64_t>(random.below(4));
            const std::int64_t at = is_bid ? 1'000 - away : 1'001 + away;
            auto& side = is_bid ? bids : asks;
            count == 0 ? static_cast<void>(side.erase(at)) : static_cast<void>(side[at] = count);
            (is_bid ? made.bids : made.asks).push_back(level(at, count));
        }
        if (random.one_in(100)) {
            ++lost;
        } else {
            book.apply(made);
        }
        if (book.wants_snapshot() && random.one_in(4)) {
            BinanceDepthSnapshot answer{id, {}, {}};
            for (auto at = bids.rbegin(); at != bids.rend(); ++at) {
                answer.bids.push_back(level(at->first, at->second));
            }
            for (const auto& [at, count] : asks) {
                answer.asks.push_back(level(at, count));
            }
            answers.push_back(answer);
        }
        if (!answers.empty() && random.one_in(3)) {
            book.apply(answers.front());
            answers.erase(answers.begin());
        }
        if (book.is_synced() && book.last_id() == id) {
            ++synced;
            ASSERT_EQ(book.bids().size(), bids.size());
            ASSERT_TRUE(std::ranges::equal(book.bids(), bids, [](const BinanceLevel& ours, const auto& theirs) {
                return ours.price.value() == theirs.first && ours.units.value() == theirs.second;
            }));
            ASSERT_TRUE(std::equal(book.asks().rbegin(), book.asks().rend(), asks.begin(), asks.end(),
                                   [](const BinanceLevel& ours, const auto& theirs) {
                                       return ours.price.value() == theirs.first && ours.units.value() == theirs.second;
                                   }));
        }
    }
    EXPECT_GT(lost, 100U);
    EXPECT_GT(book.counters().gaps, 50U);
    EXPECT_GT(synced, 10'000U);
}

}  // namespace
}  // namespace trireme::venues
