#include "runtime/snapshot_follower.hpp"

#include "journal/archive.hpp"
#include "journal/recovery.hpp"
#include "runtime/account_sidecar.hpp"
#include "runtime/tests/rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trireme::runtime {
namespace {

using journal::LogKind;
using journal::segment_name;
using testing::HasSubstr;

class SnapshotFollowerTest : public testing::Test {
protected:
    void SetUp() override { rig_.start(); }

    void follow(const CoreKind& kind = tally_kind()) {
        follower_ =
            std::make_unique<SnapshotFollower>(rig_.storage, kind, rig_.pipeline().journal(), rig_.pipeline().events(),
                                               rig_.pipeline().request_archive(), options_);
    }

    // Steps until there is nothing to do at once.
    SnapshotFollower::Stepped catch_up() {
        for (;;) {
            const auto stepped = follower_->step();
            EXPECT_TRUE(stepped) << stepped.error().message;
            if (!stepped || *stepped != SnapshotFollower::Stepped::working) {
                return stepped.value_or(SnapshotFollower::Stepped::hindered);
            }
        }
    }

    // Steps until it fails for good.
    Error expect_failure() {
        for (int count = 0; count < 10'000; ++count) {
            const auto stepped = follower_->step();
            if (!stepped) {
                return stepped.error();
            }
            if (*stepped != SnapshotFollower::Stepped::working) {
                break;
            }
        }
        ADD_FAILURE() << "it did not fail";
        return {};
    }

    void run_commands(int count) {
        for (int command = 0; command < count; ++command) {
            rig_.submit_and_pump(add_command(static_cast<std::uint64_t>(command % 5 + 1), 1, 100));
        }
    }

    // Until the journal has sealed so many segments.
    void seal_segments(std::uint64_t count) {
        const std::uint64_t until = rig_.pipeline().journal().segment_index() + count;
        while (rig_.pipeline().journal().segment_index() < until) {
            run_commands(1);
        }
    }

    std::vector<std::uint64_t> snapshots() { return journal::list_snapshots(rig_.storage).value(); }

    void restart() {
        follower_.reset();
        rig_.stop();
        rig_.start();
    }

