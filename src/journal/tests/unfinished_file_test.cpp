#include "journal/unfinished_file.hpp"

#include "journal/tests/expect_result.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

namespace trireme::journal {
namespace {

using simulation::CrashMoment;
using simulation::CrashPoint;
using simulation::SimulatedStorage;

class UnfinishedFileTest : public testing::Test {
protected:
    UnfinishedFileTest() {
        EXPECT_TRUE(succeeds(storage.make_folder("folder")));
        EXPECT_TRUE(succeeds(storage.create("folder/whole", 100)));
    }

    // Ends the process in the midst of making `name`.
    void crash_while_making(const std::string& name) {
        storage.set_faults({.crash_at = CrashPoint{.operation = 1, .moment = CrashMoment::before}});
        EXPECT_TRUE(fails_with(ErrorCode::killed, storage.create(name, 5'000)));
        storage.restart();
    }

    SimulatedStorage storage{1};
};

TEST_F(UnfinishedFileTest, TakesRoomUntilItIsRemoved) {
    crash_while_making("folder/made");
    EXPECT_EQ(storage.used_bytes(), 5'100U);
    EXPECT_EQ(storage.list("folder").value(), std::vector<std::string>{"whole"});
    EXPECT_EQ(remove_unfinished(storage, "folder").value(), std::vector<std::string>{"folder/made"});
    EXPECT_EQ(storage.used_bytes(), 100U);
    EXPECT_EQ(remove_unfinished(storage, "folder").value(), std::vector<std::string>{});
}

TEST_F(UnfinishedFileTest, IsRemovedAtEachStageOfItsMaking) {
    crash_while_making("folder/b.new");
    EXPECT_TRUE(succeeds(create_unfinished(storage, "folder/a", 10)));
    EXPECT_EQ(remove_unfinished(storage, "folder").value(), (std::vector<std::string>{"folder/b", "folder/a"}));
    EXPECT_EQ(storage.used_bytes(), 100U);
}

TEST_F(UnfinishedFileTest, IsReplacedByTheNextAttempt) {
    crash_while_making("folder/a.new");
    const auto file = create_unfinished(storage, "folder/a", 10);
    ASSERT_TRUE(succeeds(file));
    EXPECT_TRUE(succeeds(finish_file(storage, "folder/a")));
    EXPECT_EQ(storage.used_bytes(), 110U);
    EXPECT_EQ(remove_unfinished(storage, "folder").value(), std::vector<std::string>{});
}

}  // namespace
}  // namespace trireme::journal
