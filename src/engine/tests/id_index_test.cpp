#include "engine/id_index.hpp"

#include "base/scatter.hpp"
#include "base/tests/random.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace trireme::engine {
namespace {

using trireme::testing::Random;
using trireme::testing::test_seed;

// Keys that are their own scattered value, so that a test decides which of them collide.
class Table {
public:
    [[nodiscard]] bool has(std::uint64_t key) const { return slot_of(key).has_value(); }
    void insert(std::uint64_t key) {
        index_.insert(key, static_cast<std::uint32_t>(keys_.size()));
        keys_.push_back(key);
    }
    void erase(std::uint64_t key) { index_.erase(key, *slot_of(key)); }
    [[nodiscard]] std::size_t size() const { return index_.size(); }

private:
    [[nodiscard]] std::optional<std::uint32_t> slot_of(std::uint64_t key) const {
        return index_.find(key, [&](std::uint32_t slot) { return keys_[slot] == key; });
    }

    std::vector<std::uint64_t> keys_;
    IdIndex index_;
};

// Enters and erases keys at random, more of the one and then more of the other, so that tables grow while they are
// being emptied.
void enter_and_erase(Random& random, const std::vector<std::uint64_t>& keys, int steps) {
    Table table;
    std::unordered_map<std::uint64_t, bool> entered;
    for (int step = 0; step < steps; ++step) {
        const std::uint64_t key = keys[random.below(keys.size())];
        const bool is_filling = step % (steps / 2) < steps / 4;
        bool& is_entered = entered[key];
        ASSERT_EQ(table.has(key), is_entered) << "step " << step;
        if (is_entered && (!is_filling || random.one_in(4))) {
            table.erase(key);
            is_entered = false;
        } else if (!is_entered && (is_filling || random.one_in(4))) {
            table.insert(key);
            is_entered = true;
        }
    }
    std::size_t count = 0;
    for (const auto& [key, is_entered] : entered) {
        ASSERT_EQ(table.has(key), is_entered) << key;
        count += is_entered ? 1 : 0;
    }
    EXPECT_EQ(table.size(), count);
}

TEST(IdIndex, FindsWhatWasEnteredAndNotErased) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 300; ++round) {
        // Many keys of few homes at either end of the smallest tables, so that searches are long and wrap around.
        std::vector<std::uint64_t> keys;
        const std::uint64_t home = random.below(64);
        for (std::uint64_t index = 0; index < 8 + random.below(120); ++index) {
            keys.push_back((index << 32) | (home + random.below(6)) % 64 << 26);
        }
        enter_and_erase(random, keys, 1'200);
    }
}

TEST(IdIndex, FindsThemInTablesOfManySegments) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    std::vector<std::uint64_t> keys;
    for (std::uint64_t index = 0; index < 250'000; ++index) {
        // Some begin their search close to the end of a segment, so that many searches go on in the next one.
        constexpr std::uint64_t segment_cells = 8'192;
        constexpr std::uint64_t segments = 64;
        const std::uint64_t near_end = (1 + random.below(segments)) * segment_cells - 1 - random.below(64);
        const std::uint64_t cell_bits = UINT64_C(13);  // of a table of so many segments, what stands behind the cell
        keys.push_back((index << 32) | (index % 64 == 0 ? near_end << cell_bits : scatter(index) % UINT32_MAX));
    }
    enter_and_erase(random, keys, 1'500'000);
}

TEST(IdIndex, TellsKeysOfTheSameTagApart) {
    IdIndex index;
    index.insert(7, 0);
    index.insert(7, 1);
    EXPECT_EQ(index.find(7, [](std::uint32_t slot) { return slot == 1; }), 1U);
    index.erase(7, 0);
    EXPECT_FALSE(index.find(7, [](std::uint32_t slot) { return slot == 0; }));
    EXPECT_EQ(index.find(7, [](std::uint32_t slot) { return slot == 1; }), 1U);
}

TEST(IdIndex, KnowsWhatItDoesNotHold) {
    IdIndex index(2);
    index.insert(1, 0);
    EXPECT_DEATH(index.erase(1, 1), "slot 1 is not in the index");
}

}  // namespace
}  // namespace trireme::engine
