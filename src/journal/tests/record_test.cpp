#include "journal/record.hpp"

#include "base/crc32c.hpp"
#include "journal/tests/test_log.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace trireme::journal {
namespace {

constexpr std::size_t zeros_behind = 600;
const RecordSeed seed = record_seed(LogKind::commands, test_log_id());

// Offsets of records in their segment: well inside a sector, and so that header or payload begins, ends or straddles at
// the border of one.
constexpr std::array<std::uint64_t, 7> offsets{512, 600, 976, 984, 1000, 1016, 1024};
constexpr std::array<std::size_t, 9> payload_sizes{0, 1, 6, 7, 8, 40, 463, 471, 1300};

// A record as it lies in a preallocated segment: zeros follow.
ByteBuffer written(ByteView payload) {
    ByteBuffer bytes;
    append_record(bytes, seed, test_header(5, 2), payload);
    bytes.resize(bytes.size() + zeros_behind);
    return bytes;
}

std::string name_of(const RecordRead& read) {
    return std::visit(
        [](const auto& what) -> std::string {
            using What = std::remove_cvref_t<decltype(what)>;
            if constexpr (std::is_same_v<What, RecordView>) {
                return "record";
            } else if constexpr (std::is_same_v<What, RecordAbsent>) {
                return "absent";
            } else if constexpr (std::is_same_v<What, RecordIncomplete>) {
                return "incomplete";
            } else {
                return "damaged";
            }
        },
        read);
}

ByteBuffer from_hex(std::string_view hex) {
    ByteBuffer bytes;
    for (std::size_t at = 0; at < hex.size(); at += 2) {
        bytes.push_back(static_cast<std::byte>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16)));
    }
    return bytes;
}

// Where the sectors' borders cut the first `total` bytes of a record at `offset`: pairs of begin and end.
std::vector<std::pair<std::size_t, std::size_t>> portions(std::size_t total, std::uint64_t offset) {
    std::vector<std::pair<std::size_t, std::size_t>> cut;
    for (std::size_t begin = 0; begin < total;) {
        const std::size_t end = std::min(total, begin + static_cast<std::size_t>(512 - (offset + begin) % 512));
        cut.emplace_back(begin, end);
        begin = end;
    }
    return cut;
}

TEST(Record, IsTheSameWhetherSealedByItselfOrInARow) {
    ByteBuffer one_by_one;
    ByteBuffer in_a_row;
    for (const std::size_t size : payload_sizes) {
        const ByteBuffer payload(size, std::byte{0x42});
        append_record(one_by_one, seed, test_header(5, 2), payload);
        std::ranges::copy(payload, begin_record(in_a_row, test_header(5, 2), size).begin());
    }
    EXPECT_NE(in_a_row, one_by_one) << "nothing is sealed yet";
    seal_records(in_a_row, seed);
    EXPECT_EQ(in_a_row, one_by_one);
}

