#include "journal/recovery.hpp"

#include "journal/tests/test_log.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace trireme::journal {
namespace {

using simulation::CrashMoment;
using simulation::CrashPoint;
using simulation::FaultPlan;
using simulation::SimulatedStorage;

constexpr std::string_view first_segment = "journal/0000000001.segment";
constexpr std::string_view mark_name = "journal/durable.mark";

Result<LogEnd> find_end(SimulatedStorage& storage) {
    return find_log_end(storage, LogKind::commands, TailPolicy::acknowledged);
}

std::size_t total_of(const std::vector<std::size_t>& payload_bytes) {
    std::size_t total = 0;
    for (const std::size_t bytes : payload_bytes) {
        total += record_total_bytes(bytes);
    }
    return total;
}

// Two acknowledged records, then a batch that was written and never acknowledged. It covers parts of seven sectors, and
// its records begin and end at odd places in them.
class RecoveryTest : public testing::Test {
protected:
    const std::vector<std::size_t> acknowledged{30, 77};
    const std::vector<std::size_t> unacknowledged{100, 5, 1200, 64, 900, 3};
    const std::uint64_t batch_begin = segment_header_bytes + total_of(acknowledged);
    const std::uint64_t batch_end = batch_begin + total_of(unacknowledged);

    std::unique_ptr<SimulatedStorage> storage_with_acknowledged() const {
        auto storage = std::make_unique<SimulatedStorage>(1);
        TestLog log(*storage);
        succeed(log.write_durably(acknowledged));
        return storage;
    }

    std::unique_ptr<SimulatedStorage> storage_with_both() const {
        auto storage = storage_with_acknowledged();
        TestLog log(*storage);
        succeed(log.write(unacknowledged));
        return storage;
    }

    // How many records of the unacknowledged batch lie whole before the first byte that did not arrive.
    std::uint64_t whole_records_before(std::uint64_t first_missing) const {
        std::uint64_t end = batch_begin;
        std::uint64_t count = 0;
        for (const std::size_t bytes : unacknowledged) {
            end += record_total_bytes(bytes);
            if (end > first_missing) {
                break;
            }
            ++count;
        }
        return count;
    }

