#include "counter/slot_index.hpp"

#include "base/tests/random.hpp"

#include <gtest/gtest.h>

#include <map>

namespace trireme::counter {
namespace {

using trireme::testing::Random;
using trireme::testing::test_seed;

// Keys that are their own scattered value, so that a test decides which of them collide.
class Table {
public:
    explicit Table(std::uint32_t slots_max) : keys_(slots_max), index_(slots_max) {
        for (std::uint32_t slot = 0; slot < slots_max; ++slot) {
            free_.push_back(slot);
        }
    }

    std::optional<std::uint32_t> find(std::uint64_t key) const {
        return index_.find(key, [&](std::uint32_t slot) { return keys_[slot] == key; });
    }
    void insert(std::uint64_t key) {
        const std::uint32_t slot = free_.back();
        free_.pop_back();
        keys_[slot] = key;
        index_.insert(key, slot);
    }
    void erase(std::uint64_t key) {
        const std::uint32_t slot = *find(key);
        index_.erase(key, slot);
        free_.push_back(slot);
    }
    [[nodiscard]] bool is_full() const { return free_.empty(); }

private:
    std::vector<std::uint64_t> keys_;
    std::vector<std::uint32_t> free_;
    SlotIndex index_;
};

TEST(SlotIndex, FindsWhatWasEnteredAndNotErased) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    constexpr std::uint32_t slots_max = 24;
    Table table(slots_max);
    std::map<std::uint64_t, bool> entered;
    for (int step = 0; step < 100'000; ++step) {
        // Few keys, most of which begin their search in the last cells, so that searches are long and wrap around.
        const std::uint64_t key = (random.below(5) << 32) + 60 + random.below(8);
        bool& is_entered = entered[key];
        ASSERT_EQ(table.find(key).has_value(), is_entered);
        if (is_entered) {
            table.erase(key);
            is_entered = false;
        } else if (!table.is_full()) {
            table.insert(key);
            is_entered = true;
        }
        for (const auto& [any, is_there] : entered) {
            ASSERT_EQ(table.find(any).has_value(), is_there) << any << " after step " << step;
        }
    }
}

TEST(SlotIndex, RefusesToBeOverfilled) {
    SlotIndex index(2);
    index.insert(1, 0);
    index.insert(2, 1);
    EXPECT_DEATH(index.insert(3, 2), "the index is full");
}

TEST(SlotIndex, KnowsWhatItDoesNotHold) {
    SlotIndex index(2);
    index.insert(1, 0);
    EXPECT_DEATH(index.erase(1, 1), "slot 1 is not in the index");
}

}  // namespace
}  // namespace trireme::counter
