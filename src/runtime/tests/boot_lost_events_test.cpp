// A start whose event log lacks events that the journal does not reach back to, because old archives were deleted.

#include "journal/archive.hpp"
#include "journal/log_reader.hpp"
#include "journal/recovery.hpp"
#include "journal/snapshot_store.hpp"
#include "journal/verify.hpp"
#include "runtime/boot.hpp"
#include "runtime/replay.hpp"
#include "runtime/tests/rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trireme::runtime {
namespace {

using journal::LogKind;
using journal::segment_name;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class BootLostEventsTest : public testing::Test {
protected:
    // Two snapshots, the event log, and the journal from about the first snapshot on.
    void SetUp() override {
        rig_.start();
        run_commands(800);
        first_snapshot_ = write_snapshot();
        run_commands(800);
        write_snapshot();
        run_commands(400);
        events_ = rig_.events_after(0);
        rig_.stop();
        const auto indices = journal::list_segments(rig_.storage, LogKind::commands).value();
        for (const std::uint64_t index : indices) {
            const auto next = journal::open_segment(rig_.storage, LogKind::commands, index + 1).value();
            if (next->header().first_sequence > first_snapshot_.sequence + 1) {
                break;
            }
            ASSERT_TRUE(rig_.storage.remove(segment_name(LogKind::commands, index)));
        }
        ASSERT_GT(journal::oldest_sequence(rig_.storage, LogKind::commands).value().value(), 1u);
    }

    void run_commands(int count) {
        for (int command = 0; command < count; ++command) {
            rig_.submit_and_pump(add_command(static_cast<std::uint64_t>(command % 5 + 1), 1, 100));
        }
    }

    journal::SnapshotInfo write_snapshot() {
        const Sequencer& sequencer = rig_.pipeline().sequencer();
        const auto snapshot = take_snapshot(sequencer.core(), sequencer.position(), rig_.pipeline().journal().log_id());
        EXPECT_TRUE(journal::write_snapshot(rig_.storage, snapshot));
        return snapshot.info;
    }

    void remove_files(std::string_view folder) {
        const auto names = rig_.storage.list(folder).value();
        for (const std::string& name : names) {
            ASSERT_TRUE(rig_.storage.remove(fmt::format("{}/{}", folder, name)));
        }
    }

    void remove_event_log() { remove_files(journal::folder_of(LogKind::events)); }

    void allow_the_loss() {
        rig_.boot_options.lost_events = LostEvents::begin_event_log_anew;
        rig_.boot_options.new_log_id = {std::byte{9}};
    }

    std::vector<Rig::SeenEvent> events_behind(std::uint64_t sequence) {
        return {events_.begin() + static_cast<std::ptrdiff_t>(sequence), events_.end()};
    }

    const BootReport& report() { return rig_.pipeline().boot_report(); }

    Rig rig_;
    journal::SnapshotInfo first_snapshot_;
    std::vector<Rig::SeenEvent> events_;
};

TEST_F(BootLostEventsTest, RefusesAndChangesNothing) {
    remove_event_log();
    const std::uint64_t used = rig_.storage.used_bytes();
    const auto started = rig_.try_start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::not_found);
    EXPECT_THAT(started.error().message,
                AllOf(HasSubstr(fmt::format("events 1 to {} are lost", first_snapshot_.event_sequence)),
                      HasSubstr("trireme run --new-event-log"),
                      HasSubstr(fmt::format("with event {}", first_snapshot_.event_sequence + 1))));
    EXPECT_LE(rig_.storage.used_bytes(), used);
    EXPECT_TRUE(rig_.storage.list("events").value().empty());
}

TEST_F(BootLostEventsTest, BeginsANewLogIfToldTo) {
    remove_event_log();
    allow_the_loss();
    rig_.start();
    const std::uint64_t lost = first_snapshot_.event_sequence;
    EXPECT_EQ(report().snapshot_sequence, first_snapshot_.sequence) << "the oldest loses the fewest events";
    EXPECT_THAT(report().warnings, Contains(AllOf(HasSubstr(fmt::format("events 1 to {} are lost", lost)),
                                                  HasSubstr(fmt::format("begins with event {}", lost + 1)))));
    EXPECT_EQ(rig_.events_after(lost), events_behind(lost));
    EXPECT_EQ(rig_.events().events_after(0).error().code, ErrorCode::not_found);
    const auto of_account = rig_.events().account_events_after(1, 0);
    ASSERT_FALSE(of_account);
    EXPECT_EQ(of_account.error().code, ErrorCode::not_found);

    run_commands(10);
    rig_.stop();
    rig_.boot_options = small_boot_options();
    rig_.start();
    EXPECT_TRUE(report().warnings.empty()) << report().warnings.front();
    EXPECT_EQ(report().rebuilt_events, 0u);
    EXPECT_EQ(rig_.events_after(lost).size(), events_.size() - lost + 10);
}

