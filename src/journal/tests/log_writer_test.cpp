#include "journal/log_writer.hpp"

#include "journal/tests/test_log.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

#include <random>

namespace trireme::journal {
namespace {

using simulation::Failure;
using simulation::FaultPlan;
using simulation::OperationKind;
using simulation::SimulatedStorage;

class LogWriterTest : public testing::Test {
protected:
    void fail_next(OperationKind kind, ErrorCode code = ErrorCode::io_failure) {
        FaultPlan plan;
        plan.failures.push_back(Failure{.kind = kind, .nth = 1, .times = 1, .code = code});
        storage.set_faults(plan);
    }

    SimulatedStorage storage{1};
};

TEST_F(LogWriterTest, BeginsAnEmptyLogWithASyncedSegment) {
    const TestLog log(storage);
    EXPECT_EQ(log.next_sequence(), 1U);
    storage.cut_power(simulation::Survival::lose_all());
    storage.restart();
    const LogEnd end = value_of(find_log_end(storage, LogKind::commands, TailPolicy::acknowledged));
    EXPECT_EQ(end.segment_index, 1U);
    EXPECT_EQ(end.log_id, test_log_id());
}

TEST_F(LogWriterTest, BeginsWithTheFirstSequenceItIsGiven) {
    LogOptions options = test_options();
    options.first_sequence = 1'000;
    TestLog log(storage, options);
    succeed(log.write_durably({10, 10}));
    expect_readable(storage, LogKind::commands, 1'000, 1'001);
}

TEST_F(LogWriterTest, KeepsWhatWasSyncedThroughAPowerCut) {
    TestLog log(storage);
    succeed(log.write_durably({100, 200}));
    succeed(log.write({300}));
    storage.cut_power(simulation::Survival::lose_all());
    storage.restart();
    TestLog next(storage);
    EXPECT_EQ(next.next_sequence(), 3U);
}

TEST_F(LogWriterTest, RollsWithASingleSyncAndLeavesNoGap) {
    TestLog log(storage);
    std::uint64_t rolls = 0;
    while (rolls < 5) {
        succeed(log.writer().prepare_next_segment());
        const std::uint64_t before = log.writer().segment_index();
        const std::uint64_t syncs = storage.counters().attempted_of(OperationKind::sync);
        succeed(log.write_durably({900, 900}));
        EXPECT_EQ(storage.counters().attempted_of(OperationKind::sync), syncs + 1);
        rolls += log.writer().segment_index() - before;
    }
    expect_readable(storage, LogKind::commands, 1, log.next_sequence() - 1);
}

TEST_F(LogWriterTest, GoesOnInASegmentOfAnotherSize) {
    TestLog log(storage);
    log.fill_segments(2);
    LogOptions larger = test_options();
    larger.segment_bytes = 3 * test_segment_bytes;
    TestLog next(storage, larger);
    next.fill_segments(4);
    expect_readable(storage, LogKind::commands, 1, next.next_sequence() - 1);
    EXPECT_EQ(storage.content(segment_name(LogKind::commands, 2)).size(), test_segment_bytes);
    EXPECT_EQ(storage.content(segment_name(LogKind::commands, 3)).size(), 3 * test_segment_bytes);
}

// As long as the batches stay within the room, no segment is needed that was not prepared.
TEST_F(LogWriterTest, NeverNeedsMoreSegmentsThanItsRoomCounts) {
    std::mt19937_64 random(7);
    for (int round = 0; round < 40; ++round) {
        SimulatedStorage disk(static_cast<std::uint64_t>(round));
        TestLog log(disk);
        succeed(log.write_durably({random() % 3'000}));
        TestLog again(disk);  // opens in the midst of a segment
        for (std::uint64_t prepared = random() % 2; prepared > 0; --prepared) {
            succeed(again.writer().prepare_next_segment());
        }
        const auto creates = disk.counters().attempted_of(OperationKind::create);
        for (std::uint64_t used = 0;;) {
            const std::size_t payload = random() % 3 == 0 ? test_batch_bytes_max - 56 : random() % 3'000;
            used += record_total_bytes(payload);
            if (used > again.writer().room_bytes()) {
                break;
            }
            succeed(again.write_durably({payload}));
        }
        EXPECT_EQ(disk.counters().attempted_of(OperationKind::create), creates) << "round " << round;
    }
}

TEST_F(LogWriterTest, RoomGrowsWithEachPreparedSegmentOnce) {
    TestLog log(storage);
    const std::uint64_t before = log.writer().room_bytes();
    EXPECT_EQ(before, test_segment_bytes - segment_header_bytes - test_batch_bytes_max);
    succeed(log.writer().prepare_next_segment());
    succeed(log.writer().prepare_next_segment());
    EXPECT_EQ(log.writer().room_bytes(), 2 * before);
}

TEST_F(LogWriterTest, HasRoomForEverHoweverWellSegmentsAreFilled) {
    // Small batches waste almost nothing at the end of a segment, and a caller may want room for a whole batch to
    // spare.
    constexpr std::size_t payload = 100;
    TestLog log(storage, {.kind = LogKind::commands,
                          .segment_bytes = segment_bytes_min(test_batch_bytes_max),
                          .batch_bytes_max = test_batch_bytes_max,
                          .new_log_id = test_log_id(),
                          .first_sequence = 1});
    for (std::uint64_t used = 0; log.writer().segment_index() < 20; used += record_total_bytes(payload)) {
        succeed(log.writer().prepare_next_segment());
        ASSERT_LE(used + test_batch_bytes_max, log.writer().room_bytes())
            << "in segment " << log.writer().segment_index();
        succeed(log.write({payload}));
    }
}

TEST_F(LogWriterTest, PreparesLaterWhatTheDiskHadNoSpaceFor) {
    TestLog log(storage);
    succeed(log.write_durably({10}));
    storage.set_capacity(storage.used_bytes() + 100);
    const std::uint64_t room = log.writer().room_bytes();
    expect_failure(log.writer().prepare_next_segment(), ErrorCode::no_space);
    EXPECT_EQ(log.writer().room_bytes(), room);
    succeed(log.write_durably({10}));
    storage.set_capacity(storage.used_bytes() + test_segment_bytes);
    succeed(log.writer().prepare_next_segment());
    EXPECT_GT(log.writer().room_bytes(), room);
    log.fill_segments(2);
    expect_readable(storage, LogKind::commands, 1, log.next_sequence() - 1);
}

TEST_F(LogWriterTest, RefusesEverythingAfterAFailedSync) {
    TestLog log(storage);
    succeed(log.write_durably({10}));
    succeed(log.write({20}));
    fail_next(OperationKind::sync);
    expect_failure(log.writer().sync(), ErrorCode::io_failure);
    const auto syncs = storage.counters().attempted_of(OperationKind::sync);
    const auto writes = storage.counters().attempted_of(OperationKind::write);
    expect_failure(log.writer().sync(), ErrorCode::io_failure, {"earlier", "journal"});
    expect_failure(log.write({30}), ErrorCode::io_failure, {"earlier"});
    EXPECT_EQ(storage.counters().attempted_of(OperationKind::sync), syncs) << "a failed sync is never repeated";
    EXPECT_EQ(storage.counters().attempted_of(OperationKind::write), writes);
}

TEST_F(LogWriterTest, RefusesEverythingAfterAFailedWrite) {
    TestLog log(storage);
    succeed(log.write_durably({10}));
    fail_next(OperationKind::write);
    expect_failure(log.write({20}), ErrorCode::io_failure);
    expect_failure(log.writer().sync(), ErrorCode::io_failure, {"earlier"});
    expect_failure(log.write({20}), ErrorCode::io_failure, {"earlier"});
    // Whoever writes behind the failure may not know of it yet, and goes on with a later record.
    expect_failure(log.writer().write(ByteBuffer(8), 100, 100, 0), ErrorCode::io_failure, {"earlier"});
}

// Each operation of a roll in turn: the sync of the old segment, the creation, the header, the batch.
TEST_F(LogWriterTest, RefusesEverythingAfterARollThatFailed) {
    const auto fails_at = [](OperationKind kind, std::uint64_t nth) {
        SimulatedStorage disk(1);
        TestLog log(disk, test_options(LogKind::events));
        succeed(log.write({4'000 - 56}));
        succeed(log.write({4'000 - 56}));
        succeed(log.write({4'000 - 56}));
        FaultPlan plan;
        plan.failures.push_back(Failure{.kind = kind, .nth = nth});
        disk.set_faults(plan);
        expect_failure(log.write({4'000}), ErrorCode::io_failure);
        const auto operations = disk.counters().operations();
        expect_failure(log.writer().sync(), ErrorCode::io_failure, {"earlier"});
        expect_failure(log.write({10}), ErrorCode::io_failure, {"earlier"});
        EXPECT_EQ(disk.counters().operations(), operations);
    };
    fails_at(OperationKind::sync, 1);
    fails_at(OperationKind::create, 1);
    fails_at(OperationKind::write, 1);
    fails_at(OperationKind::write, 2);
}

TEST_F(LogWriterTest, RecoversFromAKillAtAnyOperationOfARoll) {
    for (std::uint64_t operation = 1;; ++operation) {
        SimulatedStorage disk(operation);
        TestLog log(disk);
        for (int batch = 0; batch < 3; ++batch) {
            succeed(log.write_durably({4'000}));
        }
        FaultPlan plan;
        plan.crash_at = simulation::CrashPoint{operation, simulation::CrashMoment::after, 0};
        plan.crash = {simulation::Crash::Kind::cut_power, simulation::Survival::lose_all()};
        disk.set_faults(plan);
        const bool acknowledged = log.write_durably({4'000}).has_value();
        if (disk.running()) {
            ASSERT_TRUE(acknowledged);
            ASSERT_GT(operation, 4U) << "the roll takes several operations";
            break;
        }
        disk.restart();
        TestLog next(disk);
        EXPECT_GE(next.next_sequence(), acknowledged ? 5U : 4U);
        next.fill_segments(3);
        expect_readable(disk, LogKind::commands, 1, next.next_sequence() - 1);
    }
}

TEST_F(LogWriterTest, AssertsThatSequencesHaveNoGap) {
    TestLog log(storage);
    ByteBuffer batch;
    append_record(batch, record_seed(LogKind::commands, test_log_id()), test_header(2, 0), {});
    EXPECT_DEATH((void)log.writer().write(batch, 2, 2, 0), "record 2 after 0");
}

}  // namespace
}  // namespace trireme::journal
