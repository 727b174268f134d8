// What a start removes that earlier lives have left and nobody needs.

#include "journal/archive.hpp"
#include "journal/snapshot_store.hpp"
#include "runtime/account_sidecar.hpp"
#include "runtime/boot.hpp"
#include "runtime/tests/rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trireme::runtime {
namespace {

using journal::LogKind;
using journal::segment_name;
using simulation::CrashMoment;
using simulation::CrashPoint;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class BootSweepTest : public testing::Test {
protected:
    const std::vector<std::string>& warnings() { return rig_.pipeline().boot_report().warnings; }

    void run_commands(int count) {
        for (int command = 0; command < count; ++command) {
            rig_.submit_and_pump(add_command(static_cast<std::uint64_t>(command % 5 + 1), 2));
        }
    }

    Rig rig_;
};

TEST_F(BootSweepTest, RemovesTheSegmentThatACrashLeftHalfMade) {
    rig_.start();
    rig_.submit_and_pump(add_command(1));
    rig_.stop();
    const auto copy = rig_.storage.clone(2);
    const std::uint64_t creates = [&] {
        const Result<Booted> booted = boot(*copy, tally_kind(), rig_.boot_options);
        EXPECT_TRUE(booted);
        EXPECT_TRUE(booted->journal->prepare_next_segment());
        return copy->counters().operations();
    }();

    // The last operation of that life was the creation of the next segment.
    rig_.storage.set_faults({.crash_at = CrashPoint{.operation = creates, .moment = CrashMoment::before}});
    {
        const Result<Booted> booted = boot(rig_.storage, tally_kind(), rig_.boot_options);
        ASSERT_TRUE(booted);
        ASSERT_EQ(booted->journal->prepare_next_segment().error().code, ErrorCode::killed);
    }
    rig_.storage.restart();
    const std::string half_made = segment_name(LogKind::commands, 2);
    ASSERT_THAT(rig_.storage.half_made_files(), ElementsAre(half_made));

    rig_.start();
    EXPECT_THAT(rig_.storage.half_made_files(), ElementsAre());
    EXPECT_THAT(warnings(), ElementsAre(HasSubstr(half_made)));
    rig_.stop();
    rig_.start();
    EXPECT_THAT(warnings(), ElementsAre()) << "it is said once";
}

TEST_F(BootSweepTest, LooksIntoEveryFolder) {
    rig_.start();
    rig_.stop();
    const std::vector<std::string> names{segment_name(LogKind::commands, 7), account_sidecar_name(7),
                                         "archive/journal-0000000007.segment.zst", journal::snapshot_name(7)};
    for (const std::string_view folder : {journal::archive_folder, journal::snapshot_folder}) {
        ASSERT_TRUE(rig_.storage.make_folder(folder));
    }
    const std::uint64_t used = rig_.storage.used_bytes();
    for (const std::string& name : names) {
        ASSERT_TRUE(rig_.storage.create(name + ".new", 10));
    }
    rig_.start();
    EXPECT_EQ(warnings().size(), names.size());
    for (const std::string& name : names) {
        EXPECT_THAT(warnings(), Contains(HasSubstr(name)));
    }
    rig_.stop();
    EXPECT_LE(rig_.storage.used_bytes(), used);
}

TEST_F(BootSweepTest, RemovesTheSidecarOfASegmentThatIsGone) {
    rig_.start();
    while (rig_.events().writer().segment_index() < 5) {
        run_commands(100);
        ASSERT_TRUE(rig_.pipeline().sync_events());
    }
    rig_.stop();
    ASSERT_TRUE(rig_.storage.exists(account_sidecar_name(1)));
    for (const std::uint64_t index : {1u, 2u}) {
        ASSERT_TRUE(journal::archive_segment(rig_.storage, LogKind::events, index));
        ASSERT_TRUE(rig_.storage.remove(segment_name(LogKind::events, index)));
    }
    // As an operator may, who has history enough.
    ASSERT_TRUE(rig_.storage.remove("archive/events-0000000001.segment.zst"));

    rig_.start();
    EXPECT_THAT(warnings(), ElementsAre(HasSubstr(account_sidecar_name(1))));
    EXPECT_FALSE(rig_.storage.exists(account_sidecar_name(1)));
    EXPECT_TRUE(rig_.storage.exists(account_sidecar_name(2))) << "its segment is in the archive";
    EXPECT_TRUE(rig_.storage.exists(account_sidecar_name(3)));
}

TEST_F(BootSweepTest, GoesOnWithTheSidecarsAfterACrash) {
    rig_.start();
    rig_.stop();
    constexpr std::uint64_t orphans = 3;
    for (std::uint64_t index = 101; index <= 100 + orphans; ++index) {
        const AccountSidecar sidecar{
            .log_id = {}, .segment_index = index, .first_event = 1, .last_event = 0, .entries = {}};
        ASSERT_TRUE(write_account_sidecar(rig_.storage, sidecar));
    }
    // Two listings, then one removal each.
    rig_.storage.set_faults({.crash_at = CrashPoint{.operation = 5, .moment = CrashMoment::after}});
    EXPECT_EQ(remove_orphaned_account_sidecars(rig_.storage).error().code, ErrorCode::killed);
    rig_.storage.restart();
    EXPECT_FALSE(rig_.storage.exists(account_sidecar_name(101)));
    EXPECT_TRUE(rig_.storage.exists(account_sidecar_name(103)));
    rig_.start();
    EXPECT_FALSE(rig_.storage.exists(account_sidecar_name(103)));
}

}  // namespace
}  // namespace trireme::runtime