TEST(Record, ReadsBackAsItWasWritten) {
    for (const std::size_t size : payload_sizes) {
        const ByteBuffer payload = test_payload(5, size);
        const ByteBuffer bytes = written(payload);
        const RecordRead read = read_record(bytes, seed, 512);
        ASSERT_EQ(name_of(read), "record");
        const auto& record = std::get<RecordView>(read);
        EXPECT_EQ(record.header.sequence, 5U);
        EXPECT_EQ(record.header.time, Timestamp(5'000));
        EXPECT_EQ(record.header.link, test_header(5, 2).link);
        EXPECT_EQ(record.header.type, 7U);
        EXPECT_EQ(record.header.batch_offset, 2U);
        EXPECT_TRUE(std::ranges::equal(record.payload, payload));
        EXPECT_EQ(record.total_bytes, bytes.size() - zeros_behind);
        EXPECT_EQ(record.total_bytes % record_alignment_bytes, 0U);
    }
}

// The layout of docs/journal.md, made by another program. If this test fails, journals that exist cannot be read any
// more.
TEST(Record, HasTheDocumentedLayout) {
    const ByteBuffer expected = from_hex(
        "56e8101d472a46e4090000002a000100080706050403020101002a36fe9c9717efbeaddebebafeca03000000000000a5"
        "54726972656d6521210000000000005a");
    ByteBuffer bytes;
    append_record(bytes, seed,
                  {.sequence = 0x0102030405060708,
                   .time = Timestamp(1'700'000'000'000'000'001),
                   .link = 0xCAFEBABEDEADBEEF,
                   .type = 42,
                   .batch_offset = 3},
                  bytes_of("Trireme!!"));
    EXPECT_EQ(bytes, expected);
}

TEST(Record, HoldsTheLargestPayload) {
    const ByteBuffer payload = test_payload(5, record_payload_bytes_max);
    const ByteBuffer bytes = written(payload);
    EXPECT_EQ(name_of(read_record(bytes, seed, 512)), "record");
}

TEST(Record, IsDamagedByAnyFlippedBit) {
    for (const std::uint64_t offset : offsets) {
        for (const std::size_t size : payload_sizes) {
            ByteBuffer bytes = written(test_payload(5, size));
            const std::size_t total = bytes.size() - zeros_behind;
            for (std::size_t bit = 0; bit < total * 8; ++bit) {
                const auto mask = std::byte{1} << (bit % 8);
                bytes[bit / 8] ^= mask;
                ASSERT_EQ(name_of(read_record(bytes, seed, offset)), "damaged")
                    << "bit " << bit << " of a payload of " << size << " at " << offset;
                bytes[bit / 8] ^= mask;
            }
        }
    }
}

// A payload may begin with zeros, or hold many, and its record's sectors were written all the same.
TEST(Record, WithZerosInItIsDamagedByAnyFlippedBit) {
    for (const std::uint64_t offset : offsets) {
        ByteBuffer payload = test_payload(5, 900);
        std::fill_n(payload.begin(), 400, std::byte{0});
        ByteBuffer bytes = written(payload);
        const std::size_t total = bytes.size() - zeros_behind;
        for (std::size_t bit = 0; bit < total * 8; ++bit) {
            const auto mask = std::byte{1} << (bit % 8);
            bytes[bit / 8] ^= mask;
            ASSERT_EQ(name_of(read_record(bytes, seed, offset)), "damaged") << "bit " << bit << " at " << offset;
            bytes[bit / 8] ^= mask;
        }
    }
}

TEST(Record, SaysHowManySequencesItTakes) {
    for (const std::uint32_t count : {1U, 2U, 255U, 256U, record_count_max}) {
        RecordHeader header = test_header(5, 0);
        header.count = count;
        ByteBuffer bytes;
        append_record(bytes, seed, header, test_payload(5, 40));
        const RecordRead read = read_record(bytes, seed, 512);
        const auto* record = std::get_if<RecordView>(&read);
        ASSERT_NE(record, nullptr) << describe_missing(read);
        EXPECT_EQ(record->header.count, count);
        EXPECT_EQ(last_sequence_of(record->header), 4 + count);
    }
}

// The one thing that cannot be told apart: a sector of the payload that is all zeros, and one that was never written.
TEST(Record, WithAWholeSectorOfZerosIsIncompleteWhereABitFlipsElsewhere) {
    ByteBuffer payload = test_payload(5, 1300);
    std::fill_n(payload.begin() + 464, 512, std::byte{0});  // from offset 1024 to 1536 of the segment
    ByteBuffer bytes = written(payload);
    ASSERT_EQ(name_of(read_record(bytes, seed, 512)), "record");
    bytes[record_header_bytes] ^= std::byte{1};
    EXPECT_EQ(name_of(read_record(bytes, seed, 512)), "incomplete");
    EXPECT_EQ(name_of(read_record(bytes, seed, 520)), "damaged") << "no whole sector is zero there";
}

TEST(Record, CutShortAtAnyByteIsNeverDamagedAndNeverARecord) {
    for (const std::uint64_t offset : offsets) {
        for (const std::size_t size : payload_sizes) {
            const ByteBuffer whole = written(test_payload(5, size));
            const std::size_t total = whole.size() - zeros_behind;
            for (std::size_t kept = 0; kept < total; ++kept) {
                ByteBuffer bytes = whole;
                std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(kept), bytes.end(), std::byte{0});
                const std::string name = name_of(read_record(bytes, seed, offset));
                ASSERT_EQ(name, kept == 0 ? "absent" : "incomplete")
                    << kept << " bytes of " << total << " at " << offset;
            }
        }
    }
}

TEST(Record, WithAnySectorsLostIsNeverDamagedAndNeverARecord) {
    for (const std::uint64_t offset : offsets) {
        for (const std::size_t size : payload_sizes) {
            const ByteBuffer whole = written(test_payload(5, size));
            const auto cut = portions(whole.size() - zeros_behind, offset);
            for (unsigned lost = 1; lost < 1U << cut.size(); ++lost) {
                ByteBuffer bytes = whole;
                for (std::size_t index = 0; index < cut.size(); ++index) {
                    if ((lost >> index & 1U) != 0) {
                        std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(cut[index].first),
                                  bytes.begin() + static_cast<std::ptrdiff_t>(cut[index].second), std::byte{0});
                    }
                }
                const std::string name = name_of(read_record(bytes, seed, offset));
                ASSERT_TRUE(name == "absent" || name == "incomplete")
                    << name << ": sectors " << lost << " of a payload of " << size << " at " << offset;
            }
        }
    }
}

