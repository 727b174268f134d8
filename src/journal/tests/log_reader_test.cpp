#include "journal/log_reader.hpp"

#include "journal/archive.hpp"
#include "journal/tests/test_log.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

namespace trireme::journal {
namespace {

using simulation::SimulatedStorage;

// A log of four segments.
class LogReaderTest : public testing::Test {
protected:
    LogReaderTest() {
        log.fill_segments(4);
        last = log.next_sequence() - 1;
    }

    static std::string name(std::uint64_t index) { return segment_name(LogKind::commands, index); }

    std::uint64_t first_of(std::uint64_t index) {
        return value_of(open_segment(storage, LogKind::commands, index))->header().first_sequence;
    }

    void move_to_archive(std::uint64_t index) {
        succeed(archive_segment(storage, LogKind::commands, index));
        succeed(storage.remove(name(index)));
    }

    // Reads all of the log until something fails.
    Result<void> read_all() {
        TRIREME_TRY_ASSIGN(auto reader, LogReader::open(storage, LogKind::commands, 1));
        while (reader.next_sequence() <= last) {
            TRIREME_TRY(reader.next(last));
        }
        return {};
    }

    SimulatedStorage storage{1};
    TestLog log{storage};
    std::uint64_t last = 0;
};

TEST_F(LogReaderTest, ReadsFromAnySequenceOverAllSegments) {
    for (std::uint64_t from = 1; from <= last; ++from) {
        expect_readable(storage, LogKind::commands, from, last);
    }
}

TEST_F(LogReaderTest, StandsBehindTheLastRecordWaitingForMore) {
    auto reader = value_of(LogReader::open(storage, LogKind::commands, last + 1));
    EXPECT_FALSE(reader.next(last).value());
    log.fill_segments(6);
    for (std::uint64_t sequence = last + 1; sequence < log.next_sequence(); ++sequence) {
        const auto record = value_of(reader.next(log.next_sequence() - 1));
        ASSERT_TRUE(record);
        EXPECT_EQ(record->header.sequence, sequence);
    }
    EXPECT_FALSE(reader.next(log.next_sequence() - 1).value());
}

TEST_F(LogReaderTest, FollowsTheWriterRecordByRecord) {
    auto reader = value_of(LogReader::open(storage, LogKind::commands, last + 1));
    for (int batch = 0; batch < 60; ++batch) {
        succeed(log.write_durably({700}));
        const auto record = value_of(reader.next(log.next_sequence() - 1));
        ASSERT_TRUE(record);
        EXPECT_EQ(record->header.sequence, log.next_sequence() - 1);
        EXPECT_FALSE(reader.next(log.next_sequence() - 1).value());
    }
}

TEST_F(LogReaderTest, NamesSegmentAndOffsetOfEachRecord) {
    auto reader = value_of(LogReader::open(storage, LogKind::commands, first_of(2) + 1));
    const auto record = value_of(reader.next(last));
    EXPECT_EQ(record->segment_index, 2U);
    EXPECT_EQ(record->offset, segment_header_bytes + record_total_bytes(filling_payload_bytes));
}

TEST_F(LogReaderTest, ReadsArchivedSegmentsInTheirPlace) {
    move_to_archive(1);
    move_to_archive(2);
    EXPECT_EQ(oldest_sequence(storage, LogKind::commands).value(), 1U);
    for (const std::uint64_t from : {std::uint64_t{1}, first_of(3) - 1, first_of(3), last}) {
        expect_readable(storage, LogKind::commands, from, last);
    }
}

TEST_F(LogReaderTest, GoesOnWhileTheSegmentAheadOfItMovesToTheArchive) {
    auto reader = value_of(LogReader::open(storage, LogKind::commands, 1));
    ASSERT_TRUE(reader.next(last).value());
    move_to_archive(1);
    move_to_archive(2);
    while (reader.next_sequence() <= last) {
        ASSERT_TRUE(value_of(reader.next(last)));
    }
}

TEST_F(LogReaderTest, DoesNotReachBackBeforeTheOldestSegment) {
    const std::uint64_t oldest = first_of(2);
    succeed(storage.remove(name(1)));
    expect_failure(LogReader::open(storage, LogKind::commands, oldest - 1), ErrorCode::not_found, {"journal"});
    EXPECT_EQ(oldest_sequence(storage, LogKind::commands).value(), oldest);
    expect_readable(storage, LogKind::commands, oldest, last);
}

TEST_F(LogReaderTest, OfAMissingLogFindsNothing) {
    EXPECT_EQ(oldest_sequence(storage, LogKind::events).value(), std::nullopt);
    expect_failure(LogReader::open(storage, LogKind::events, 1), ErrorCode::not_found);
}

TEST_F(LogReaderTest, NamesTheFileAndOffsetOfADamagedRecord) {
    const std::uint64_t offset = segment_header_bytes + record_total_bytes(filling_payload_bytes);
    storage.flip_bit(name(2), offset + 500, 2);
    expect_failure(read_all(), ErrorCode::corrupt,
                   {"0000000002.segment", fmt::format("offset {}", offset), fmt::format("record {}", first_of(2) + 1)});
}

TEST_F(LogReaderTest, NamesTheFileAndOffsetOfAMissingRecord) {
    storage.overwrite_with_zeros(name(2), segment_header_bytes, 1024);
    expect_failure(read_all(), ErrorCode::corrupt,
                   {"0000000002.segment at offset 512", fmt::format("record {}", first_of(2)), "0000000003.segment"});
}

TEST_F(LogReaderTest, NamesAMissingSegment) {
    succeed(storage.remove(name(3)));
    expect_failure(read_all(), ErrorCode::corrupt, {"0000000002.segment", "no segment behind it"});
}

TEST_F(LogReaderTest, NamesARecordThatShouldBeInTheSegmentInUse) {
    last = log.next_sequence() + 5;
    expect_failure(read_all(), ErrorCode::corrupt,
                   {"0000000004.segment", fmt::format("record {}", log.next_sequence()), "no segment behind it"});
}

// The next segment says where this one ends, so bits behind its last record harm nothing.
TEST_F(LogReaderTest, ReadsOnOverStrayBitsBehindASealedSegment) {
    auto segment = *value_of(open_segment(storage, LogKind::commands, 2));
    while (std::holds_alternative<RecordView>(value_of(segment.next()))) {
    }
    storage.flip_bit(name(2), segment.offset() + 3, 1);
    expect_readable(storage, LogKind::commands, 1, last);
}

TEST_F(LogReaderTest, RefusesADamagedArchivedSegment) {
    move_to_archive(1);
    const std::string archived = "archive/journal-0000000001.segment.zst";
    storage.flip_bit(archived, storage.content(archived).size() / 2, 0);
    expect_failure(read_all(), ErrorCode::corrupt, {archived});
}

// An event log that was lost, and the one that began anew behind it, at `first`.
class NewLogTest : public testing::Test {
protected:
    NewLogTest() {
        {
            TestLog old_log(storage, test_options(LogKind::events));
            old_log.fill_segments(2);
            kept = old_log.next_sequence() - 1;
        }
        for (const std::uint64_t index : {1U, 2U}) {
            succeed(archive_segment(storage, LogKind::events, index));
            succeed(storage.remove(segment_name(LogKind::events, index)));
        }
    }

