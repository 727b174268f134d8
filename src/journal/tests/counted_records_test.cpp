// Records of the event log take many sequences each. Whatever counts records has to go by those.

#include "journal/archive.hpp"
#include "journal/retention.hpp"
#include "journal/snapshot_store.hpp"
#include "journal/tests/test_log.hpp"
#include "journal/verify.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

namespace trireme::journal {
namespace {

class CountedRecords : public testing::Test {
protected:
    // Sequences 1 to 40 in five records of 10, 1, 20, 4 and 5.
    void SetUp() override {
        TestLog log(storage_, test_options(LogKind::events));
        succeed(log.write_counted({10, 1, 20}));
        succeed(log.write_counted({4, 5}));
        succeed(log.writer().sync());
    }

    Result<LogEnd> find_end() { return find_log_end(storage_, LogKind::events, TailPolicy::derived); }

    // Where each record begins, and where the last one ends.
    static std::uint64_t offset_of(std::size_t record) {
        return segment_header_bytes + record * record_total_bytes(filling_payload_bytes);
    }

    simulation::SimulatedStorage storage_{1};
    const std::string segment_ = segment_name(LogKind::events, 1);
};

TEST_F(CountedRecords, EndWithTheLastSequenceOfTheLast) {
    const auto end = value_of(find_end());
    EXPECT_EQ(end.next_sequence, 41u);
    EXPECT_EQ(end.last_link, test_header(40, 0).link);
    EXPECT_EQ(end.offset, offset_of(5));
    EXPECT_FALSE(end.torn_tail);
}

TEST_F(CountedRecords, AreReadFromTheOneThatHoldsTheSequence) {
    const std::vector<std::pair<std::uint64_t, std::uint64_t>> firsts{{1, 10}, {11, 11}, {12, 31}, {32, 35}, {36, 40}};
    for (const auto& [first, last] : firsts) {
        for (std::uint64_t from = first; from <= last; ++from) {
            auto reader = value_of(LogReader::open(storage_, LogKind::events, from));
            EXPECT_EQ(reader.next_sequence(), first) << "from " << from;
            const auto record = value_of(reader.next(from));
            ASSERT_TRUE(record);
            EXPECT_EQ(record->header.sequence, first);
            EXPECT_EQ(last_sequence_of(record->header), last);
            EXPECT_EQ(reader.next_sequence(), last + 1);
            EXPECT_FALSE(value_of(reader.next(last)));
        }
    }
    EXPECT_EQ(value_of(LogReader::open(storage_, LogKind::events, 41)).next_sequence(), 41u);
}

TEST_F(CountedRecords, AreLostWholeWhereOneIsTorn) {
    const ByteBuffer whole = storage_.content(segment_);
    for (std::uint64_t cut = offset_of(2) + 1; cut < offset_of(3); cut += 13) {
        storage_.overwrite(segment_, 0, whole);
        storage_.overwrite_with_zeros(segment_, cut, whole.size() - cut);
        const auto end = value_of(find_end());
        EXPECT_EQ(end.next_sequence, 12u) << "cut at " << cut;
        EXPECT_EQ(end.last_link, test_header(11, 0).link);
        ASSERT_TRUE(end.torn_tail);
        EXPECT_EQ(end.torn_tail->offset, offset_of(2));
    }
    TestLog log(storage_, test_options(LogKind::events));
    EXPECT_EQ(log.next_sequence(), 12u);
    succeed(log.write_counted({29}));
    EXPECT_EQ(value_of(find_end()).next_sequence, 41u);
}

TEST_F(CountedRecords, AreCountedByVerify) {
    const LogReport report = value_of(verify_log(storage_, LogKind::events));
    EXPECT_EQ(report.entries, 40u);
    EXPECT_EQ(report.first_sequence, 1u);
    EXPECT_EQ(report.last_sequence, 40u);
    EXPECT_EQ(report.segments.at(0).entries, 40u);
}

TEST_F(CountedRecords, AreDamagedWhereOneIsMissing) {
    // The third record in the place of the second.
    const ByteBuffer whole = storage_.content(segment_);
    const auto third = whole.begin() + static_cast<std::ptrdiff_t>(offset_of(2));
    storage_.overwrite(segment_, offset_of(1), ByteBuffer(third, whole.end()));
    expect_failure(verify_log(storage_, LogKind::events), ErrorCode::corrupt,
                   {"record 11 is damaged", "sequence 12 stands in its place"});
    auto reader = value_of(LogReader::open(storage_, LogKind::events, 1));
    static_cast<void>(value_of(reader.next(40)));
    expect_failure(reader.next(40), ErrorCode::corrupt, {"sequence 12 stands in its place"});
}

TEST_F(CountedRecords, GoOnOverSegmentsAndThroughTheArchive) {
    TestLog log(storage_, test_options(LogKind::events));
    while (log.writer().segment_index() < 4) {
        succeed(log.write_counted({7, 3}));
    }
    succeed(log.writer().sync());
    const std::uint64_t last = log.next_sequence() - 1;
    EXPECT_EQ(value_of(verify_log(storage_, LogKind::events)).entries, last);
    succeed(archive_segment(storage_, LogKind::events, 1));
    succeed(storage_.remove(segment_));
    for (std::uint64_t from = 1; from <= last; ++from) {
        auto reader = value_of(LogReader::open(storage_, LogKind::events, from));
        const auto record = value_of(reader.next(last));
        ASSERT_TRUE(record);
        EXPECT_LE(record->header.sequence, from);
        EXPECT_GE(last_sequence_of(record->header), from);
    }
}

TEST_F(CountedRecords, OfALogBegunAnewAreReadFromTheOneThatHoldsTheSequence) {
    // A new log that begins within the old one's last record and is cut into records at other places.
    succeed(archive_segment(storage_, LogKind::events, 1));
    succeed(storage_.remove(segment_));
    LogEnd end;
    end.kind = LogKind::events;
    end.archived_through_index = 1;
    LogOptions options = test_options(LogKind::events);
    options.new_log_id[0] = std::byte{0x77};
    options.first_sequence = 33;
    const auto writer = value_of(LogWriter::open(storage_, end, options));
    TestLog log(storage_, options);
    succeed(log.write_counted({12, 5}));
    auto reader = value_of(LogReader::open(storage_, LogKind::events, 20));
    std::vector<std::uint64_t> firsts;
    while (const auto record = value_of(reader.next(49))) {
        firsts.push_back(record->header.sequence);
    }
    EXPECT_EQ(firsts, (std::vector<std::uint64_t>{12, 32, 36, 33, 45}));
}

TEST_F(CountedRecords, AreNoCommands) {
    simulation::SimulatedStorage storage(1);
    TestLog log(storage);
    succeed(log.write_counted({1, 2}));
    succeed(log.writer().sync());
    expect_failure(find_log_end(storage, LogKind::commands, TailPolicy::acknowledged), ErrorCode::corrupt,
                   {"record 2 is damaged", "more than one command"});
}

}  // namespace
}  // namespace trireme::journal