TEST(Record, IsOneOnlyInTheLogItWasWrittenFor) {
    LogId other_id = test_log_id();
    other_id[0] ^= std::byte{1};
    const ByteBuffer bytes = written(test_payload(5, 100));
    for (const RecordSeed other : {RecordSeed(), record_seed(LogKind::commands, other_id),
                                   record_seed(LogKind::commands, {}), record_seed(LogKind::events, test_log_id())}) {
        EXPECT_EQ(name_of(read_record(bytes, other, 512)), "damaged") << other.value();
    }
}

// The seed under which the checksum of a header of zeros is zero, so that zeros would pass for a header.
TEST(Record, IsAbsentWhereNothingWasWrittenWhateverTheSeed) {
    constexpr std::uint32_t polynomial = 0x82F63B78;
    std::uint32_t reversed = 0xFFFFFFFF;
    for (std::size_t bit = 0; bit < (record_header_bytes - 4) * 8; ++bit) {
        const bool was_odd = reversed >> 31U != 0;
        reversed = was_odd ? (reversed ^ polynomial) << 1U | 1U : reversed << 1U;
    }
    const RecordSeed unlucky(~reversed);
    ASSERT_EQ(crc32c(ByteBuffer(record_header_bytes - 4), unlucky.value()), 0U);
    EXPECT_EQ(name_of(read_record(ByteBuffer(4096), unlucky, 512)), "absent");
}

TEST(Record, IsAbsentWhereNothingWasWritten) {
    EXPECT_EQ(name_of(read_record(ByteBuffer(4096), seed, 512)), "absent");
    EXPECT_EQ(name_of(read_record(ByteBuffer(8), seed, 512)), "absent") << "no record fits before the segment's end";
    EXPECT_EQ(name_of(read_record({}, seed, 512)), "absent");
}

TEST(Record, IsNotMadeOfAStrayBit) {
    for (std::size_t bit = 0; bit < record_header_bytes * 8; ++bit) {
        ByteBuffer bytes(4096);
        bytes[bit / 8] = std::byte{1} << (bit % 8);
        ASSERT_EQ(name_of(read_record(bytes, seed, 512)), "incomplete") << "bit " << bit;
    }
}

TEST(Record, ThatReachesBeyondTheSegmentIsDamaged) {
    const ByteBuffer bytes = written(test_payload(5, 100));
    EXPECT_EQ(name_of(read_record(ByteView(bytes).first(record_total_bytes(100) - 8), seed, 512)), "damaged");
}

}  // namespace
}  // namespace trireme::journal
