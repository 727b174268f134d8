// One bit flips in every byte of a journal of 1,000 records, and every bit of its last record and its headers.
#include "journal/log_reader.hpp"
#include "journal/recovery.hpp"
#include "simulation/raw_log.hpp"
#include "simulation/thousand_records.hpp"

#include <algorithm>

namespace trireme::simulation {
namespace {

constexpr std::uint64_t shards = 8;
constexpr std::uint64_t bytes_behind_end = 700;  // into the sectors behind the last record
constexpr std::uint64_t header_bytes = 512;

// Reads the journal as a start does, and then all of it.
Result<std::uint64_t> read_all(SimulatedStorage& disk) {
    TRIREME_TRY_ASSIGN(const auto end,
                       journal::find_log_end(disk, journal::LogKind::commands, journal::TailPolicy::acknowledged));
    const std::uint64_t last = end.next_sequence - 1;
    TRIREME_TRY_ASSIGN(auto reader, journal::LogReader::open(disk, journal::LogKind::commands, 1));
    for (std::uint64_t read = 0; read < last; ++read) {
        TRIREME_TRY(reader.next(last));
    }
    return last;
}

class FlipInEveryByte : public testing::TestWithParam<std::uint64_t> {
protected:
    void SetUp() override {
        write_records(storage_, acknowledged_);
        // The mark would give away a lost end of the journal by itself; without it the records have to.
        ASSERT_TRUE(storage_.remove("journal/durable.mark"));
        journal_ = read_raw_log(storage_, "journal");
        ASSERT_EQ(journal_.last_sequence(), acknowledged_.sequence());
    }

    void expect_reported(const RawSegment& segment, std::uint64_t offset, unsigned bit);
    void expect_harmless(const RawSegment& segment, std::uint64_t offset, unsigned bit);

    SimulatedStorage storage_{1};
    LastAcknowledged acknowledged_;
    RawLog journal_;
    std::uint64_t flips_ = 0;
};

void FlipInEveryByte::expect_reported(const RawSegment& segment, std::uint64_t offset, unsigned bit) {
    storage_.flip_bit(segment.name, offset, bit);
    const auto read = read_all(storage_);
    storage_.flip_bit(segment.name, offset, bit);
    ++flips_;
    ASSERT_FALSE(read) << "bit " << bit << " at " << offset << " of " << segment.name << " is not noticed";
    ASSERT_EQ(read.error().code, ErrorCode::corrupt) << read.error().message;
    ASSERT_NE(read.error().message.find("segment"), std::string::npos) << read.error().message;
    ASSERT_NE(read.error().message.find("offset"), std::string::npos) << read.error().message;
}

void FlipInEveryByte::expect_harmless(const RawSegment& segment, std::uint64_t offset, unsigned bit) {
    storage_.flip_bit(segment.name, offset, bit);
    const auto read = read_all(storage_);
    storage_.flip_bit(segment.name, offset, bit);
    ++flips_;
    ASSERT_TRUE(read) << "bit " << bit << " at " << offset << " of " << segment.name << ": " << read.error().message;
    ASSERT_EQ(*read, acknowledged_.sequence());
}

TEST_P(FlipInEveryByte, IsReportedWhereRecordsAre) {
    Random random(GetParam());
    const RawRecord last = journal_.segments.back().records.back();
    for (const RawSegment& segment : journal_.segments) {
        const bool is_last_segment = &segment == &journal_.segments.back();
        for (std::uint64_t offset = GetParam(); offset < segment.records_end && !HasFatalFailure(); offset += shards) {
            const bool in_last_record = is_last_segment && offset >= last.offset;
            const bool every_bit = offset < header_bytes || in_last_record;
            const auto drawn = static_cast<unsigned>(below(random, 8));
            for (unsigned bit = every_bit ? 0 : drawn; bit < (every_bit ? 8 : drawn + 1); ++bit) {
                expect_reported(segment, offset, bit);
            }
        }
    }
    EXPECT_GT(flips_, journal_.segments.size() * header_bytes);
    fmt::print("{} flips\n", flips_);
}

TEST_P(FlipInEveryByte, IsHarmlessBehindTheLastRecord) {
    const RawSegment& segment = journal_.segments.back();
    const std::uint64_t end = std::min<std::uint64_t>(segment.content.size(), segment.records_end + bytes_behind_end);
    for (std::uint64_t offset = segment.records_end + GetParam(); offset < end && !HasFatalFailure();
         offset += shards) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            expect_harmless(segment, offset, bit);
        }
    }
    EXPECT_GT(flips_, 0U);
}

INSTANTIATE_TEST_SUITE_P(Shards, FlipInEveryByte, testing::Range<std::uint64_t>(0, shards));

}  // namespace
}  // namespace trireme::simulation
