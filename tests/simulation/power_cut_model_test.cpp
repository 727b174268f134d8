// The disk model itself: too kind a disk would let a journal pass that loses data on a real one.
#include "journal/tests/expect_result.hpp"
#include "simulation/file_access.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace trireme::simulation {
namespace {

constexpr std::size_t sector = SimulatedDisk::usual_sector_bytes;
constexpr std::uint64_t seeds = 1000;

// Writes at random and remembers, for each byte, all values it may have after the power was cut.
class WriterWithMemory {
public:
    static constexpr std::uint64_t file_bytes = 8 * sector;

    WriterWithMemory(SimulatedStorage& storage, std::uint64_t seed)
        : file_(create(storage, "a", file_bytes)),
          random_(seed),
          possible_(file_bytes, std::set<std::byte>{std::byte{0}}) {}

    void write_something() {
        const std::uint64_t offset = below(random_, file_bytes);
        ByteBuffer bytes(1 + below(random_, std::min<std::uint64_t>(file_bytes - offset, 3 * sector)));
        for (std::byte& byte : bytes) {
            byte = static_cast<std::byte>(below(random_, 256));
        }
        ASSERT_TRUE(succeeds(file_->write_at(offset, bytes)));
        for (std::size_t index = 0; index < bytes.size(); ++index) {
            possible_[offset + index].insert(bytes[index]);
        }
    }

    void sync() {
        ASSERT_TRUE(succeeds(file_->sync()));
        ByteBuffer now(file_bytes);
        ASSERT_TRUE(succeeds(file_->read_at(0, now)));
        for (std::size_t index = 0; index < now.size(); ++index) {
            possible_[index] = {now[index]};
        }
    }

    void expect_possible(const ByteBuffer& survived) const {
        ASSERT_EQ(survived.size(), file_bytes);
        for (std::size_t index = 0; index < survived.size(); ++index) {
            ASSERT_TRUE(possible_[index].contains(survived[index])) << "at offset " << index;
        }
    }

private:
    std::unique_ptr<journal::File> file_;
    Random random_;
    std::vector<std::set<std::byte>> possible_;
};

TEST(PowerCutModel, SyncedBytesSurviveEveryPowerCutAndOthersAreOldOrNew) {
    SurvivalCounts survival;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        SCOPED_TRACE(seed);
        SimulatedStorage storage(seed);
        WriterWithMemory writer(storage, seed);
        for (std::uint64_t step = 0; step < 12 + seed % 9; ++step) {
            writer.write_something();
            if (step % 7 == 6) {
                writer.sync();
            }
        }
        storage.cut_power(Survival::random_torn());
        ASSERT_NO_FATAL_FAILURE(writer.expect_possible(storage.content("a")));
        const SurvivalCounts counts = storage.counters().survival;
        survival.kept += counts.kept;
        survival.stale += counts.stale;
        survival.torn += counts.torn;
    }
    EXPECT_GT(survival.kept, seeds);
    EXPECT_GT(survival.stale, seeds);
    EXPECT_GT(survival.torn, seeds / 2);
}

TEST(PowerCutModel, NothingIsLostThatWasSynced) {
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        SimulatedStorage storage(seed);
        const auto file = create(storage, "a", 3 * sector);
        write(*file, 100, std::string(2 * sector, 'x'));
        ASSERT_TRUE(succeeds(file->sync()));
        EXPECT_EQ(storage.unsynced_bytes(), 0U);
        const std::string before = text_in(storage, "a");
        storage.cut_power(Survival::random_torn());
        ASSERT_EQ(text_in(storage, "a"), before) << "seed " << seed;
    }
}

TEST(PowerCutModel, UnsyncedSectorsAreLostTornAndReordered) {
    constexpr std::size_t sectors = 6;
    std::uint64_t all_kept = 0;
    std::uint64_t all_lost = 0;
    std::uint64_t torn = 0;
    std::uint64_t reordered = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        SimulatedStorage storage(seed);
        const auto file = create(storage, "a", sectors * sector);
        for (std::size_t index = 0; index < sectors; ++index) {
            write(*file, index * sector, std::string(sector, 'n'));
        }
        storage.cut_power(Survival::random_torn());
        const std::string text = text_in(storage, "a");
        const auto news = static_cast<std::size_t>(std::ranges::count(text, 'n'));
        all_kept += news == text.size() ? 1U : 0U;
        all_lost += news == 0 ? 1U : 0U;
        bool earlier_is_missing = false;
        for (std::size_t index = 0; index < sectors; ++index) {
            const std::string_view part = std::string_view(text).substr(index * sector, sector);
            const bool is_new = part.find('\0') == std::string_view::npos;
            const bool is_old = part.find('n') == std::string_view::npos;
            torn += !is_new && !is_old ? 1U : 0U;
            reordered += is_new && earlier_is_missing ? 1U : 0U;
            earlier_is_missing = earlier_is_missing || !is_new;
        }
    }
    // The bounds are far below what the chances make of a thousand crashes, and far above a disk that spares the
    // journal.
    EXPECT_GT(all_kept, 50U);
    EXPECT_GT(all_lost, 20U);
    EXPECT_GT(torn, 200U);
    EXPECT_GT(reordered, 200U);
}

TEST(PowerCutModel, ASectorMayHoldAnyOfItsUnsyncedVersions) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        SimulatedStorage storage(seed);
        const auto file = create(storage, "a", sector);
        for (const char version : {'1', '2', '3'}) {
            write(*file, 0, std::string(sector, version));
        }
        storage.cut_power(Survival::random_torn());
        const std::string text = text_in(storage, "a");
        seen.insert({text.front(), text.back()});
    }
    using namespace std::string_literals;
    const std::set<std::string> whole_and_torn{"\0\0"s, "11"s, "22"s, "33"s, "1\0"s, "21"s, "32"s};
    EXPECT_EQ(seen, whole_and_torn);
}

TEST(PowerCutModel, SectorsStayWholeUnlessTearingIsAskedFor) {
    std::uint64_t lost = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        SimulatedStorage storage(seed);
        const auto file = create(storage, "a", sector);
        write(*file, 0, std::string(sector, 'n'));
        storage.cut_power(Survival::random());
        const auto news = std::ranges::count(text_in(storage, "a"), 'n');
        ASSERT_TRUE(news == 0 || news == static_cast<std::ptrdiff_t>(sector)) << "seed " << seed;
        lost += news == 0 ? 1U : 0U;
    }
    EXPECT_GT(lost, 0U);
    EXPECT_LT(lost, seeds);
}

TEST(PowerCutModel, OtherSectorSizesTearElsewhere) {
    constexpr std::uint32_t large_sector = 4096;
    bool torn_beyond_small_sector = false;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        SimulatedStorage storage(seed, large_sector);
        const auto file = create(storage, "a", large_sector);
        write(*file, 0, std::string(large_sector, 'n'));
        storage.cut_power(Survival::random_torn());
        const auto news = static_cast<std::size_t>(std::ranges::count(text_in(storage, "a"), 'n'));
        torn_beyond_small_sector = torn_beyond_small_sector || (news > sector && news < large_sector);
    }
    EXPECT_TRUE(torn_beyond_small_sector);
}

}  // namespace
}  // namespace trireme::simulation
