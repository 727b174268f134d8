#include "engine/slab.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace trireme::engine {
namespace {

TEST(Slab, KeepsRecordsWhereTheyAre) {
    Slab<std::uint64_t> slab;
    std::vector<std::uint64_t*> addresses;
    for (std::uint64_t number = 0; number < 3'000; ++number) {
        const std::uint32_t slot = slab.allocate(number);
        EXPECT_EQ(slot, number);
        addresses.push_back(&slab[slot]);
    }
    for (std::uint32_t slot = 0; slot < addresses.size(); ++slot) {
        EXPECT_EQ(&slab[slot], addresses[slot]);
        EXPECT_EQ(slab[slot], slot);
    }
    EXPECT_EQ(slab.size(), 3'000U);
}

TEST(Slab, GivesOutTheSlotLastReleased) {
    Slab<int> slab;
    for (int number = 0; number < 4; ++number) {
        EXPECT_EQ(slab.allocate(number), static_cast<std::uint32_t>(number));
    }
    slab.release(1);
    slab.release(3);
    EXPECT_EQ(slab.size(), 2U);
    EXPECT_EQ(slab.allocate(30), 3U);
    EXPECT_EQ(slab.allocate(10), 1U);
    EXPECT_EQ(slab.allocate(40), 4U);
    EXPECT_EQ(slab[3], 30);
    EXPECT_EQ(slab[1], 10);
}

TEST(Slab, MakesANewRecordInAReusedSlot) {
    struct Record {
        int count = 7;
    };
    Slab<Record> slab;
    slab[slab.allocate()].count = 8;
    slab.release(0);
    EXPECT_EQ(slab[slab.allocate()].count, 7);
}

TEST(Slab, DestroysEachRecordOnce) {
    const auto token = std::make_shared<int>(0);
    {
        Slab<std::shared_ptr<int>> slab;
        for (int count = 0; count < 1'500; ++count) {
            static_cast<void>(slab.allocate(token));
        }
        EXPECT_EQ(token.use_count(), 1'501);
        slab.release(1'200);
        EXPECT_EQ(token.use_count(), 1'500);
        Slab<std::shared_ptr<int>> moved(std::move(slab));
        EXPECT_EQ(moved.size(), 1'499U);
        EXPECT_EQ(token.use_count(), 1'500);
        EXPECT_EQ(moved.allocate(token), 1'200U);
    }
    EXPECT_EQ(token.use_count(), 1);
}

TEST(Slab, RefusesToReleaseASlotTwice) {
    Slab<int> slab;
    const std::uint32_t slot = slab.allocate(1);
    slab.release(slot);
    EXPECT_DEATH(slab.release(slot), "slot 0 is not in use");
}

}  // namespace
}  // namespace trireme::engine
