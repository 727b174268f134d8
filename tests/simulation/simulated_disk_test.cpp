#include "journal/tests/expect_result.hpp"
#include "simulation/file_access.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace trireme::simulation {
namespace {

constexpr std::size_t sector = SimulatedDisk::usual_sector_bytes;
constexpr std::uint64_t seeds = 1000;

TEST(SimulatedDisk, KeepsAnyPrefixOfTheUnsyncedBytesInTheOrderTheyWereWritten) {
    SimulatedStorage written(1);
    const auto first = create(written, "first", 100);
    const auto second = create(written, "second", 2 * sector);
    write(*first, 0, "synced");
    ASSERT_TRUE(succeeds(first->sync()));
    write(*first, 3, "one");             // unsynced bytes 0 to 2
    write(*second, sector - 2, "1234");  // 3 to 6, over the edge of a sector
    write(*first, 4, "TWO");             // 7 to 9
    ASSERT_EQ(written.unsynced_bytes(), 10U);
    for (std::uint64_t kept = 0; kept <= 11; ++kept) {
        SCOPED_TRACE(kept);
        const auto storage = written.clone(kept);
        storage->cut_power(Survival::keep_prefix(kept));
        std::string expected_first = "synced" + std::string(94, '\0');
        const std::string_view one = "one";
        const std::string_view digits = "1234";
        const std::string_view two = "TWO";
        const auto part = [kept](std::string_view text, std::uint64_t begin) {
            return text.substr(0, kept - std::min(kept, begin));
        };
        expected_first.replace(3, part(one, 0).size(), part(one, 0));
        expected_first.replace(4, part(two, 7).size(), part(two, 7));
        std::string expected_second(2 * sector, '\0');
        expected_second.replace(sector - 2, part(digits, 3).size(), part(digits, 3));
        EXPECT_EQ(text_in(*storage, "first"), expected_first);
        EXPECT_EQ(text_in(*storage, "second"), expected_second);
    }
}

TEST(SimulatedDisk, LosesOrKeepsEverythingWhenAsked) {
    SimulatedStorage written(1);
    const auto file = create(written, "a", 4);
    write(*file, 0, "old!");
    ASSERT_TRUE(succeeds(file->sync()));
    write(*file, 0, "new and longer");
    const auto lost = written.clone(1);
    lost->cut_power(Survival::lose_all());
    EXPECT_EQ(text_in(*lost, "a"), "old!");
    const auto kept = written.clone(1);
    kept->cut_power(Survival::keep_all());
    EXPECT_EQ(text_in(*kept, "a"), "new and longer");
}

TEST(SimulatedDisk, AGrownFileHasOneOfItsSizesAndZerosWhereDataWasLost) {
    std::set<std::size_t> sizes;
    bool zeros_within = false;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        SimulatedStorage storage(seed);
        const auto file = create(storage, "a", 0);
        write(*file, 0, std::string(2 * sector, 'x'));
        write(*file, 2 * sector, std::string(sector, 'x'));
        storage.cut_power();
        const std::string text = text_in(storage, "a");
        sizes.insert(text.size());
        zeros_within = zeros_within || text.find('\0') != std::string::npos;
        ASSERT_EQ(text.find_first_not_of(std::string_view("x\0", 2)), std::string::npos);
    }
    EXPECT_EQ(sizes, (std::set<std::size_t>{0, 2 * sector, 3 * sector}));
    EXPECT_TRUE(zeros_within);
}

TEST(SimulatedDisk, WhatAFailedSyncDroppedIsNotSavedByTheNext) {
    SimulatedStorage storage(1);
    const auto file = create(storage, "a", 2 * sector);
    storage.set_faults({.failures = {{.kind = OperationKind::sync}}});
    write(*file, 0, "dropped");
    EXPECT_TRUE(fails_with(ErrorCode::io_failure, file->sync()));
    EXPECT_TRUE(text_in(storage, "a").starts_with("dropped")) << "readers still see it";
    write(*file, sector, "synced");
    EXPECT_TRUE(succeeds(file->sync()));
    storage.cut_power(Survival::keep_all());
    const std::string text = text_in(storage, "a");
    EXPECT_EQ(text.substr(0, sector), std::string(sector, '\0'));
    EXPECT_TRUE(text.substr(sector).starts_with("synced"));
}

TEST(SimulatedDisk, AFailedSyncMayHaveSavedSome) {
    std::uint64_t saved = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        SimulatedStorage storage(seed);
        const auto file = create(storage, "a", sector);
        write(*file, 0, "x");
        storage.set_faults({.failures = {{.kind = OperationKind::sync}}, .failed_sync = Survival::random()});
        ASSERT_TRUE(fails_with(ErrorCode::io_failure, file->sync()));
        storage.cut_power(Survival::keep_all());
        saved += text_in(storage, "a").front() == 'x' ? 1U : 0U;
    }
    EXPECT_GT(saved, 0U);
    EXPECT_LT(saved, 100U);
}

