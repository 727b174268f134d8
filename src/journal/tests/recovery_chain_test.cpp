#include "base/crc32c.hpp"
#include "journal/archive.hpp"
#include "journal/recovery.hpp"
#include "journal/tests/test_log.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace trireme::journal {
namespace {

using simulation::SimulatedStorage;

// A log of three used segments and a prepared one.
class RecoveryChainTest : public testing::Test {
protected:
    explicit RecoveryChainTest(LogKind log_kind = LogKind::commands)
        : kind(log_kind), log(storage, test_options(log_kind)) {
        log.fill_segments(3);
        succeed(log.writer().prepare_next_segment());
    }

    [[nodiscard]] std::string name(std::uint64_t index) const { return segment_name(kind, index); }
    Result<LogEnd> find_end(TailPolicy policy = TailPolicy::acknowledged) {
        return find_log_end(storage, kind, policy);
    }

    // Replaces a segment's header by one with a right checksum.
    void rewrite_header(std::uint64_t index, const std::function<void(SegmentHeader&)>& change) {
        const ByteBuffer content = storage.content(name(index));
        auto header =
            std::get<SegmentHeader>(decode_segment_header(kind, ByteView(content).first(segment_header_bytes)).value());
        change(header);
        storage.overwrite(name(index), 0, encode_segment_header(header));
    }

