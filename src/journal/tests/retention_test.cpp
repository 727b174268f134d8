#include "journal/retention.hpp"

#include "journal/archive.hpp"
#include "journal/snapshot_store.hpp"
#include "journal/tests/test_log.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

namespace trireme::journal {
namespace {

using simulation::SimulatedStorage;
using Indices = std::vector<std::uint64_t>;

constexpr std::uint64_t all = UINT64_MAX;

// Both logs have five used segments and a prepared one.
class RetentionTest : public testing::Test {
protected:
    RetentionTest() {
        for (TestLog* log : {&commands, &events}) {
            log->fill_segments(5);
            succeed(log->writer().prepare_next_segment());
        }
        succeed(events.writer().sync());
    }

    std::uint64_t last_of(LogKind kind, std::uint64_t index) {
        return value_of(open_segment(storage, kind, index + 1))->header().first_sequence - 1;
    }

    void take_snapshot(std::uint64_t sequence, std::uint64_t event_sequence) {
        succeed(write_snapshot(storage, {.info = {.log_id = test_log_id(),
                                                  .sequence = sequence,
                                                  .time = Timestamp(1),
                                                  .event_sequence = event_sequence,
                                                  .event_hash = 2,
                                                  .state_hash = 3,
                                                  .core_name = "counter"},
                                         .state = test_payload(sequence, 100)}));
    }

    Indices live(LogKind kind) { return value_of(list_segments(storage, kind)); }
    Indices archived(LogKind kind) { return value_of(list_archived_segments(storage, kind)); }

    SimulatedStorage storage{1};
    TestLog commands{storage};
    TestLog events{storage, test_options(LogKind::events)};
};

TEST_F(RetentionTest, WithoutASnapshotMovesNothing) {
    const RetentionReport report = value_of(archive_covered_segments(storage, all));
    EXPECT_EQ(report.snapshot_sequence, std::nullopt);
    EXPECT_EQ(live(LogKind::commands), (Indices{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(live(LogKind::events), (Indices{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(archived(LogKind::commands), Indices{});
}

TEST_F(RetentionTest, MovesWhatTheSnapshotReaches) {
    const std::uint64_t covered = last_of(LogKind::commands, 2);
    take_snapshot(covered, last_of(LogKind::events, 1));
    const RetentionReport report = value_of(archive_covered_segments(storage, all));
    EXPECT_EQ(report.snapshot_sequence, covered);
    EXPECT_EQ(report.command_segments, (Indices{1, 2}));
    EXPECT_EQ(report.event_segments, Indices{1});
    EXPECT_EQ(live(LogKind::commands), (Indices{3, 4, 5, 6}));
    EXPECT_EQ(live(LogKind::events), (Indices{2, 3, 4, 5, 6}));
    EXPECT_EQ(archived(LogKind::commands), (Indices{1, 2}));
    EXPECT_EQ(archived(LogKind::events), Indices{1});
    expect_readable(storage, LogKind::commands, 1, commands.next_sequence() - 1);
    expect_readable(storage, LogKind::events, 1, events.next_sequence() - 1);
}

TEST_F(RetentionTest, KeepsASegmentOfWhichTheSnapshotLacksOneRecord) {
    take_snapshot(last_of(LogKind::commands, 1) - 1, last_of(LogKind::events, 1) - 1);
    const RetentionReport report = value_of(archive_covered_segments(storage, all));
    EXPECT_EQ(report.command_segments, Indices{});
    EXPECT_EQ(report.event_segments, Indices{});
}

TEST_F(RetentionTest, KeepsASegmentWhoseEventsAreNotDurable) {
    take_snapshot(commands.next_sequence() - 1, 0);
    const std::uint64_t last = last_of(LogKind::commands, 1);
    EXPECT_EQ(value_of(archive_covered_segments(storage, last - 1)).command_segments, Indices{});
    EXPECT_EQ(value_of(archive_covered_segments(storage, last)).command_segments, Indices{1});
}

TEST_F(RetentionTest, RestsOnTheNewestSnapshotThatVerifies) {
    take_snapshot(last_of(LogKind::commands, 1), last_of(LogKind::events, 1));
    take_snapshot(commands.next_sequence() - 1, events.next_sequence() - 1);
    storage.flip_bit(snapshot_name(commands.next_sequence() - 1), 530, 0);
    const RetentionReport report = value_of(archive_covered_segments(storage, all));
    EXPECT_EQ(report.command_segments, Indices{1});
    EXPECT_EQ(report.event_segments, Indices{1});
}

TEST_F(RetentionTest, NeverMovesTheNewestTwoUsedSegments) {
    take_snapshot(commands.next_sequence() - 1, events.next_sequence() - 1);
    const RetentionReport report = value_of(archive_covered_segments(storage, all));
    EXPECT_EQ(report.command_segments, (Indices{1, 2, 3}));
    EXPECT_EQ(live(LogKind::commands), (Indices{4, 5, 6}));
    EXPECT_EQ(live(LogKind::events), (Indices{4, 5, 6}));
    EXPECT_EQ(value_of(archive_covered_segments(storage, all)).command_segments, Indices{});
    TestLog next(storage);
    next.fill_segments(7);
    expect_readable(storage, LogKind::commands, 1, next.next_sequence() - 1);
}

TEST_F(RetentionTest, RefusesToArchiveADamagedSegment) {
    take_snapshot(commands.next_sequence() - 1, events.next_sequence() - 1);
    storage.flip_bit(segment_name(LogKind::commands, 2), 700, 0);
    expect_failure(archive_covered_segments(storage, all), ErrorCode::corrupt, {"0000000002.segment at offset 512"});
    EXPECT_EQ(live(LogKind::commands), (Indices{2, 3, 4, 5, 6}));
    EXPECT_EQ(archived(LogKind::commands), Indices{1});
}

TEST_F(RetentionTest, RefusesTheSnapshotOfAnotherJournal) {
    Snapshot foreign;
    foreign.info.sequence = commands.next_sequence() - 1;
    succeed(write_snapshot(storage, foreign));
    expect_failure(archive_covered_segments(storage, all), ErrorCode::conflict, {"another journal"});
    EXPECT_EQ(archived(LogKind::commands), Indices{});
}

TEST_F(RetentionTest, KilledAtAnyOperationLosesNoRecord) {
    take_snapshot(commands.next_sequence() - 1, events.next_sequence() - 1);
    const std::uint64_t last_command = commands.next_sequence() - 1;
    for (std::uint64_t operation = 1;; ++operation) {
        const auto disk = storage.clone(operation);
        simulation::FaultPlan plan;
        const auto moment = operation % 2 == 0 ? simulation::CrashMoment::after : simulation::CrashMoment::after_bytes;
        plan.crash_at = simulation::CrashPoint{operation, moment, 100};
        plan.crash = {simulation::Crash::Kind::cut_power, simulation::Survival::random()};
        disk->set_faults(plan);
        const auto report = archive_covered_segments(*disk, all);
        if (disk->running()) {
            ASSERT_TRUE(report) << report.error().message;
            ASSERT_GT(operation, 40U);
            break;
        }
        disk->restart();
        expect_readable(*disk, LogKind::commands, 1, last_command);
        ASSERT_TRUE(find_log_end(*disk, LogKind::commands, TailPolicy::acknowledged));
        ASSERT_TRUE(archive_covered_segments(*disk, all));
        EXPECT_EQ(value_of(list_segments(*disk, LogKind::commands)), (Indices{4, 5, 6})) << "operation " << operation;
        expect_readable(*disk, LogKind::commands, 1, last_command);
    }
}

}  // namespace
}  // namespace trireme::journal
