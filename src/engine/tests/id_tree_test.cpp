#include "engine/id_tree.hpp"

#include "base/tests/random.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory_resource>
#include <optional>
#include <vector>

namespace trireme::engine {
namespace {

using trireme::testing::Random;
using trireme::testing::test_seed;

class IdTreeTest : public ::testing::Test {
protected:
    [[nodiscard]] std::vector<std::uint64_t> ids() const {
        std::vector<std::uint64_t> all;
        for (auto at = tree_.lower_bound(0); at; at = tree_.lower_bound(at->id + 1)) {
            all.push_back(at->id);
            if (at->id == UINT64_MAX) {
                break;
            }
        }
        return all;
    }

    IdTree tree_{*std::pmr::new_delete_resource()};
};

TEST_F(IdTreeTest, AnEmptyOneHoldsNothing) {
    EXPECT_FALSE(tree_.find(0));
    EXPECT_FALSE(tree_.find(UINT64_MAX));
    EXPECT_FALSE(tree_.lower_bound(0));
}

TEST_F(IdTreeTest, FindsWhatWasEnteredWhereverItsIdLies) {
    for (const std::uint64_t id : {UINT64_MAX, std::uint64_t{5}, std::uint64_t{1} << 40, std::uint64_t{64}}) {
        tree_.insert(id, static_cast<std::uint32_t>(id % 1'000));
    }
    EXPECT_EQ(tree_.find(5), 5U);
    EXPECT_EQ(tree_.find(64), 64U);
    EXPECT_EQ(tree_.find(UINT64_MAX), static_cast<std::uint32_t>(UINT64_MAX % 1'000));
    EXPECT_FALSE(tree_.find(6));
    EXPECT_EQ(ids(), (std::vector<std::uint64_t>{5, 64, std::uint64_t{1} << 40, UINT64_MAX}));
    EXPECT_EQ(tree_.lower_bound(65)->id, std::uint64_t{1} << 40);
    EXPECT_EQ(tree_.lower_bound((std::uint64_t{1} << 40) + 1)->id, UINT64_MAX);
}

TEST_F(IdTreeTest, RefusesAnIdTwiceAndToEraseWhatIsNotThere) {
    tree_.insert(7, 1);
    EXPECT_DEATH(tree_.insert(7, 2), "is there already");
    EXPECT_DEATH(tree_.erase(8), "is not there");
    EXPECT_DEATH(tree_.erase(1'000'000), "is not there");
}

// Ids as orders have them: counted upwards, most of them gone soon and some of them late.
TEST_F(IdTreeTest, HoldsWhatAMapWould) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    std::map<std::uint64_t, std::uint32_t> expected;
    std::uint64_t last = 0;
    for (int step = 0; step < 30'000; ++step) {
        if (random.below(2) == 0) {
            last += 1 + (random.below(50) == 0 ? random.below(100'000) : 0);
            const auto slot = static_cast<std::uint32_t>(random.below(1'000'000));
            tree_.insert(last, slot);
            expected.emplace(last, slot);
        } else if (const auto gone = expected.lower_bound(random.below(last + 1)); gone != expected.end()) {
            tree_.erase(gone->first);
            expected.erase(gone);
        }
        const std::uint64_t asked = random.below(last + 2);
        const auto found = expected.find(asked);
        ASSERT_EQ(tree_.find(asked), found == expected.end() ? std::nullopt : std::optional(found->second));
        const auto behind = expected.lower_bound(asked);
        const auto bound = tree_.lower_bound(asked);
        ASSERT_EQ(bound.has_value(), behind != expected.end());
        if (bound) {
            ASSERT_EQ(bound->id, behind->first);
            ASSERT_EQ(bound->slot, behind->second);
        }
    }
}

}  // namespace
}  // namespace trireme::engine