    void begin_anew(std::uint64_t first) {
        LogOptions options = test_options(LogKind::events);
        options.new_log_id = {std::byte{99}};
        options.first_sequence = first;
        TestLog log(storage, options);
        log.fill_segments(4);
        last = log.next_sequence() - 1;
    }

    SimulatedStorage storage{1};
    std::uint64_t kept = 0;
    std::uint64_t last = 0;
};

TEST_F(NewLogTest, IsReadOnFromTheOldOneWhereTheyMeetOrOverlap) {
    begin_anew(kept - 3);
    expect_readable(storage, LogKind::events, 1, last);
    expect_readable(storage, LogKind::events, kept, last);
}

TEST_F(NewLogTest, SaysWhichEventWasLost) {
    begin_anew(kept + 10);
    expect_readable(storage, LogKind::events, kept + 10, last);
    auto reader = value_of(LogReader::open(storage, LogKind::events, kept));
    ASSERT_TRUE(value_of(reader.next(last)));
    expect_failure(reader.next(last), ErrorCode::not_found,
                   {"0000000003.segment", fmt::format("begins with event {}", kept + 10),
                    fmt::format("event {} was lost", kept + 1)});
    expect_failure(LogReader::open(storage, LogKind::events, kept + 5), ErrorCode::not_found, {"lost"});
}

}  // namespace
}  // namespace trireme::journal
