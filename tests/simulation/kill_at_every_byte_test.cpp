// The process ends after every single byte that it writes while a journal of 1,000 records comes to be.
#include "journal/log_reader.hpp"
#include "journal/recovery.hpp"
#include "simulation/tapped_storage.hpp"
#include "simulation/thousand_records.hpp"

#include <algorithm>

namespace trireme::simulation {
namespace {

constexpr std::uint64_t shards = 8;
// A whole start replays all records; the end of the log alone is found by looking at one segment.
constexpr std::uint64_t one_whole_start_in = 1'009;

class KillAtEveryByte : public testing::TestWithParam<std::uint64_t> {
protected:
    void visit(std::string_view name, std::uint64_t offset, ByteView bytes);
    void check_end(SimulatedStorage& disk, std::uint64_t byte);
    void check_start(SimulatedStorage& disk);

    SimulatedStorage storage_{1};
    LastAcknowledged acknowledged_;
    std::uint64_t writes_ = 0;
    std::uint64_t kills_ = 0;
    std::uint64_t starts_ = 0;
};

void KillAtEveryByte::visit(std::string_view name, std::uint64_t offset, ByteView bytes) {
    if (writes_++ % shards != GetParam()) {
        return;
    }
    for (std::uint64_t byte = 0; byte <= bytes.size() && !HasFatalFailure(); ++byte) {
        const auto disk = storage_.clone(byte);
        disk->overwrite(name, offset, bytes.first(static_cast<std::size_t>(byte)));
        SCOPED_TRACE(fmt::format("after {} of {} bytes at {} of {}, {} acknowledged", byte, bytes.size(), offset, name,
                                 acknowledged_.sequence()));
        check_end(*disk, byte);
        if (++kills_ % one_whole_start_in == 0) {
            check_start(*disk);
        }
    }
}

void KillAtEveryByte::check_end(SimulatedStorage& disk, std::uint64_t byte) {
    const auto end = journal::find_log_end(disk, journal::LogKind::commands, journal::TailPolicy::acknowledged);
    ASSERT_TRUE(end) << end.error().message;
    ASSERT_GE(end->next_sequence, acknowledged_.sequence() + (end->segment_index == 0 ? 0 : 1));
    ASSERT_TRUE(journal::find_log_end(disk, journal::LogKind::events, journal::TailPolicy::derived));
    if (!end->torn_tail && byte % 16 != 0) {
        return;
    }
    ASSERT_TRUE(journal::clear_behind_end(disk, *end));
    const auto cleared = journal::find_log_end(disk, journal::LogKind::commands, journal::TailPolicy::acknowledged);
    ASSERT_TRUE(cleared) << cleared.error().message;
    ASSERT_FALSE(cleared->torn_tail) << cleared->torn_tail->what;
    ASSERT_EQ(cleared->next_sequence, end->next_sequence);
    ASSERT_EQ(cleared->offset, end->offset);
}

void KillAtEveryByte::check_start(SimulatedStorage& disk) {
    const auto booted = runtime::boot(disk, counter_kind(), boot_options(2));
    ASSERT_TRUE(booted) << booted.error().message;
    ASSERT_GE(booted->report.position.sequence, acknowledged_.sequence());
    ASSERT_EQ(booted->events->last_event(), booted->report.position.event_sequence);
    ++starts_;
}

TEST_P(KillAtEveryByte, LosesNothingAcknowledged) {
    TappedStorage tapped(
        storage_, [this](std::string_view name, std::uint64_t offset, ByteView bytes) { visit(name, offset, bytes); });
    write_records(tapped, acknowledged_);
    EXPECT_GE(acknowledged_.sequence(), records_wanted);
    EXPECT_GT(kills_, 15'000U);
    EXPECT_GT(starts_, 15U);
    fmt::print("{} kills, {} of them with a whole start\n", kills_, starts_);
}

INSTANTIATE_TEST_SUITE_P(Shards, KillAtEveryByte, testing::Range<std::uint64_t>(0, shards));

}  // namespace
}  // namespace trireme::simulation