    // The start must succeed with `expected_next` due, and after the clearing another batch must go on as if nothing
    // had been.
    static void expect_recovers(SimulatedStorage& storage, std::uint64_t expected_next, const std::string& after_what) {
        const auto end = find_end(storage);
        ASSERT_TRUE(end) << after_what << ": " << end.error().message;
        ASSERT_EQ(end->next_sequence, expected_next) << after_what;
        succeed(clear_behind_end(storage, *end));
        const auto cleared = find_end(storage);
        ASSERT_TRUE(cleared) << after_what << ": " << cleared.error().message;
        EXPECT_EQ(cleared->next_sequence, expected_next) << after_what;
        EXPECT_FALSE(cleared->torn_tail) << after_what;
        const ByteBuffer content = storage.content(first_segment);
        EXPECT_TRUE(std::all_of(content.begin() + static_cast<std::ptrdiff_t>(end->offset), content.end(),
                                [](std::byte byte) { return byte == std::byte{0}; }))
            << after_what;
        TestLog log(storage);
        succeed(log.write_durably({11}));
        expect_readable(storage, LogKind::commands, 1, expected_next);
    }
};

TEST_F(RecoveryTest, OfAnEmptyFolderFindsNoLog) {
    SimulatedStorage storage(1);
    const LogEnd end = value_of(find_end(storage));
    EXPECT_EQ(end.segment_index, 0U);
    EXPECT_EQ(end.next_sequence, 0U);
    EXPECT_EQ(end.oldest_sequence, 0U);
    EXPECT_FALSE(end.torn_tail);
    EXPECT_TRUE(end.surplus_segments.empty());
}

TEST_F(RecoveryTest, OfALogWithoutARecordFindsItsBeginning) {
    SimulatedStorage storage(1);
    const TestLog log(storage);
    const LogEnd end = value_of(find_end(storage));
    EXPECT_EQ(end.segment_index, 1U);
    EXPECT_EQ(end.next_sequence, 1U);
    EXPECT_EQ(end.oldest_sequence, 1U);
    EXPECT_EQ(end.log_id, test_log_id());
}

TEST_F(RecoveryTest, AfterACleanStopFindsTheLastRecord) {
    const auto storage = storage_with_acknowledged();
    const LogEnd end = value_of(find_end(*storage));
    EXPECT_EQ(end.segment_index, 1U);
    EXPECT_EQ(end.segment_bytes, test_segment_bytes);
    EXPECT_EQ(end.offset, batch_begin);
    EXPECT_EQ(end.oldest_sequence, 1U);
    EXPECT_EQ(end.next_sequence, 3U);
    EXPECT_EQ(end.last_link, test_header(2, 0).link);
    EXPECT_FALSE(end.torn_tail);
}

TEST_F(RecoveryTest, CutsABatchWhoseWriteWasKilledAtAnyByte) {
    for (std::uint64_t kept = 0; kept <= batch_end - batch_begin; ++kept) {
        const auto storage = storage_with_acknowledged();
        TestLog log(*storage);
        FaultPlan plan;
        plan.crash_at = CrashPoint{1, CrashMoment::after_bytes, kept};
        storage->set_faults(plan);
        expect_failure(log.write(unacknowledged), ErrorCode::killed);
        storage->restart();
        expect_recovers(*storage, 3 + whole_records_before(batch_begin + kept), fmt::format("{} bytes kept", kept));
    }
}

TEST_F(RecoveryTest, CutsABatchThatLostAnySectorsToAPowerCut) {
    const auto whole = storage_with_both();
    const std::uint64_t first_sector = batch_begin / sector_bytes;
    const std::uint64_t sector_count = (batch_end - 1) / sector_bytes - first_sector + 1;
    ASSERT_GE(sector_count, 6U);
    for (std::uint64_t lost = 0; lost < 1ULL << sector_count; ++lost) {
        const auto storage = whole->clone(lost);
        std::uint64_t first_missing = batch_end;
        for (std::uint64_t index = 0; index < sector_count; ++index) {
            if ((lost >> index & 1U) == 0) {
                continue;
            }
            const std::uint64_t begin = std::max(batch_begin, (first_sector + index) * sector_bytes);
            const std::uint64_t end = std::min(batch_end, (first_sector + index + 1) * sector_bytes);
            storage->overwrite_with_zeros(first_segment, begin, end - begin);
            first_missing = std::min(first_missing, begin);
        }
        expect_recovers(*storage, 3 + whole_records_before(first_missing), fmt::format("sectors {:b} lost", lost));
    }
}

TEST_F(RecoveryTest, ClearsTheSameAgainAfterAKillAtAnyByteOfTheClearing) {
    const auto whole = storage_with_both();
    // Each sector of the batch lost in turn, so that the first record lost is cut in its header or payload or is gone.
    for (std::uint64_t sector = batch_begin / sector_bytes; sector <= batch_end / sector_bytes; ++sector) {
        const auto torn = whole->clone(sector);
        const std::uint64_t lost = std::max(batch_begin, sector * sector_bytes);
        torn->overwrite_with_zeros(first_segment, lost, (sector + 1) * sector_bytes - lost);
        const LogEnd end = value_of(find_end(*torn));
        ASSERT_TRUE(end.torn_tail);
        for (std::uint64_t bytes = 0; bytes <= end.torn_tail->bytes + 1; ++bytes) {
            const auto storage = torn->clone(bytes);
            FaultPlan plan;
            plan.crash_after_written_bytes = bytes;
            storage->set_faults(plan);
            const auto cleared = clear_behind_end(*storage, end);
            if (!storage->running()) {
                storage->restart();
            } else {
                succeed(cleared);
            }
            expect_recovers(*storage, end.next_sequence,
                            fmt::format("sector {} lost, killed after {} bytes", sector, bytes));
        }
    }
}

// The head of the torn record lies in two sectors. A kill may leave the first cleared up to any byte, and a power cut
// after it may bring the other one back as it was.
TEST_F(RecoveryTest, ClearsTheSameAgainAfterAKillInTheClearingAndThenAPowerCut) {
    constexpr std::size_t head_bytes_in_first_sector = 40;
    constexpr std::size_t before = sector_bytes - head_bytes_in_first_sector;
    constexpr std::size_t filling = before - record_header_bytes - 1;
    static_assert(record_total_bytes(filling) == before && head_bytes_in_first_sector < record_header_bytes);
    SimulatedStorage torn(1);
    {
        TestLog log(torn);
        succeed(log.write_durably({filling}));
        FaultPlan plan;
        plan.crash_at = CrashPoint{1, CrashMoment::after_bytes, record_header_bytes + 14};
        torn.set_faults(plan);
        expect_failure(log.write({100}), ErrorCode::killed);
    }
    torn.cut_power(simulation::Survival::keep_all());
    torn.restart();
    const LogEnd end = value_of(find_end(torn));
    ASSERT_TRUE(end.torn_tail);
    ASSERT_EQ(end.torn_tail->offset % sector_bytes, before);
    for (std::uint64_t bytes = 0; bytes <= end.torn_tail->bytes + 1; ++bytes) {
        for (std::uint64_t seed = 0; seed < 16; ++seed) {
            const auto storage = torn.clone(seed);
            FaultPlan plan;
            plan.crash_after_written_bytes = bytes;
            storage->set_faults(plan);
            const auto cleared = clear_behind_end(*storage, end);
            storage->cut_power();
            storage->restart();
            storage->set_faults({});
            expect_recovers(*storage, end.next_sequence, fmt::format("killed after {} bytes, seed {}", bytes, seed));
            if (HasFatalFailure()) {
                return;
            }
        }
    }
}

// A payload may hold whole records. Only one that this log could have written, of a later batch, proves anything.
TEST_F(RecoveryTest, IsNotFooledByRecordsWithinAPayload) {
    const auto find_after_cut = [&](RecordSeed seed_of_inner, std::uint64_t inner_sequence) {
        const auto storage = storage_with_acknowledged();
        TestLog log(*storage);
        ByteBuffer inner;
        append_record(inner, seed_of_inner, test_header(inner_sequence, 0), test_payload(1, 20));
        ByteBuffer batch;
        append_record(batch, record_seed(LogKind::commands, test_log_id()), test_header(3, 0), inner);
        FaultPlan plan;
        plan.crash_at = CrashPoint{1, CrashMoment::after_bytes, record_header_bytes + inner.size()};
        storage->set_faults(plan);
        expect_failure(log.writer().write(batch, 3, 3, 0), ErrorCode::killed);
        storage->restart();
        return find_end(*storage);
    };
    LogId other_id = test_log_id();
    other_id.back() ^= std::byte{1};
    for (const RecordSeed other :
         {RecordSeed(), record_seed(LogKind::commands, other_id), record_seed(LogKind::events, test_log_id())}) {
        const auto end = find_after_cut(other, 1'000);
        ASSERT_TRUE(end) << end.error().message;
        EXPECT_EQ(end->next_sequence, 3U);
        EXPECT_TRUE(end->torn_tail);
    }
    const RecordSeed own = record_seed(LogKind::commands, test_log_id());
    const auto copied = find_after_cut(own, 2);
    ASSERT_TRUE(copied) << "a copy of an earlier record: " << copied.error().message;
    expect_failure(find_after_cut(own, 1'000), ErrorCode::corrupt, {"record 1000 of a later batch"});
}

TEST_F(RecoveryTest, ClearsStrayBitsBehindTheEnd) {
    for (const std::uint64_t behind : {0U, 5U, 47U, 48U, 1000U}) {
        const auto storage = storage_with_acknowledged();
        storage->flip_bit(first_segment, batch_begin + behind, 3);
        const LogEnd end = value_of(find_end(*storage));
        ASSERT_TRUE(end.torn_tail);
        EXPECT_EQ(end.torn_tail->offset, batch_begin);
        EXPECT_EQ(end.torn_tail->bytes, behind + 1);
        expect_recovers(*storage, 3, fmt::format("a stray bit {} bytes behind the end", behind));
    }
}

TEST_F(RecoveryTest, RefusesAnyFlippedBitInTheLastAcknowledgedRecord) {
    const auto good = storage_with_acknowledged();
    // Without the mark, as a power cut right after the acknowledgement can leave it.
    succeed(good->remove(mark_name));
    const std::uint64_t begin = segment_header_bytes + record_total_bytes(acknowledged[0]);
    for (std::uint64_t bit = 0; bit < record_total_bytes(acknowledged[1]) * 8; ++bit) {
        const auto storage = good->clone(bit);
        storage->flip_bit(first_segment, begin + bit / 8, static_cast<unsigned>(bit % 8));
        expect_failure(find_end(*storage), ErrorCode::corrupt,
                       {"journal/0000000001.segment", fmt::format("offset {}", begin), "record 2"});
    }
}

TEST_F(RecoveryTest, RefusesALostSectorOfWhatTheMarkSaysWasAcknowledged) {
    for (std::uint64_t sequence = 1; sequence <= 2; ++sequence) {
        const auto storage = storage_with_acknowledged();
        const std::uint64_t begin =
            sequence == 1 ? segment_header_bytes : segment_header_bytes + record_total_bytes(acknowledged[0]);
        storage->overwrite_with_zeros(first_segment, begin, batch_begin - begin);
        expect_failure(find_end(*storage), ErrorCode::corrupt,
                       {"0000000001.segment", fmt::format("offset {}", begin), "records through 2 were acknowledged"});
    }
}

TEST_F(RecoveryTest, RefusesALostSectorBeforeARecordOfALaterBatch) {
    const auto storage = storage_with_acknowledged();
    TestLog log(*storage);
    succeed(log.write_durably(unacknowledged));
    succeed(log.write_durably({1'000, 10}));
    succeed(storage->remove(mark_name));
    ASSERT_EQ(value_of(find_end(*storage)).next_sequence, 11U);
    for (std::uint64_t begin = segment_header_bytes; begin < batch_end; begin += sector_bytes) {
        const auto damaged = storage->clone(begin);
        damaged->overwrite_with_zeros(first_segment, begin, sector_bytes);
        const auto end = find_end(*damaged);
        ASSERT_FALSE(end) << "sector at " << begin;
        EXPECT_EQ(end.error().code, ErrorCode::corrupt);
        EXPECT_NE(end.error().message.find("later batch"), std::string::npos) << end.error().message;
    }
}

TEST_F(RecoveryTest, OfADerivedLogEndsBeforeWhateverIsWrong) {
    SimulatedStorage storage(1);
    TestLog log(storage, test_options(LogKind::events));
    succeed(log.write_durably(acknowledged));
    succeed(log.write_durably(unacknowledged));
    succeed(log.write_durably({10}));
    constexpr std::string_view segment = "events/0000000001.segment";
    for (const std::uint64_t at : {batch_begin + 3, batch_begin + 50, batch_begin + 250, batch_end - 2}) {
        const auto damaged = storage.clone(at);
        damaged->flip_bit(segment, at, 4);
        const LogEnd end = value_of(find_log_end(*damaged, LogKind::events, TailPolicy::derived));
        EXPECT_EQ(end.next_sequence, 3 + whole_records_before(at));
        ASSERT_TRUE(end.torn_tail);
        EXPECT_EQ(end.torn_tail->offset + end.torn_tail->bytes, batch_end + record_total_bytes(10));
        succeed(clear_behind_end(*damaged, end));
        EXPECT_FALSE(value_of(find_log_end(*damaged, LogKind::events, TailPolicy::derived)).torn_tail);
    }
}

TEST_F(RecoveryTest, ChangesNothingByLooking) {
    const auto storage = storage_with_both();
    storage->overwrite_with_zeros(first_segment, batch_begin + 100, 500);
    const ByteBuffer before = storage->content(first_segment);
    const auto writes = storage->counters().attempted_of(simulation::OperationKind::write);
    ASSERT_TRUE(value_of(find_end(*storage)).torn_tail);
    EXPECT_EQ(storage->content(first_segment), before);
    EXPECT_EQ(storage->counters().attempted_of(simulation::OperationKind::write), writes);
}

}  // namespace
}  // namespace trireme::journal