    Rig rig_;
    FollowerOptions options_{
        .commands_per_snapshot = 1'000'000, .segments_per_snapshot = 2, .snapshots_kept = 3, .commands_per_step = 16};
    std::unique_ptr<SnapshotFollower> follower_;
};

TEST_F(SnapshotFollowerTest, LeavesTheSegmentInUseAlone) {
    run_commands(20);
    follow();
    EXPECT_EQ(catch_up(), SnapshotFollower::Stepped::caught_up);
    EXPECT_EQ(follower_->status().replayed_through, 0u);
    EXPECT_TRUE(snapshots().empty());
}

TEST_F(SnapshotFollowerTest, WritesASnapshotWhenEnoughSegmentsAreSealed) {
    follow();
    seal_segments(1);
    catch_up();
    const std::uint64_t sealed = follower_->status().replayed_through;
    EXPECT_GT(sealed, 50u);
    EXPECT_TRUE(snapshots().empty());

    seal_segments(1);
    const std::uint64_t last = rig_.pipeline().sequencer().position().sequence;
    catch_up();
    EXPECT_EQ(follower_->status().snapshots_written, 1u);
    EXPECT_EQ(snapshots(), (std::vector<std::uint64_t>{last - 1})) << "the last command is in the segment in use";
}

TEST_F(SnapshotFollowerTest, WritesASnapshotEverySoManyCommands) {
    options_.commands_per_snapshot = 40;
    options_.segments_per_snapshot = 1'000;
    follow();
    seal_segments(1);
    catch_up();
    const std::uint64_t sealed = follower_->status().replayed_through;
    ASSERT_GT(sealed, 120u);
    EXPECT_EQ(follower_->status().snapshots_written, sealed / 40);
    EXPECT_EQ(snapshots().back(), sealed / 40 * 40);
}

TEST_F(SnapshotFollowerTest, StepsABoundedAmount) {
    follow();
    seal_segments(1);
    std::uint64_t replayed = 0;
    while (follower_->step().value() == SnapshotFollower::Stepped::working) {
        EXPECT_LE(follower_->status().replayed_through, replayed + options_.commands_per_step);
        replayed = follower_->status().replayed_through;
    }
    EXPECT_GT(replayed, 50u);
}

TEST_F(SnapshotFollowerTest, ItsSnapshotsAreStatesToStartFrom) {
    follow();
    rig_.submit_and_pump(timer_command(1'000'000));
    seal_segments(3);
    catch_up();
    const auto events = rig_.events_after(0);
    const std::uint64_t hash = rig_.pipeline().sequencer().core().state_hash();
    restart();
    EXPECT_EQ(rig_.pipeline().boot_report().snapshot_sequence, snapshots().back());
    EXPECT_EQ(rig_.pipeline().boot_report().state_hash, hash);
    EXPECT_EQ(rig_.events_after(0), events);
}

TEST_F(SnapshotFollowerTest, KeepsTheNewestFew) {
    follow();
    for (int round = 0; round < 6; ++round) {
        seal_segments(2);
        catch_up();
    }
    EXPECT_EQ(follower_->status().snapshots_written, 6u);
    EXPECT_EQ(snapshots().size(), 3u);
    EXPECT_EQ(snapshots().back(), follower_->status().snapshot_sequence);
}

TEST_F(SnapshotFollowerTest, GoesOnFromTheNewestSnapshotAfterARestart) {
    follow();
    seal_segments(2);
    catch_up();
    const std::uint64_t first = snapshots().back();
    restart();
    follow();
    ASSERT_TRUE(follower_->step());
    EXPECT_EQ(follower_->status().snapshot_sequence, first);
    seal_segments(1);
    catch_up();
    EXPECT_EQ(snapshots().size(), 1u) << "only one segment more was sealed";
    seal_segments(1);
    catch_up();
    EXPECT_EQ(snapshots().size(), 2u);
}

TEST_F(SnapshotFollowerTest, PassesOverADamagedSnapshot) {
    follow();
    seal_segments(2);
    catch_up();
    seal_segments(2);
    catch_up();
    const auto before = snapshots();
    ASSERT_EQ(before.size(), 2u);
    rig_.storage.flip_bit(journal::snapshot_name(before[1]), 530, 2);
    follow();
    ASSERT_TRUE(follower_->step());
    EXPECT_EQ(follower_->status().snapshot_sequence, before[0]);
    EXPECT_EQ(follower_->status().failures, 1u);
    EXPECT_THAT(follower_->status().last_failure.value(), HasSubstr(journal::snapshot_name(before[1])));
    catch_up();
    EXPECT_EQ(snapshots(), before);
    EXPECT_TRUE(journal::verify_snapshot(rig_.storage, before[1])) << "it was made again";
}

TEST_F(SnapshotFollowerTest, ArchivesWhatASnapshotCoversOnceTheEventsAreDurable) {
    follow();
    seal_segments(6);
    EXPECT_EQ(catch_up(), SnapshotFollower::Stepped::caught_up);
    EXPECT_GT(follower_->status().snapshots_written, 0u);
    EXPECT_EQ(follower_->status().command_segments_archived, 0u) << "the events are not synced yet";
    EXPECT_TRUE(rig_.storage.exists(segment_name(LogKind::commands, 1)));

    ASSERT_TRUE(rig_.pipeline().sync_events());
    catch_up();
    EXPECT_EQ(follower_->status().command_segments_archived, 5u);
    EXPECT_GT(follower_->status().event_segments_archived, 0u);
    EXPECT_FALSE(rig_.storage.exists(segment_name(LogKind::commands, 1)));
    EXPECT_EQ(rig_.events_after(0).size(), rig_.events().last_event()) << "readers go on through the archive";
    {
        const auto stream = rig_.events().account_events_after(1, 0);
        ASSERT_TRUE(stream);
        const auto of_account = drain(**stream);
        ASSERT_FALSE(of_account.empty());
        EXPECT_EQ(of_account.front().account_sequence, 1u);
        EXPECT_EQ(of_account.back().account_sequence, of_account.size());
    }
    restart();
}

TEST_F(SnapshotFollowerTest, RemovesTheSidecarsOfArchivedSegmentsThatWereDeleted) {
    follow();
    const auto seal_and_archive = [&] {
        for (int round = 0; round < 10; ++round) {
            seal_segments(1);
            ASSERT_TRUE(rig_.pipeline().sync_events());
        }
        catch_up();
    };
    seal_and_archive();
    ASSERT_TRUE(rig_.storage.exists(account_sidecar_name(1)));
    const auto archived = journal::list_archived_segments(rig_.storage, LogKind::events).value();
    ASSERT_GE(archived.size(), 2u);
    ASSERT_TRUE(rig_.storage.remove("archive/events-0000000001.segment.zst"));
    seal_and_archive();
    EXPECT_FALSE(rig_.storage.exists(account_sidecar_name(1)));
    EXPECT_TRUE(rig_.storage.exists(account_sidecar_name(2))) << "its segment is in the archive";
}

TEST_F(SnapshotFollowerTest, TriesAgainWhenTheDiskWasFull) {
    follow();
    seal_segments(2);
    const std::uint64_t used = rig_.storage.used_bytes();
    rig_.storage.set_capacity(used);
    EXPECT_EQ(catch_up(), SnapshotFollower::Stepped::hindered);
    EXPECT_EQ(catch_up(), SnapshotFollower::Stepped::hindered);
    EXPECT_EQ(follower_->status().failures, 2u);
    EXPECT_TRUE(follower_->status().last_failure.has_value());
    EXPECT_TRUE(snapshots().empty());

    rig_.storage.set_capacity(simulation::SimulatedDisk::unlimited);
    EXPECT_EQ(catch_up(), SnapshotFollower::Stepped::caught_up);
    EXPECT_EQ(snapshots().size(), 1u);
}

TEST_F(SnapshotFollowerTest, TriesAgainWhenWritingASnapshotFailed) {
    follow();
    seal_segments(2);
    while (follower_->status().replayed_through + 1 < rig_.pipeline().sequencer().position().sequence) {
        ASSERT_TRUE(follower_->step());
    }
    rig_.storage.set_faults({.failures = {{.kind = simulation::OperationKind::sync}}});
    EXPECT_EQ(catch_up(), SnapshotFollower::Stepped::hindered);
    EXPECT_TRUE(snapshots().empty());
    EXPECT_EQ(catch_up(), SnapshotFollower::Stepped::caught_up);
    EXPECT_EQ(snapshots().size(), 1u);
}

TEST_F(SnapshotFollowerTest, TakesBackASnapshotThatIsNoStateToStartFrom) {
    follow(forgetful_tally_kind());
    seal_segments(2);
    EXPECT_EQ(catch_up(), SnapshotFollower::Stepped::hindered);
    EXPECT_THAT(follower_->status().last_failure.value(), HasSubstr("restores to state hash"));
    EXPECT_TRUE(snapshots().empty());
    EXPECT_EQ(follower_->status().snapshots_written, 0u);
}

TEST_F(SnapshotFollowerTest, FailsOnDamageInASealedSegment) {
    seal_segments(2);
    rig_.storage.flip_bit(segment_name(LogKind::commands, 1), 5'000, 1);
    follow();
    const Error error = expect_failure();
    EXPECT_EQ(error.code, ErrorCode::corrupt);
    EXPECT_THAT(error.message, HasSubstr(segment_name(LogKind::commands, 1)));
    EXPECT_TRUE(snapshots().empty());
}

TEST_F(SnapshotFollowerTest, FailsWhenTheReplayDecidesOtherwise) {
    seal_segments(1);
    follow(changed_tally_kind());
    const Error error = expect_failure();
    EXPECT_EQ(error.code, ErrorCode::corrupt);
    EXPECT_THAT(error.message, HasSubstr("record 10"));
}

TEST_F(SnapshotFollowerTest, DoesNotStopForADamagedEventSegment) {
    seal_segments(6);
    ASSERT_TRUE(rig_.pipeline().sync_events());
    rig_.storage.flip_bit(segment_name(LogKind::events, 1), 5'000, 1);
    follow();
    EXPECT_EQ(catch_up(), SnapshotFollower::Stepped::hindered);
    EXPECT_THAT(follower_->status().last_failure.value(), HasSubstr(segment_name(LogKind::events, 1)));
    EXPECT_TRUE(rig_.storage.exists(segment_name(LogKind::events, 1)));
    EXPECT_EQ(snapshots().size(), 1u);
}

}  // namespace
}  // namespace trireme::runtime
