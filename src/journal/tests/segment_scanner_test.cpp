#include "journal/segment_scanner.hpp"

#include "journal/tests/test_log.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

namespace trireme::journal {
namespace {

constexpr std::string_view first_segment = "journal/0000000001.segment";

class SegmentScannerTest : public testing::Test {
protected:
    SegmentScanner open(std::uint64_t index = 1) {
        auto scanner = value_of(open_segment(storage, LogKind::commands, index));
        if (!scanner) {
            throw std::runtime_error("the segment is unused");
        }
        return *std::move(scanner);
    }

    // The sequence of the next record; 0 where there is none.
    static std::uint64_t next_sequence(SegmentScanner& scanner) {
        const RecordRead read = value_of(scanner.next());
        const auto* record = std::get_if<RecordView>(&read);
        return record == nullptr ? 0 : record->header.sequence;
    }

    // How much was asked for, as far back as the trace goes.
    std::uint64_t read_bytes() const {
        std::uint64_t sum = 0;
        for (const simulation::TracedOperation& operation : storage.trace()) {
            sum += operation.kind == simulation::OperationKind::read ? operation.bytes : 0;
        }
        return sum;
    }

    simulation::SimulatedStorage storage{1};
};

TEST_F(SegmentScannerTest, ReadsTheRecordsInOrderAndStaysBehindTheLast) {
    TestLog log(storage);
    succeed(log.write_durably({10, 2000, 0}));
    succeed(log.write_durably({300}));
    SegmentScanner scanner = open();
    for (std::uint64_t sequence = 1; sequence <= 4; ++sequence) {
        EXPECT_EQ(next_sequence(scanner), sequence);
    }
    const std::uint64_t end = scanner.offset();
    EXPECT_EQ(next_sequence(scanner), 0U);
    EXPECT_EQ(next_sequence(scanner), 0U);
    EXPECT_EQ(scanner.offset(), end);
}

TEST_F(SegmentScannerTest, SeesWhatIsWrittenAfterItReadTheFile) {
    TestLog log(storage);
    succeed(log.write_durably({10}));
    SegmentScanner scanner = open();
    EXPECT_EQ(next_sequence(scanner), 1U);
    EXPECT_EQ(next_sequence(scanner), 0U);
    for (std::uint64_t sequence = 2; sequence <= 6; ++sequence) {
        succeed(log.write_durably({200}));
        EXPECT_EQ(next_sequence(scanner), sequence);
        EXPECT_EQ(next_sequence(scanner), 0U);
    }
}

// The window holds the file as it was when only the first record stood there.
TEST_F(SegmentScannerTest, ReadsAgainWhereItsWindowIsOlderThanTheRecord) {
    TestLog log(storage);
    succeed(log.write_durably({10}));
    SegmentScanner scanner = open();
    EXPECT_EQ(next_sequence(scanner), 1U);
    succeed(log.write_durably({200, 200}));
    EXPECT_EQ(next_sequence(scanner), 2U);
    EXPECT_EQ(next_sequence(scanner), 3U);
}

TEST_F(SegmentScannerTest, ReadsASegmentLargerThanItsWindow) {
    LogOptions options = test_options();
    options.segment_bytes = 5 * 1024 * 1024;
    options.batch_bytes_max = 1024 * 1024;
    TestLog log(storage, options);
    for (int batch = 0; batch < 19; ++batch) {
        succeed(log.write_durably({record_payload_bytes_max, 17}));
    }
    SegmentScanner scanner = open();
    for (std::uint64_t sequence = 1; sequence <= 38; ++sequence) {
        ASSERT_EQ(next_sequence(scanner), sequence);
    }
    EXPECT_EQ(scanner.end_of_written_bytes().value(), scanner.offset());
    EXPECT_EQ(scanner.find_later_batch(39).value(), std::nullopt);
}

// A reader that follows a writer reads about what is new, not the segment again and again.
TEST_F(SegmentScannerTest, ReadsLittleAtTheLiveEnd) {
    LogOptions options = test_options();
    options.segment_bytes = 4 * 1024 * 1024;
    TestLog log(storage, options);
    succeed(log.write_durably({10}));
    SegmentScanner scanner = open();
    EXPECT_EQ(next_sequence(scanner), 1U);
    constexpr std::uint64_t batches = 200;
    const std::uint64_t before = read_bytes();
    for (std::uint64_t sequence = 2; sequence < 2 + batches; ++sequence) {
        succeed(log.write_durably({200}));
        ASSERT_EQ(next_sequence(scanner), sequence);
    }
    EXPECT_LE(read_bytes() - before, batches * 16 * 1024);
}

TEST_F(SegmentScannerTest, ReadsWhatWasWrittenBeforeInLargePieces) {
    LogOptions options = test_options();
    options.segment_bytes = 4 * 1024 * 1024;
    TestLog log(storage, options);
    constexpr std::uint64_t records = 3'800;
    for (std::uint64_t sequence = 1; sequence <= records; ++sequence) {
        succeed(log.write_durably({1'000}));
    }
    SegmentScanner scanner = open();
    const std::uint64_t before = storage.counters().attempted_of(simulation::OperationKind::read);
    for (std::uint64_t sequence = 1; sequence <= records; ++sequence) {
        ASSERT_EQ(next_sequence(scanner), sequence);
    }
    EXPECT_LE(storage.counters().attempted_of(simulation::OperationKind::read) - before, 10U);
}

TEST_F(SegmentScannerTest, FindsWhereTheWrittenBytesEnd) {
    TestLog log(storage);
    succeed(log.write_durably({10}));
    SegmentScanner scanner = open();
    const std::uint64_t end = segment_header_bytes + record_total_bytes(10);
    EXPECT_EQ(scanner.end_of_written_bytes().value(), end);
    EXPECT_EQ(next_sequence(scanner), 1U);
    EXPECT_EQ(scanner.end_of_written_bytes().value(), end);

    const auto stray = std::byte{1};
    storage.overwrite(first_segment, test_segment_bytes - 1, ByteView(&stray, 1));
    SegmentScanner again = open();
    EXPECT_EQ(again.end_of_written_bytes().value(), test_segment_bytes);
}

TEST_F(SegmentScannerTest, FindsARecordOfALaterBatchOnly) {
    TestLog log(storage);
    succeed(log.write_durably({10}));
    const std::uint64_t second = segment_header_bytes + record_total_bytes(10);
    succeed(log.write_durably({100, 100, 100}));
    const auto one_batch = storage.clone(2);
    succeed(log.write_durably({100, 100}));

    // Record 2 is lost. 3 and 4 are of its own batch and prove nothing, 5 does.
    one_batch->overwrite_with_zeros(first_segment, second, record_total_bytes(100));
    auto alone = *value_of(open_segment(*one_batch, LogKind::commands, 1));
    EXPECT_EQ(next_sequence(alone), 1U);
    EXPECT_EQ(alone.find_later_batch(2).value(), std::nullopt);

    storage.overwrite_with_zeros(first_segment, second, record_total_bytes(100));
    SegmentScanner scanner = open();
    EXPECT_EQ(next_sequence(scanner), 1U);
    EXPECT_EQ(scanner.find_later_batch(2).value(), 5U);
    EXPECT_EQ(next_sequence(scanner), 0U) << "the scanner has not moved";
}

TEST_F(SegmentScannerTest, RefusesAFileThatIsNotTheSegmentItIsNamedAfter) {
    TestLog log(storage);
    log.fill_segments(2);
    const auto damaged = [&](auto damage) {
        auto copy = storage.clone(3);
        damage(*copy);
        return open_segment(*copy, LogKind::commands, 1);
    };
    using simulation::SimulatedStorage;
    expect_failure(damaged([](SimulatedStorage& copy) { copy.truncate(first_segment, 100); }), ErrorCode::corrupt,
                   {"0000000001.segment", "100 bytes"});
    expect_failure(damaged([](SimulatedStorage& copy) { copy.truncate(first_segment, 8192); }), ErrorCode::corrupt,
                   {"8192", "16384"});
    expect_failure(damaged([](SimulatedStorage& copy) { copy.flip_bit(first_segment, 48, 0); }), ErrorCode::corrupt,
                   {"0000000001.segment at offset 0", "checksum"});
    expect_failure(damaged([](SimulatedStorage& copy) {
                       succeed(copy.rename(segment_name(LogKind::commands, 2), first_segment));
                   }),
                   ErrorCode::corrupt, {"segment 2", "name says 1"});
    expect_failure(open_segment(storage, LogKind::commands, 9), ErrorCode::not_found);
}

TEST_F(SegmentScannerTest, TellsAnUnusedSegment) {
    TestLog log(storage);
    succeed(log.writer().prepare_next_segment());
    EXPECT_TRUE(open_segment(storage, LogKind::commands, 1).value());
    EXPECT_FALSE(open_segment(storage, LogKind::commands, 2).value());
}

}  // namespace
}  // namespace trireme::journal
