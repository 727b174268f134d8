// Every release replays the journals of the releases before it. Each folder of tests/golden/ holds what a release
// wrote: journal, event log and a snapshot; what is in it is never changed.

#include "app/counter_core.hpp"
#include "codec/bytes.hpp"
#include "counter/commands.hpp"
#include "journal/posix_storage.hpp"
#include "journal/snapshot_store.hpp"
#include "runtime/pipeline.hpp"
#include "runtime/replay.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace trireme::app {
namespace {

using namespace counter;

constexpr std::uint64_t segment_bytes = 16 * 1024;
constexpr runtime::BatchLimits limits{.batch_bytes_max = 4 * 1024, .command_bytes_max = 1024};

runtime::BootOptions boot_options() {
    journal::LogId id{};
    std::ranges::copy(bytes_of("golden of 0.1.0"), id.begin());
    return {.segment_bytes = segment_bytes, .limits = limits, .new_log_id = id};
}

template <class T>
T value_of(Result<T> result) {
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    if constexpr (!std::is_void_v<T>) {
        return *std::move(result);
    }
}

class StandingClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() override { return now_; }
    void advance(Duration span) { now_ = now_.plus(span); }

private:
    Timestamp now_{1'767'225'600'000'000'000};  // 2026-01-01T00:00:00Z
};

class Ignoring final : public OutcomeReceiver {
public:
    void on_outcome(std::uint64_t, const Outcome& outcome) override {
        EXPECT_EQ(outcome.status, OutcomeStatus::durable);
    }
};

// Every kind of command and event, rejects and repeats, under both rules versions.
std::vector<Command> commands_of_0_1_0() {
    constexpr Currency usd("USD");
    constexpr Currency eur("EUR");
    constexpr Currency jpy("JPY");
    const Timestamp due(1'767'225'600'000'000'000 + 40'000'000);
    std::vector<Command> commands{
        OpenAccount{AccountId(1000), usd},
        OpenAccount{AccountId(1001), usd},
        OpenAccount{AccountId(1002), eur},
        OpenAccount{AccountId(1003), jpy},
        OpenAccount{AccountId(1000), usd},
        OpenAccount{AccountId(7), usd},
        Transfer{RequestId(1), AccountId(1), AccountId(1000), Money{1'000'000, usd}},
        Transfer{RequestId(1), AccountId(1), AccountId(1000), Money{1'000'000, usd}},
        Transfer{RequestId(1), AccountId(1), AccountId(1000), Money{2'000'000, usd}},
        Transfer{RequestId(2), AccountId(1001), AccountId(1000), Money{500, usd}},
        Exchange{RequestId(3), AccountId(1000), AccountId(1002), Money{12'345, usd}, Price(108'452'000),
                 Conversion::quote_to_base},
        Exchange{RequestId(4), AccountId(1002), AccountId(1003), Money{777, eur}, Price(16'512'300'000),
                 Conversion::base_to_quote},
        ScheduleTransfer{RequestId(5), due, AccountId(1000), AccountId(1001), Money{42, usd}},
        ScheduleTransfer{RequestId(6), due, AccountId(1000), AccountId(1001), Money{43, usd}},
        CancelScheduled{RequestId(7), AccountId(1000), ScheduleId(2)},
        SetRulesVersion{2},
        SetRulesVersion{1},
        Transfer{RequestId(8), AccountId(1001), AccountId(1000), Money{5'000'000, usd}},
    };
    for (std::uint64_t request = 100; request < 200; ++request) {
        commands.push_back(Transfer{RequestId(request), AccountId(1000), AccountId(1001),
                                    Money{static_cast<std::int64_t>(request), usd}});
    }
    return commands;
}

void write_golden(const std::string& folder) {
    const auto storage = value_of(journal::open_posix_storage(folder, journal::FolderPolicy::make_if_missing));
    const auto kind = counter_core_kind();
    StandingClock clock;
    Ignoring receiver;
    runtime::Pipeline pipeline(kind, value_of(runtime::boot(*storage, kind, boot_options())), clock,
                               {.queue_capacity = 64, .limits = limits});
    ByteBuffer bytes;
    for (const Command& command : commands_of_0_1_0()) {
        clock.advance(Duration::milliseconds(1));
        bytes.clear();
        codec::encode(bytes, command);
        ASSERT_EQ(pipeline.submit(bytes, receiver, 0), Admission::taken);
        ASSERT_EQ(pipeline.gather([] { return true; }), runtime::Pipeline::Gathered::everything);
        runtime::Batch& batch = *pipeline.take_gathered();
        value_of(pipeline.commit(batch));
        value_of(pipeline.publish(batch));
        value_of(pipeline.prepare_segments());
    }
    value_of(pipeline.sync_events());
    value_of(pipeline.sync_mark());

    const auto core = kind.make();
    auto replay = value_of(runtime::Replay::open(*storage, *core, {}));
    runtime::EventRecords events;
    constexpr std::uint64_t snapshot_at = 60;
    while (value_of(replay.step(snapshot_at, events))) {
    }
    value_of(journal::write_snapshot(*storage, take_snapshot(*core, replay.position(), pipeline.journal().log_id())));
}

class GoldenJournal : public testing::Test {
protected:
    // A copy, because a start makes segments and clears what is behind the end.
    std::string copy_of(const std::string& release) {
        const char* const source = std::getenv("TRIREME_SOURCE_DIR");
        EXPECT_NE(source, nullptr) << "TRIREME_SOURCE_DIR says where the checkout is";
        const auto golden = std::filesystem::path(source == nullptr ? "." : source) / "tests/golden" / release;
        const std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
        const auto copy = std::filesystem::path(testing::TempDir()) / ("golden-" + test);
        std::filesystem::remove_all(copy);
        std::filesystem::copy(golden, copy, std::filesystem::copy_options::recursive);
        return copy.string();
    }

    static runtime::BootReport boot(const std::string& folder) {
        const auto storage = value_of(journal::open_posix_storage(folder, journal::FolderPolicy::must_exist));
        return value_of(runtime::boot(*storage, counter_core_kind(), boot_options())).report;
    }
};

TEST_F(GoldenJournal, Of010LeadsToTheStateItLedToThen) {
    if (const char* const folder = std::getenv("TRIREME_WRITE_GOLDEN")) {
        write_golden(folder);
    }
    const std::string folder = copy_of("0.1.0");
    const runtime::BootReport report = boot(folder);
    EXPECT_EQ(report.snapshot_sequence, 60u);
    EXPECT_EQ(report.rebuilt_events, 0u);
    EXPECT_EQ(report.position.sequence, 119u);
    EXPECT_EQ(report.position.event_sequence, 237u);
    EXPECT_EQ(report.position.event_hash, 8'026'754'729'262'310'358u);
    EXPECT_EQ(report.state_hash, 7'759'058'492'839'974'353u);
    EXPECT_TRUE(report.warnings.empty());
}

TEST_F(GoldenJournal, Of010LeadsThereFromTheFirstRecordToo) {
    const std::string folder = copy_of("0.1.0");
    const runtime::BootReport with_snapshot = boot(folder);
    std::filesystem::remove_all(folder + "/snapshots");
    std::filesystem::remove_all(folder + "/events");
    const runtime::BootReport from_zero = boot(folder);
    EXPECT_EQ(from_zero.replayed_commands, 119u);
    EXPECT_EQ(from_zero.rebuilt_events, from_zero.position.event_sequence);
    EXPECT_EQ(from_zero.position, with_snapshot.position);
    EXPECT_EQ(from_zero.state_hash, with_snapshot.state_hash);
}

}  // namespace
}  // namespace trireme::app
