#include "engine/price_ladder.hpp"

#include "base/tests/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory_resource>
#include <vector>

namespace trireme::engine {
namespace {

using trireme::testing::Random;
using trireme::testing::test_seed;

std::vector<std::uint64_t> ids_reached(const PriceLadder& ladder, Price price) {
    ScratchList<std::uint64_t> reached;
    ladder.collect_reached(price, reached);
    return {reached.begin(), reached.end()};
}

class PriceLadderTest : public ::testing::Test {
protected:
    // Ids 1 to 4, of which 2 and 3 wait for the same price, entered out of order.
    void enter(PriceLadder& ladder) {
        constexpr std::array<std::int64_t, 4> levels{100, 110, 110, 120};
        for (const std::size_t index : {2U, 0U, 3U, 1U}) {
            ladder.insert(triggers_[index], Price(levels[index]), index + 1);
        }
    }

    std::array<Trigger, 4> triggers_;
    PriceLadder falling_{LadderDirection::falling, *std::pmr::new_delete_resource()};
    PriceLadder rising_{LadderDirection::rising, *std::pmr::new_delete_resource()};
};

TEST_F(PriceLadderTest, FallingReachesTheHighestFirst) {
    enter(falling_);
    EXPECT_FALSE(falling_.is_reached(Price(121)));
    EXPECT_TRUE(falling_.is_reached(Price(120)));
    EXPECT_EQ(ids_reached(falling_, Price(121)), std::vector<std::uint64_t>{});
    EXPECT_EQ(ids_reached(falling_, Price(120)), std::vector<std::uint64_t>{4});
    EXPECT_EQ(ids_reached(falling_, Price(101)), (std::vector<std::uint64_t>{4, 2, 3}));
    EXPECT_EQ(ids_reached(falling_, Price(1)), (std::vector<std::uint64_t>{4, 2, 3, 1}));
    falling_.erase(triggers_[3], 4);
    EXPECT_FALSE(falling_.is_reached(Price(120)));
    EXPECT_EQ(ids_reached(falling_, Price(110)), (std::vector<std::uint64_t>{2, 3}));
}

TEST_F(PriceLadderTest, RisingReachesTheLowestFirst) {
    enter(rising_);
    EXPECT_FALSE(rising_.is_reached(Price(99)));
    EXPECT_TRUE(rising_.is_reached(Price(100)));
    EXPECT_EQ(ids_reached(rising_, Price(99)), std::vector<std::uint64_t>{});
    EXPECT_EQ(ids_reached(rising_, Price(119)), (std::vector<std::uint64_t>{1, 2, 3}));
    EXPECT_EQ(ids_reached(rising_, Price(120)), (std::vector<std::uint64_t>{1, 2, 3, 4}));
}

TEST_F(PriceLadderTest, AnEmptyOneReachesNothing) {
    EXPECT_TRUE(rising_.empty());
    EXPECT_FALSE(rising_.is_reached(Price(INT64_MAX)));
    EXPECT_FALSE(falling_.is_reached(Price()));
}

TEST_F(PriceLadderTest, KnowsWhetherATriggerStandsInIt) {
    rising_.insert(triggers_[0], Price(100), 1);
    EXPECT_TRUE(triggers_[0].is_in_ladder());
    EXPECT_DEATH(rising_.insert(triggers_[0], Price(100), 1), "is_in_ladder");
    EXPECT_DEATH(rising_.erase(triggers_[0], 2), "does not wait at this level");
    rising_.erase(triggers_[0], 1);
    EXPECT_FALSE(triggers_[0].is_in_ladder());
    EXPECT_DEATH(rising_.erase(triggers_[0], 1), "ladder == this");
}

// Enough of them for many blocks, which fill, split, empty and join.
TEST_F(PriceLadderTest, ReachesWhatASearchOfAllWould) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    constexpr std::size_t owners = 2'000;
    std::vector<Trigger> triggers(owners);
    for (int step = 0; step < 40'000; ++step) {
        // Now more of them come, now more of them go.
        const bool fills = step / 5'000 % 2 == 0;
        const std::size_t owner = random.below(owners);
        Trigger& trigger = triggers[owner];
        if (!trigger.is_in_ladder()) {
            falling_.insert(trigger, Price(static_cast<std::int64_t>(random.below(300))), owner);
        } else if (!fills || random.below(4) == 0) {
            falling_.erase(trigger, owner);
        }
        if (step % 100 != 0) {
            continue;
        }
        const Price price(static_cast<std::int64_t>(random.below(310)));
        std::vector<std::uint64_t> expected;
        for (std::uint64_t id = 0; id < owners; ++id) {
            if (triggers[id].is_in_ladder() && price <= triggers[id].level) {
                expected.push_back(id);
            }
        }
        std::ranges::sort(expected, [&](std::uint64_t a, std::uint64_t b) {
            return triggers[a].level == triggers[b].level ? a < b : triggers[a].level > triggers[b].level;
        });
        ASSERT_EQ(ids_reached(falling_, price), expected);
        ASSERT_EQ(falling_.is_reached(price), !expected.empty());
    }
}

}  // namespace
}  // namespace trireme::engine