TEST(SimulatedDisk, RewritingASectorAfterAFailedSyncWritesAllOfIt) {
    SimulatedStorage storage(1);
    const auto file = create(storage, "a", sector);
    storage.set_faults({.failures = {{.kind = OperationKind::sync}}});
    write(*file, 0, "dropped");
    EXPECT_TRUE(fails_with(ErrorCode::io_failure, file->sync()));
    write(*file, 10, "later");
    EXPECT_TRUE(succeeds(file->sync()));
    storage.cut_power(Survival::lose_all());
    EXPECT_EQ(text_in(storage, "a").substr(0, 15), std::string("dropped\0\0\0later", 15));
}

TEST(SimulatedDisk, ASyncOfOneFileSavesNoOther) {
    SimulatedStorage storage(1);
    const auto synced = create(storage, "synced", 4);
    const auto other = create(storage, "other", 4);
    write(*synced, 0, "data");
    write(*other, 0, "data");
    EXPECT_TRUE(succeeds(synced->sync()));
    storage.cut_power(Survival::lose_all());
    EXPECT_EQ(text_in(storage, "synced"), "data");
    EXPECT_EQ(text_in(storage, "other"), std::string(4, '\0'));
}

TEST(SimulatedDisk, NamesSurviveAtOnceButNotWhatWasWrittenUnderThem) {
    SimulatedStorage storage(1);
    ASSERT_TRUE(succeeds(storage.make_folder("folder")));
    write(*create(storage, "a", 4), 0, "data");
    ASSERT_TRUE(succeeds(storage.rename("a", "folder/b")));
    create(storage, "c", 1);
    ASSERT_TRUE(succeeds(storage.remove("c")));
    storage.cut_power(Survival::lose_all());
    EXPECT_FALSE(storage.exists("a"));
    EXPECT_FALSE(storage.exists("c"));
    EXPECT_EQ(text_in(storage, "folder/b"), std::string(4, '\0'));
}

TEST(SimulatedDisk, WhatSurvivedAKillCanStillBeLostWithThePower) {
    SimulatedStorage storage(1);
    write(*create(storage, "a", 4), 0, "data");
    storage.kill_process();
    EXPECT_EQ(text_in(storage, "a"), "data");
    storage.restart();
    EXPECT_EQ(storage.unsynced_bytes(), 4U);
    storage.cut_power(Survival::lose_all());
    EXPECT_EQ(text_in(storage, "a"), std::string(4, '\0'));
}

TEST(SimulatedDisk, DamageStaysThroughSyncsAndPowerCuts) {
    SimulatedStorage storage(1);
    const auto file = create(storage, "a", 2 * sector);
    write(*file, 0, "0123456789");
    storage.flip_bit("a", 1, 0);
    storage.overwrite("a", 4, bytes_of("__"));
    storage.overwrite_with_zeros("a", 7, 2);
    storage.overwrite_with_garbage("a", sector, sector);
    const std::string damaged = text_in(storage, "a");
    EXPECT_EQ(damaged.substr(0, 10), std::string("0023__6\0\0"
                                                 "9",
                                                 10));
    EXPECT_NE(damaged.substr(sector), std::string(sector, '\0'));
    ASSERT_TRUE(succeeds(file->sync()));
    storage.cut_power();
    EXPECT_EQ(text_in(storage, "a"), damaged);
    storage.truncate("a", 5);
    EXPECT_EQ(text_in(storage, "a"), "0023_");
    storage.restart();
    write(*storage.open_to_write("a").value(), 7, "x");
    EXPECT_EQ(text_in(storage, "a"), std::string("0023_\0\0x", 8));
}

TEST(SimulatedDisk, TheSameSeedGivesTheSameDisk) {
    const auto run = [](std::uint64_t seed) {
        SimulatedStorage storage(seed);
        const auto file = create(storage, "a", 20 * sector);
        write(*file, 0, std::string(20 * sector, 'x'));
        storage.cut_power();
        return text_in(storage, "a");
    };
    std::set<std::string> different;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        EXPECT_EQ(run(seed), run(seed));
        different.insert(run(seed));
    }
    EXPECT_GT(different.size(), 5U);
}

TEST(SimulatedDisk, ClonesShareNothingThatChanges) {
    SimulatedStorage storage(1);
    const auto file = create(storage, "a", 10'000);
    write(*file, 0, "synced");
    ASSERT_TRUE(succeeds(file->sync()));
    write(*file, 5000, "cached");
    const auto branch = storage.clone(2);
    EXPECT_EQ(branch->unsynced_bytes(), 6U) << "a clone has the page cache too";
    write(*branch->open_to_write("a").value(), 0, "branch");
    branch->overwrite("a", 5000, bytes_of("damage"));
    EXPECT_TRUE(succeeds(branch->remove("a")));
    EXPECT_TRUE(storage.running());
    EXPECT_EQ(text_in(storage, "a").substr(0, 6), "synced");
    EXPECT_EQ(text_in(storage, "a").substr(5000, 6), "cached");
    write(*file, 0, "origin");
    EXPECT_TRUE(text_in(*storage.clone(3), "a").starts_with("origin"));
}

}  // namespace
}  // namespace trireme::simulation