    LogKind kind;
    SimulatedStorage storage{1};
    TestLog log;
};

class DerivedRecoveryChainTest : public RecoveryChainTest {
protected:
    DerivedRecoveryChainTest() : RecoveryChainTest(LogKind::events) {}
    LogEnd derived_end() { return value_of(find_end(TailPolicy::derived)); }
};

TEST_F(RecoveryChainTest, EndsInTheLastSegmentInUse) {
    const LogEnd end = value_of(find_end());
    EXPECT_EQ(end.segment_index, 3U);
    EXPECT_EQ(end.oldest_sequence, 1U);
    EXPECT_EQ(end.next_sequence, log.next_sequence());
    EXPECT_EQ(end.surplus_segments, std::vector<std::uint64_t>{4});
}

TEST_F(RecoveryChainTest, RemovesThePreparedSegmentAndMakesItAgain) {
    succeed(clear_behind_end(storage, value_of(find_end())));
    EXPECT_FALSE(storage.exists(name(4)));
    TestLog next(storage);
    next.fill_segments(5);
    expect_readable(storage, LogKind::commands, 1, next.next_sequence() - 1);
}

TEST_F(RecoveryChainTest, TakesASegmentWhoseFirstWriteWasCutShortForUnused) {
    const ByteBuffer header = storage.content(name(3));
    for (std::uint64_t kept = 0; kept < segment_header_bytes; kept += 37) {
        const auto torn = storage.clone(kept);
        torn->overwrite(name(4), 0, ByteView(header).first(static_cast<std::size_t>(kept)));
        torn->overwrite(name(4), 512, ByteView(header).subspan(512, 400));
        const LogEnd end = value_of(find_log_end(*torn, kind, TailPolicy::acknowledged));
        EXPECT_EQ(end.segment_index, 3U);
        EXPECT_EQ(end.surplus_segments, std::vector<std::uint64_t>{4});
    }
}

TEST_F(RecoveryChainTest, EndsAtTheBeginningOfASegmentWhoseFirstBatchWasLost) {
    const LogEnd end = value_of(find_end());
    storage.overwrite_with_zeros(name(3), segment_header_bytes, end.offset - segment_header_bytes);
    expect_failure(find_end(), ErrorCode::corrupt, {"0000000003.segment at offset 512", "were acknowledged"});
    succeed(storage.remove("journal/durable.mark"));
    const LogEnd without_mark = value_of(find_end());
    EXPECT_EQ(without_mark.segment_index, 3U);
    EXPECT_EQ(without_mark.offset, segment_header_bytes);
    EXPECT_EQ(without_mark.next_sequence, end.next_sequence - 1);
    EXPECT_EQ(without_mark.last_link, test_header(end.next_sequence - 2, 0).link);
}

TEST_F(RecoveryChainTest, RefusesAMissingSegment) {
    succeed(storage.remove(name(2)));
    expect_failure(find_end(), ErrorCode::corrupt, {"0000000003.segment", "segment 2 is missing"});
}

TEST_F(RecoveryChainTest, RefusesADamagedHeader) {
    storage.flip_bit(name(2), 60, 1);
    expect_failure(find_end(), ErrorCode::corrupt, {"0000000002.segment at offset 0"});
}

TEST_F(RecoveryChainTest, RefusesAnUnusedSegmentBeforeOneInUse) {
    storage.overwrite_with_zeros(name(2), 0, segment_header_bytes);
    expect_failure(find_end(), ErrorCode::corrupt, {"0000000003.segment", "segment 2 before it is not"});
}

TEST_F(RecoveryChainTest, RefusesASegmentOfAnotherLog) {
    rewrite_header(3, [](SegmentHeader& header) { header.log_id[0] ^= std::byte{1}; });
    expect_failure(find_end(), ErrorCode::corrupt, {"0000000003.segment", "another log"});
}

TEST_F(RecoveryChainTest, RefusesASegmentThatBeginsBeforeTheOneBeforeIt) {
    rewrite_header(2, [](SegmentHeader& header) { header.first_sequence += 1'000; });
    expect_failure(find_end(), ErrorCode::corrupt, {"0000000003.segment", "before the segment before it"});
}

TEST_F(RecoveryChainTest, RefusesARecordOutOfSequence) {
    rewrite_header(3, [](SegmentHeader& header) { header.first_sequence -= 1; });
    expect_failure(find_end(), ErrorCode::corrupt, {"0000000003.segment at offset 512", "where"});
}

TEST_F(RecoveryChainTest, RefusesAnUnknownFormatVersion) {
    ByteBuffer sector = storage.content(name(3));
    sector.resize(segment_header_bytes);
    // Those from before the first release, whose records would look damaged, and one still to come.
    for (const auto version : {std::uint16_t{1}, std::uint16_t{2}, std::uint16_t{4}}) {
        store_little_endian(sector.data() + 12, version);
        const std::uint32_t checksum = crc32c(ByteView(sector).subspan(12), crc32c(ByteView(sector).first(8)));
        store_little_endian(sector.data() + 8, checksum);
        storage.overwrite(name(3), 0, sector);
        expect_failure(find_end(), ErrorCode::unsupported_version,
                       {"0000000003.segment", fmt::format("format {}", version)});
        expect_failure(find_end(TailPolicy::derived), ErrorCode::unsupported_version);
    }
}

TEST_F(RecoveryChainTest, RefusesAJournalThatWasEmptied) {
    succeed(archive_segment(storage, kind, 1));
    for (std::uint64_t index = 1; index <= 4; ++index) {
        succeed(storage.remove(name(index)));
    }
    succeed(storage.remove("journal/durable.mark"));
    expect_failure(find_end(), ErrorCode::corrupt, {"no segment in use", "through 1 are archived"});
}

TEST_F(DerivedRecoveryChainTest, EndsBeforeABreakAndRemovesWhatFollows) {
    storage.flip_bit(name(2), 60, 1);
    const LogEnd end = derived_end();
    EXPECT_EQ(end.segment_index, 1U);
    EXPECT_EQ(end.surplus_segments, (std::vector<std::uint64_t>{2, 3, 4}));
    ASSERT_EQ(end.warnings.size(), 1U);
    EXPECT_NE(end.warnings[0].find("0000000002.segment"), std::string::npos) << end.warnings[0];
    succeed(clear_behind_end(storage, end));
    EXPECT_EQ(value_of(list_segments(storage, kind)), std::vector<std::uint64_t>{1});
    TestLog next(storage, test_options(kind));
    next.fill_segments(4);
    expect_readable(storage, kind, 1, next.next_sequence() - 1);
}

TEST_F(DerivedRecoveryChainTest, WithoutAnyGoodSegmentBeginsAnewBehindWhatIsArchived) {
    succeed(archive_segment(storage, kind, 1));
    succeed(storage.remove(name(1)));
    storage.flip_bit(name(2), 60, 1);
    const LogEnd end = derived_end();
    EXPECT_EQ(end.segment_index, 0U);
    EXPECT_EQ(end.archived_through_index, 1U);
    EXPECT_EQ(end.surplus_segments, (std::vector<std::uint64_t>{2, 3, 4}));
    succeed(clear_behind_end(storage, end));

    LogOptions options = test_options(kind);
    const auto archived = value_of(open_archived_segment(storage, kind, 1));
    auto reader = value_of(LogReader::open(storage, kind, 1));
    std::uint64_t last_archived = 0;
    while (reader.next(UINT64_MAX - 1)) {
        last_archived = reader.next_sequence() - 1;
    }
    options.first_sequence = last_archived + 1;
    TestLog next(storage, options);
    EXPECT_EQ(next.writer().segment_index(), 2U) << "the archived segment 1 is not written over";
    succeed(next.write_durably({10, 20}));
    expect_readable(storage, kind, 1, last_archived + 2);
}

}  // namespace
}  // namespace trireme::journal
