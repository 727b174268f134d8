// The state hash and the event hash of a rich stream of commands are the same in every build (g++ and clang++, -O0 and
// -O3), live, replayed from the first record, and from a snapshot and what follows it. The figures were written with
// the folder; every build that runs this test compares with them.

#include "app/brokerage_core.hpp"
#include "codec/bytes.hpp"
#include "golden/golden_folder.hpp"
#include "golden/golden_stream.hpp"
#include "journal/log_reader.hpp"
#include "journal/posix_storage.hpp"
#include "journal/recovery.hpp"
#include "journal/snapshot_store.hpp"
#include "runtime/event_records.hpp"
#include "runtime/replay.hpp"
#include "runtime/restored_core.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace trireme::golden {
namespace {

constexpr std::string_view release = "0.1.0";

template <class T>
T value_of(Result<T> result) {
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    if constexpr (!std::is_void_v<T>) {
        return *std::move(result);
    }
}

class GoldenJournal : public ::testing::Test {
protected:
    GoldenJournal() {
        const char* const source = std::getenv("TRIREME_SOURCE_DIR");
        EXPECT_NE(source, nullptr) << "TRIREME_SOURCE_DIR says where the checkout is";
        const auto golden = std::filesystem::path(source == nullptr ? "." : source) / "tests/golden" / release;
        const std::string test = ::testing::UnitTest::GetInstance()->current_test_info()->name();
        folder_ = std::filesystem::path(::testing::TempDir()) / ("golden-" + test);
        std::filesystem::remove_all(folder_);
        // A copy, because a start makes segments and clears what is behind the end.
        std::filesystem::copy(golden, folder_, std::filesystem::copy_options::recursive);
        std::stringstream text;
        text << std::ifstream(folder_ / figures_file).rdbuf();
        figures_ = text.str();
        storage_ = value_of(journal::open_posix_storage(folder_.string(), journal::FolderPolicy::must_exist));
    }

    ~GoldenJournal() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::uint64_t last_record() const {
        return value_of(journal::find_log_end(*storage_, journal::LogKind::commands, journal::TailPolicy::acknowledged))
                   .next_sequence -
               1;
    }

    // Where the rest of the journal leads, and what it holds.
    [[nodiscard]] Figures replay(runtime::RestoredCore start) {
        auto replay = value_of(runtime::Replay::open(*storage_, *start.core, start.position));
        const std::uint64_t through = last_record();
        runtime::EventRecords events;
        while (value_of(replay.step(through, events))) {
            for (std::size_t index = 0; index < events.count(); ++index) {
                events_.push_back(*codec::decode<Event>(events.at(index).body));
            }
            events.clear();
        }
        return figures_of(replay.position(), *start.core);
    }

    // What outsiders asked for, in the journal.
    [[nodiscard]] std::vector<reference::TimedCommand> commands_of_outsiders() {
        std::vector<reference::TimedCommand> commands;
        auto records = value_of(journal::LogReader::open(*storage_, journal::LogKind::commands, 1));
        const std::uint64_t through = last_record();
        while (const auto record = value_of(records.next(through))) {
            if (record->header.type != TimerDue::wire_type) {
                commands.push_back({record->header.time, *codec::decode<Command>(record->payload)});
            }
        }
        return commands;
    }

    std::filesystem::path folder_;
    std::string figures_;
    std::unique_ptr<journal::Storage> storage_;
    std::vector<Event> events_;
};

TEST_F(GoldenJournal, LeadsThereFromTheFirstRecord) {
    EXPECT_EQ(to_text(replay({.core = app::brokerage_core_kind().make(), .position = {}})), figures_);
}

TEST_F(GoldenJournal, LeadsThereFromEachSnapshotAndWhatFollowsIt) {
    const auto snapshots = value_of(journal::list_snapshots(*storage_));
    EXPECT_FALSE(snapshots.empty());
    for (const std::uint64_t sequence : snapshots) {
        const auto snapshot = value_of(journal::read_snapshot(*storage_, sequence));
        runtime::RestoredCore start{.core = app::brokerage_core_kind().make(), .position = {}};
        start.position = value_of(runtime::restore_snapshot(snapshot, *start.core));
        EXPECT_LT(start.position.sequence, last_record()) << "nothing follows the snapshot";
        EXPECT_EQ(to_text(replay(std::move(start))), figures_);
    }
}

TEST_F(GoldenJournal, LeadsThereLive) {
    const auto live = folder_ / "live";
    EXPECT_EQ(to_text(value_of(run_live(live.string(), commands_of_outsiders(), UINT64_MAX / 2))), figures_);
}

TEST_F(GoldenJournal, StartsAnEngineThatStandsThere) {
    const auto booted = value_of(runtime::boot(*storage_, app::brokerage_core_kind(), boot_options()));
    EXPECT_EQ(to_text(figures_of(booted.position, *booted.core)), figures_);
    EXPECT_EQ(booted.report.rebuilt_events, 0U) << "the event log is complete";
    EXPECT_TRUE(booted.report.warnings.empty());
}

TEST_F(GoldenJournal, HasItsLostEventsMadeAgain) {
    storage_.reset();
    for (const char* const kept : {"journal", "archive", "snapshots"}) {
        EXPECT_TRUE(std::filesystem::exists(folder_ / kept)) << kept;
    }
    std::filesystem::remove_all(folder_ / "events");
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "archive")) {
        if (entry.path().filename().string().starts_with("events-")) {
            std::filesystem::remove(entry.path());
        }
    }
    storage_ = value_of(journal::open_posix_storage(folder_.string(), journal::FolderPolicy::must_exist));
    const auto booted = value_of(runtime::boot(*storage_, app::brokerage_core_kind(), boot_options()));
    EXPECT_EQ(to_text(figures_of(booted.position, *booted.core)), figures_);
    EXPECT_EQ(booted.report.rebuilt_events, booted.position.event_sequence);
}

TEST_F(GoldenJournal, HoldsEveryKindOfCommandAndEvent) {
    reference::Tally tally;
    for (const auto& [time, command] : commands_of_outsiders()) {
        tally.count(command, {});
    }
    static_cast<void>(replay({.core = app::brokerage_core_kind().make(), .position = {}}));
    tally.count(TimerDue{}, events_);
    // Every command of outsiders and every event is there; these reject codes, then steps of
    // stop-outs and reasons of trades at LPs are not. Scenarios show each.
    EXPECT_EQ(tally.never_happened(),
              " answer_old_request account_closed trading_halted expiry_passed too_many_orders order_rate_limit "
              "already_applied"
              " too_many nothing_due close_pair correction dealer");
}

}  // namespace
}  // namespace trireme::golden
