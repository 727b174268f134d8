#include "journal/verify.hpp"

#include "journal/archive.hpp"
#include "journal/tests/test_log.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace trireme::journal {
namespace {

using simulation::SimulatedStorage;

// Four used segments and a prepared one.
class VerifyTest : public testing::Test {
protected:
    VerifyTest() {
        log.fill_segments(4);
        succeed(log.writer().prepare_next_segment());
    }

    static std::string name(std::uint64_t index) { return segment_name(LogKind::commands, index); }
    Result<LogReport> verify() { return verify_log(storage, LogKind::commands); }

    static std::vector<std::string> states(const LogReport& report) {
        std::vector<std::string> names;
        for (const SegmentReport& segment : report.segments) {
            names.emplace_back(name_of(segment.state));
        }
        return names;
    }

    SimulatedStorage storage{1};
    TestLog log{storage};
};

TEST_F(VerifyTest, CountsEveryRecordOfEverySegment) {
    const LogReport report = value_of(verify());
    EXPECT_EQ(states(report), (std::vector<std::string>{"sealed", "sealed", "sealed", "in use", "prepared"}));
    EXPECT_EQ(report.first_sequence, 1U);
    EXPECT_EQ(report.last_sequence, log.next_sequence() - 1);
    EXPECT_EQ(report.entries, log.next_sequence() - 1);
    EXPECT_EQ(report.durable_mark, log.next_sequence() - 1);
    EXPECT_FALSE(report.torn_tail);
    EXPECT_TRUE(report.warnings.empty());
    std::uint64_t next = 1;
    for (std::size_t index = 0; index < 4; ++index) {
        const SegmentReport& segment = report.segments[index];
        EXPECT_EQ(segment.name, name(index + 1));
        EXPECT_EQ(segment.first_sequence, next);
        EXPECT_EQ(segment.last_sequence, next + segment.entries - 1);
        EXPECT_EQ(segment.record_bytes, segment.entries * record_total_bytes(filling_payload_bytes));
        EXPECT_EQ(segment.file_bytes, test_segment_bytes);
        next = segment.last_sequence + 1;
    }
    EXPECT_EQ(report.segments[4].entries, 0U);
    EXPECT_EQ(report.segments[4].file_bytes, test_segment_bytes);
}

TEST_F(VerifyTest, OfNoLogReportsNothing) {
    const LogReport report = value_of(verify_log(storage, LogKind::events));
    EXPECT_TRUE(report.segments.empty());
    EXPECT_EQ(report.entries, 0U);
}

TEST_F(VerifyTest, ReadsArchivedSegmentsAndThoseInBothPlaces) {
    const std::uint64_t records = value_of(verify()).entries;
    succeed(archive_segment(storage, LogKind::commands, 1));
    succeed(archive_segment(storage, LogKind::commands, 2));
    succeed(storage.remove(name(1)));
    const LogReport report = value_of(verify());
    EXPECT_EQ(states(report),
              (std::vector<std::string>{"archived", "archived", "sealed", "sealed", "in use", "prepared"}));
    EXPECT_EQ(report.entries, records);
    EXPECT_EQ(report.first_sequence, 1U);
}

TEST_F(VerifyTest, NamesAnyDamagedRecordWhereverItLies) {
    const LogReport good = value_of(verify());
    for (std::uint64_t index = 1; index <= 4; ++index) {
        for (std::uint64_t record = 0; record < good.segments[index - 1].entries; ++record) {
            const std::uint64_t offset = segment_header_bytes + record * record_total_bytes(filling_payload_bytes);
            const auto damaged = storage.clone(offset);
            damaged->flip_bit(name(index), offset + 100, 3);
            expect_failure(verify_log(*damaged, LogKind::commands), ErrorCode::corrupt,
                           {name(index), fmt::format("offset {}", offset),
                            fmt::format("record {}", good.segments[index - 1].first_sequence + record)});
        }
    }
}

TEST_F(VerifyTest, NamesADamagedArchive) {
    succeed(archive_segment(storage, LogKind::commands, 1));
    const std::string archived = "archive/journal-0000000001.segment.zst";
    storage.flip_bit(archived, storage.content(archived).size() / 2, 0);
    expect_failure(verify(), ErrorCode::corrupt, {archived});
}

TEST_F(VerifyTest, NamesAMissingSegment) {
    succeed(storage.remove(name(2)));
    expect_failure(verify(), ErrorCode::corrupt, {"0000000003.segment", "segment 2 is missing"});
}

TEST_F(VerifyTest, NamesALostSectorInASealedSegment) {
    storage.overwrite_with_zeros(name(2), segment_header_bytes, 2048);
    expect_failure(verify(), ErrorCode::corrupt,
                   {"0000000002.segment at offset 512", "0000000003.segment begins with"});
}

TEST_F(VerifyTest, NamesAcknowledgedRecordsThatAreNotThere) {
    storage.overwrite_with_zeros(name(4), segment_header_bytes, 2048);
    expect_failure(verify(), ErrorCode::corrupt, {"0000000004.segment at offset 512"});
}

TEST_F(VerifyTest, RefusesASegmentThatContinuesAnotherRecord) {
    const ByteBuffer content = storage.content(name(3));
    auto header = std::get<SegmentHeader>(
        decode_segment_header(LogKind::commands, ByteView(content).first(segment_header_bytes)).value());
    header.previous_link += 1;
    storage.overwrite(name(3), 0, encode_segment_header(header));
    expect_failure(verify(), ErrorCode::corrupt, {"0000000003.segment at offset 0", "continue"});
}

TEST_F(VerifyTest, DescribesATornTail) {
    succeed(log.write({900, 900}));
    const std::uint64_t offset = segment_header_bytes + record_total_bytes(filling_payload_bytes);
    storage.overwrite_with_zeros(name(4), offset + 100, 4096);
    const LogReport report = value_of(verify());
    ASSERT_TRUE(report.torn_tail);
    EXPECT_EQ(report.torn_tail->segment_index, 4U);
    EXPECT_EQ(report.torn_tail->offset, offset);
    EXPECT_EQ(report.torn_tail->bytes, 100U);
    EXPECT_EQ(report.torn_tail->what, "the record's payload was not written whole");
    EXPECT_EQ(report.last_sequence, log.next_sequence() - 3);
}

TEST_F(VerifyTest, RefusesALostSectorBeforeALaterBatch) {
    succeed(log.write_durably({900, 900}));
    succeed(log.write_durably({10}));
    succeed(storage.remove("journal/durable.mark"));
    storage.overwrite_with_zeros(name(4), segment_header_bytes + record_total_bytes(filling_payload_bytes), 600);
    expect_failure(verify(), ErrorCode::corrupt, {"0000000004.segment", "later batch"});
}

TEST_F(VerifyTest, WarnsOfStrayBytesBehindASealedSegment) {
    const std::uint64_t end = segment_header_bytes + value_of(verify()).segments[1].record_bytes;
    storage.flip_bit(name(2), end + 20, 1);
    const LogReport report = value_of(verify());
    ASSERT_EQ(report.warnings.size(), 1U);
    EXPECT_NE(report.warnings[0].find(fmt::format("0000000002.segment at offset {}", end)), std::string::npos);
    EXPECT_FALSE(report.torn_tail);
}

TEST_F(VerifyTest, AcceptsAnEventLogThatBeganAnew) {
    LogOptions options = test_options(LogKind::events);
    TestLog events(storage, options);
    events.fill_segments(3);
    succeed(events.writer().sync());
    succeed(archive_segment(storage, LogKind::events, 1));
    for (const std::uint64_t index : value_of(list_segments(storage, LogKind::events))) {
        succeed(storage.remove(segment_name(LogKind::events, index)));
    }
    options.new_log_id[0] = std::byte{77};
    options.first_sequence = 5;
    TestLog again(storage, options);
    succeed(again.write_durably({10, 10}));
    const LogReport report = value_of(verify_log(storage, LogKind::events));
    ASSERT_EQ(report.warnings.size(), 1U);
    EXPECT_NE(report.warnings[0].find("begins anew with event 5"), std::string::npos) << report.warnings[0];
    EXPECT_EQ(report.last_sequence, 6U);
}

TEST_F(VerifyTest, ChangesNothing) {
    const auto writes = storage.counters().attempted_of(simulation::OperationKind::write);
    const auto creates = storage.counters().attempted_of(simulation::OperationKind::create);
    const auto locks = storage.counters().attempted_of(simulation::OperationKind::lock);
    (void)value_of(verify());
    EXPECT_EQ(storage.counters().attempted_of(simulation::OperationKind::write), writes);
    EXPECT_EQ(storage.counters().attempted_of(simulation::OperationKind::create), creates);
    EXPECT_EQ(storage.counters().attempted_of(simulation::OperationKind::lock), locks);
}

TEST_F(VerifyTest, MayRunBesideTheWriter) {
    std::atomic<bool> stop = false;
    std::thread writer([&] {
        for (int batch = 0; batch < 3'000 && !stop; ++batch) {
            succeed(log.write_durably({300, 50, 700}));
        }
        stop = true;
    });
    std::uint64_t before = 0;
    int runs = 0;
    while (!stop || runs == 0) {
        const auto report = verify();
        if (!report) {
            stop = true;
            ADD_FAILURE() << report.error().message;
            break;
        }
        EXPECT_GE(report->last_sequence, before);
        EXPECT_GE(report->last_sequence, report->durable_mark.value_or(0));
        before = report->last_sequence;
        ++runs;
    }
    stop = true;
    writer.join();
}

}  // namespace
}  // namespace trireme::journal
