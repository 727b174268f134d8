#include "engine/price_ladder.hpp"

#include "base/tests/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace trireme::engine {
namespace {

using trireme::testing::Random;
using trireme::testing::test_seed;

std::vector<std::uint64_t> ids_reached(PriceLadder& ladder, Price price) {
    ScratchList<Trigger*> reached;
    ladder.collect_reached(price, reached);
    std::vector<std::uint64_t> ids;
    for (const Trigger* trigger : reached) {
        ids.push_back(trigger->id);
    }
    return ids;
}

class PriceLadderTest : public ::testing::Test {
protected:
    // Ids 1 to 4, of which 2 and 3 wait for the same price, entered out of order.
    void enter(PriceLadder& ladder) {
        constexpr std::array<std::int64_t, 4> levels{100, 110, 110, 120};
        for (const std::size_t index : {2U, 0U, 3U, 1U}) {
            triggers_[index].level = Price(levels[index]);
            triggers_[index].id = index + 1;
            ladder.insert(triggers_[index]);
        }
    }

    std::array<Trigger, 4> triggers_;
};

TEST_F(PriceLadderTest, FallingReachesTheHighestFirst) {
    PriceLadder ladder(LadderDirection::falling);
    enter(ladder);
    EXPECT_EQ(ladder.first()->id, 4U);
    EXPECT_FALSE(ladder.is_reached(Price(121)));
    EXPECT_TRUE(ladder.is_reached(Price(120)));
    EXPECT_EQ(ids_reached(ladder, Price(121)), std::vector<std::uint64_t>{});
    EXPECT_EQ(ids_reached(ladder, Price(120)), std::vector<std::uint64_t>{4});
    EXPECT_EQ(ids_reached(ladder, Price(101)), (std::vector<std::uint64_t>{4, 2, 3}));
    EXPECT_EQ(ids_reached(ladder, Price(1)), (std::vector<std::uint64_t>{4, 2, 3, 1}));
    ladder.erase(triggers_[3]);
    EXPECT_EQ(ladder.first()->id, 2U);
}

TEST_F(PriceLadderTest, RisingReachesTheLowestFirst) {
    PriceLadder ladder(LadderDirection::rising);
    enter(ladder);
    EXPECT_EQ(ladder.first()->id, 1U);
    EXPECT_FALSE(ladder.is_reached(Price(99)));
    EXPECT_TRUE(ladder.is_reached(Price(100)));
    EXPECT_EQ(ids_reached(ladder, Price(99)), std::vector<std::uint64_t>{});
    EXPECT_EQ(ids_reached(ladder, Price(119)), (std::vector<std::uint64_t>{1, 2, 3}));
    EXPECT_EQ(ids_reached(ladder, Price(120)), (std::vector<std::uint64_t>{1, 2, 3, 4}));
}

TEST_F(PriceLadderTest, AnEmptyOneReachesNothing) {
    PriceLadder ladder(LadderDirection::rising);
    EXPECT_TRUE(ladder.empty());
    EXPECT_EQ(ladder.first(), nullptr);
    EXPECT_FALSE(ladder.is_reached(Price(INT64_MAX)));
}

TEST_F(PriceLadderTest, KnowsWhetherATriggerStandsInIt) {
    PriceLadder ladder(LadderDirection::rising);
    ladder.insert(triggers_[0]);
    EXPECT_TRUE(triggers_[0].is_in_ladder());
    EXPECT_DEATH(ladder.insert(triggers_[0]), "is_in_ladder");
    ladder.erase(triggers_[0]);
    EXPECT_FALSE(triggers_[0].is_in_ladder());
    EXPECT_DEATH(ladder.erase(triggers_[0]), "ladder == this");
}

TEST_F(PriceLadderTest, ReachesWhatASearchOfAllWould) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    std::vector<Trigger> triggers(200);
    PriceLadder ladder(LadderDirection::falling);
    for (int step = 0; step < 2'000; ++step) {
        Trigger& trigger = triggers[random.below(triggers.size())];
        if (trigger.is_in_ladder()) {
            ladder.erase(trigger);
        } else {
            trigger.level = Price(static_cast<std::int64_t>(random.below(50)));
            trigger.id = random.below(1'000'000);
            ladder.insert(trigger);
        }
        const Price price(static_cast<std::int64_t>(random.below(55)));
        ScratchList<Trigger*> reached;
        ladder.collect_reached(price, reached);
        const auto expected = std::ranges::count_if(
            triggers, [&](const Trigger& any) { return any.is_in_ladder() && price <= any.level; });
        ASSERT_EQ(reached.size(), static_cast<std::size_t>(expected));
        ASSERT_TRUE(std::ranges::is_sorted(reached, [](const Trigger* a, const Trigger* b) {
            return a->level == b->level ? a->id < b->id : a->level > b->level;
        }));
    }
}

}  // namespace
}  // namespace trireme::engine
