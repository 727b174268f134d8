#include "journal/segment.hpp"

#include "journal/tests/test_log.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace trireme::journal {
namespace {

SegmentHeader header() {
    return {.kind = LogKind::commands,
            .log_id = test_log_id(),
            .index = 3,
            .segment_bytes = 16384,
            .first_sequence = 101,
            .previous_link = 0xCAFEBABEDEADBEEF};
}

TEST(Segment, HeaderReadsBackAsItWasWritten) {
    const auto sector = encode_segment_header(header());
    const SegmentStart start = decode_segment_header(LogKind::commands, sector).value();
    const auto& read = std::get<SegmentHeader>(start);
    EXPECT_EQ(read.kind, LogKind::commands);
    EXPECT_EQ(read.log_id, test_log_id());
    EXPECT_EQ(read.index, 3U);
    EXPECT_EQ(read.segment_bytes, 16384U);
    EXPECT_EQ(read.first_sequence, 101U);
    EXPECT_EQ(read.previous_link, 0xCAFEBABEDEADBEEFU);
}

// The layout of docs/journal.md, made by another program.
TEST(Segment, HeaderHasTheDocumentedLayout) {
    constexpr std::string_view expected =
        "54524952454d454a6336e324030000000102030405060708090a0b0c0d0e0f10"
        "030000000000000000400000000000006500000000000000efbeaddebebafeca";
    const auto sector = encode_segment_header(header());
    std::string hex;
    for (std::size_t at = 0; at < 64; ++at) {
        hex += fmt::format("{:02x}", std::to_integer<unsigned>(sector[at]));
    }
    EXPECT_EQ(hex, expected);
    EXPECT_TRUE(
        std::all_of(sector.begin() + 64, sector.end() - 1, [](std::byte byte) { return byte == std::byte{0}; }));
    EXPECT_EQ(sector.back(), std::byte{0xA5});
}

TEST(Segment, HeaderWithAnyFlippedBitIsCorrupt) {
    auto sector = encode_segment_header(header());
    for (std::size_t bit = 0; bit < sector.size() * 8; ++bit) {
        const auto mask = std::byte{1} << (bit % 8);
        sector[bit / 8] ^= mask;
        expect_failure(decode_segment_header(LogKind::commands, sector), ErrorCode::corrupt);
        sector[bit / 8] ^= mask;
    }
}

TEST(Segment, HeaderCutShortAtAnyByteIsUnused) {
    const auto whole = encode_segment_header(header());
    for (std::size_t kept = 0; kept < whole.size(); ++kept) {
        auto sector = whole;
        std::fill(sector.begin() + static_cast<std::ptrdiff_t>(kept), sector.end(), std::byte{0});
        const auto start = decode_segment_header(LogKind::commands, sector);
        ASSERT_TRUE(start) << start.error().message;
        ASSERT_TRUE(std::holds_alternative<SegmentUnused>(*start)) << kept << " bytes kept";
    }
}

TEST(Segment, OfTheOtherLogIsRefused) {
    const auto sector = encode_segment_header(header());
    expect_failure(decode_segment_header(LogKind::events, sector), ErrorCode::corrupt, {"events"});
}

TEST(Segment, NamesAndIndicesGoBothWays) {
    EXPECT_EQ(segment_name(LogKind::commands, 1), "journal/0000000001.segment");
    EXPECT_EQ(segment_name(LogKind::events, segment_index_max), "events/9999999999.segment");
    EXPECT_EQ(segment_index_of("0000000001.segment"), 1U);
    EXPECT_EQ(segment_index_of("9999999999.segment"), segment_index_max);
}

TEST(Segment, TakesNoOtherFileForASegment) {
    for (const std::string_view name :
         {"0000000000.segment", "1.segment", "000000000a.segment", "0000000001.segment.new", "durable.mark", "",
          ".segment", "+000000001.segment", "00000000001.segment"}) {
        EXPECT_FALSE(segment_index_of(name)) << name;
    }
}

}  // namespace
}  // namespace trireme::journal
