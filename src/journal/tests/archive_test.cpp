#include "journal/archive.hpp"

#include "journal/tests/test_log.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

namespace trireme::journal {
namespace {

using simulation::SimulatedStorage;

constexpr std::string_view archived_name = "archive/journal-0000000001.segment.zst";

class ArchiveTest : public testing::Test {
protected:
    ArchiveTest() { log.fill_segments(2); }

    Result<void> archive() { return archive_segment(storage, LogKind::commands, 1); }

    // How many records can be read from the archived segment.
    static std::uint64_t count_records(Storage& from) {
        SegmentScanner segment = value_of(open_archived_segment(from, LogKind::commands, 1));
        std::uint64_t count = 0;
        while (std::holds_alternative<RecordView>(value_of(segment.next()))) {
            ++count;
        }
        return count;
    }

    SimulatedStorage storage{1};
    TestLog log{storage};
};

TEST_F(ArchiveTest, HoldsTheSegmentAsItWas) {
    succeed(archive());
    EXPECT_TRUE(storage.exists(segment_name(LogKind::commands, 1))) << "the segment stays";
    EXPECT_EQ(list_archived_segments(storage, LogKind::commands).value(), std::vector<std::uint64_t>{1});
    EXPECT_EQ(list_archived_segments(storage, LogKind::events).value(), std::vector<std::uint64_t>{});
    const SegmentScanner archived = value_of(open_archived_segment(storage, LogKind::commands, 1));
    EXPECT_EQ(archived.header().segment_bytes, test_segment_bytes);
    EXPECT_EQ(count_records(storage), log.next_sequence() - 2);
    EXPECT_LT(storage.content(archived_name).size(), test_segment_bytes / 2);
}

TEST_F(ArchiveTest, IsNotWrittenTwice) {
    succeed(archive());
    const auto writes = storage.counters().attempted_of(simulation::OperationKind::write);
    succeed(archive());
    EXPECT_EQ(storage.counters().attempted_of(simulation::OperationKind::write), writes);
}

TEST_F(ArchiveTest, ReplacesADamagedCopy) {
    succeed(archive());
    storage.overwrite_with_garbage(archived_name, 10, 20);
    succeed(archive());
    EXPECT_EQ(count_records(storage), log.next_sequence() - 2);
}

TEST_F(ArchiveTest, NeverReplacesAnotherSegment) {
    succeed(archive());
    LogOptions options = test_options();
    options.new_log_id[3] = std::byte{99};
    SimulatedStorage other_disk(2);
    TestLog other(other_disk, options);
    other.fill_segments(2);
    storage.overwrite(segment_name(LogKind::commands, 1), 0, other_disk.content(segment_name(LogKind::commands, 1)));
    const ByteBuffer before = storage.content(archived_name);
    expect_failure(archive(), ErrorCode::conflict, {std::string(archived_name), "another segment"});
    EXPECT_EQ(storage.content(archived_name), before);
}

TEST_F(ArchiveTest, OfASegmentThatIsNotThereFails) {
    expect_failure(archive_segment(storage, LogKind::commands, 9), ErrorCode::not_found);
    expect_failure(open_archived_segment(storage, LogKind::commands, 9), ErrorCode::not_found);
}

TEST_F(ArchiveTest, WithAnyFlippedBitIsCorruptOrReadsTheSame) {
    succeed(archive());
    const std::uint64_t good = count_records(storage);
    const std::size_t size = storage.content(archived_name).size();
    std::uint64_t refused = 0;
    for (std::uint64_t bit = 0; bit < size * 8; bit += 5) {
        const auto damaged = storage.clone(bit);
        damaged->flip_bit(archived_name, bit / 8, static_cast<unsigned>(bit % 8));
        const auto opened = open_archived_segment(*damaged, LogKind::commands, 1);
        if (opened) {
            // A few bits of a zstd frame's header change nothing in what it unpacks to.
            EXPECT_EQ(count_records(*damaged), good) << "bit " << bit;
            continue;
        }
        expect_failure(opened, ErrorCode::corrupt, {std::string(archived_name)});
        ++refused;
    }
    EXPECT_GT(refused, size * 8 / 5 * 9 / 10);
}

TEST_F(ArchiveTest, TruncatedAnywhereIsCorrupt) {
    succeed(archive());
    const std::size_t size = storage.content(archived_name).size();
    for (std::size_t kept = 0; kept < size; kept += 7) {
        const auto damaged = storage.clone(kept);
        damaged->truncate(archived_name, kept);
        expect_failure(open_archived_segment(*damaged, LogKind::commands, 1), ErrorCode::corrupt,
                       {std::string(archived_name)});
    }
}

TEST_F(ArchiveTest, KilledAtAnyOperationLeavesNoHalfCopy) {
    for (std::uint64_t operation = 1;; ++operation) {
        const auto disk = storage.clone(operation);
        simulation::FaultPlan plan;
        plan.crash_at = simulation::CrashPoint{operation, simulation::CrashMoment::after_bytes, 40};
        plan.crash = {simulation::Crash::Kind::cut_power, simulation::Survival::random()};
        disk->set_faults(plan);
        const bool done = archive_segment(*disk, LogKind::commands, 1).has_value();
        if (disk->running()) {
            ASSERT_TRUE(done);
            ASSERT_GT(operation, 6U);
            break;
        }
        disk->restart();
        for (const std::uint64_t index : value_of(list_archived_segments(*disk, LogKind::commands))) {
            EXPECT_TRUE(open_archived_segment(*disk, LogKind::commands, index)) << "operation " << operation;
        }
        succeed(archive_segment(*disk, LogKind::commands, 1));
        EXPECT_EQ(count_records(*disk), log.next_sequence() - 2);
        EXPECT_EQ(disk->list("archive").value().size(), 1U) << "what the killed attempt left is gone";
    }
}

}  // namespace
}  // namespace trireme::journal