TEST_F(BootLostEventsTest, KeepsWhatIsLeftOfTheOldLogInTheArchive) {
    rig_.storage.flip_bit(segment_name(LogKind::events, 2), 50, 0);
    const std::uint64_t kept =
        journal::find_log_end(rig_.storage, LogKind::events, journal::TailPolicy::derived).value().next_sequence - 1;
    const std::uint64_t lost = first_snapshot_.event_sequence;
    ASSERT_LT(kept, lost);

    allow_the_loss();
    rig_.start();
    EXPECT_THAT(report().warnings, Contains(HasSubstr(fmt::format("events {} to {} are lost", kept + 1, lost))));
    EXPECT_EQ(journal::list_archived_segments(rig_.storage, LogKind::events).value(), std::vector<std::uint64_t>{1});
    EXPECT_EQ(rig_.events_after(lost), events_behind(lost));
    const auto stream = rig_.events().events_after(0);
    ASSERT_TRUE(stream);
    for (std::uint64_t sequence = 1; sequence <= kept; ++sequence) {
        const auto event = (*stream)->next();
        ASSERT_TRUE(event && *event);
        ASSERT_EQ((*event)->sequence, sequence);
    }
    const auto behind = (*stream)->next();
    ASSERT_FALSE(behind);
    EXPECT_EQ(behind.error().code, ErrorCode::not_found);
    EXPECT_THAT(behind.error().message, HasSubstr(fmt::format("event {} was lost", kept + 1)));

    const auto of_account = rig_.events().account_events_after(1, 0);
    ASSERT_FALSE(of_account);
    EXPECT_EQ(of_account.error().code, ErrorCode::not_found) << of_account.error().message;

    const auto verified = journal::verify_log(rig_.storage, LogKind::events);
    ASSERT_TRUE(verified) << verified.error().message;
    EXPECT_THAT(verified->warnings, ElementsAre(HasSubstr(fmt::format("begins anew with event {}", lost + 1))));
}

TEST_F(BootLostEventsTest, LosesNothingThatTheArchiveStillHolds) {
    // All but the segment in use; the one behind it is prepared.
    const std::uint64_t in_use = journal::list_segments(rig_.storage, LogKind::events).value().back() - 1;
    for (std::uint64_t index = 1; index < in_use; ++index) {
        ASSERT_TRUE(journal::archive_segment(rig_.storage, LogKind::events, index));
    }
    remove_event_log();
    rig_.boot_options.new_log_id = {std::byte{9}};
    rig_.start();
    EXPECT_THAT(report().warnings, Contains(HasSubstr("those before it are in the archive")));
    EXPECT_EQ(rig_.events_after(0), events_);
    EXPECT_EQ(rig_.events_after(first_snapshot_.event_sequence), events_behind(first_snapshot_.event_sequence));
}

TEST_F(BootLostEventsTest, SaysThatThereIsNothingToBeginFrom) {
    remove_files("snapshots");
    allow_the_loss();
    const auto started = rig_.try_start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::not_found);
    EXPECT_THAT(started.error().message, HasSubstr("no good snapshot"));
}

TEST_F(BootLostEventsTest, GoesOnAfterACrashAtAnyOperation) {
    remove_event_log();
    allow_the_loss();
    const std::uint64_t lost = first_snapshot_.event_sequence;
    std::uint64_t crashes = 0;
    for (std::uint64_t operation = 1;; operation += 3) {
        const auto disk = rig_.storage.clone(operation);
        disk->set_faults({.crash_at = simulation::CrashPoint{.operation = operation}});
        const bool started = boot(*disk, tally_kind(), rig_.boot_options).has_value();
        if (disk->running()) {
            ASSERT_TRUE(started);
            break;
        }
        ++crashes;
        disk->restart();
        const auto again = boot(*disk, tally_kind(), rig_.boot_options);
        ASSERT_TRUE(again) << "crash at operation " << operation << ": " << again.error().message;
        const auto stream = again->events->events_after(lost);
        ASSERT_TRUE(stream) << stream.error().message;
        ASSERT_EQ(drain(**stream), events_behind(lost)) << "crash at operation " << operation;
    }
    EXPECT_GT(crashes, 20u);
}

}  // namespace
}  // namespace trireme::runtime
