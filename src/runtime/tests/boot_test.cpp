#include "runtime/boot.hpp"

#include "journal/log_reader.hpp"
#include "journal/snapshot_store.hpp"
#include "runtime/replay.hpp"
#include "runtime/tests/rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trireme::runtime {
namespace {

using journal::LogKind;
using journal::segment_name;
using testing::AllOf;
using testing::HasSubstr;

class BootTest : public testing::Test {
protected:
    // Commands with 0 to 2 events each, so that commands and events are counted apart.
    void run_commands(int count) {
        for (int command = 0; command < count; ++command) {
            rig_.submit_and_pump(
                add_command(static_cast<std::uint64_t>(command % 5 + 1), static_cast<std::uint32_t>(command % 3), 100));
        }
    }

    // What an engine that never stopped would stand at.
    struct Standing {
        Position position;
        std::uint64_t state_hash;
        std::vector<Rig::SeenEvent> events;
    };

    Standing standing() {
        const Sequencer& sequencer = rig_.pipeline().sequencer();
        return {sequencer.position(), sequencer.core().state_hash(), rig_.events_after(0)};
    }

    void expect_standing(const Standing& expected) {
        const Standing found = standing();
        EXPECT_EQ(found.position, expected.position);
        EXPECT_EQ(found.state_hash, expected.state_hash);
        EXPECT_EQ(found.events, expected.events);
        EXPECT_EQ(report().state_hash, expected.state_hash);
        EXPECT_EQ(report().position, expected.position);
    }

    // Of the pipeline as it stands, as if a follower had come so far.
    std::uint64_t write_snapshot() {
        const Sequencer& sequencer = rig_.pipeline().sequencer();
        const auto snapshot = take_snapshot(sequencer.core(), sequencer.position(), rig_.pipeline().journal().log_id());
        EXPECT_TRUE(journal::write_snapshot(rig_.storage, snapshot));
        return snapshot.info.sequence;
    }

    std::string last_segment(LogKind kind) {
        std::uint64_t index = 1;
        // The one behind the last in use is prepared and empty.
        while (rig_.storage.exists(segment_name(kind, index + 2))) {
            ++index;
        }
        return segment_name(kind, index);
    }

    void remove_event_log() {
        for (std::uint64_t index = 1; rig_.storage.exists(segment_name(LogKind::events, index)); ++index) {
            ASSERT_TRUE(rig_.storage.remove(segment_name(LogKind::events, index)));
        }
    }

    // The records of the event log, which are blocks of events.
    struct PlacedBlock {
        journal::RecordHeader header;
        std::uint64_t offset;
        std::uint64_t bytes;
    };

    std::vector<PlacedBlock> event_blocks(std::uint64_t last_event) {
        std::vector<PlacedBlock> blocks;
        auto reader = journal::LogReader::open(rig_.storage, LogKind::events, 1);
        EXPECT_TRUE(reader) << reader.error().message;
        while (const auto block = reader->next(last_event).value()) {
            blocks.push_back({block->header, block->offset, journal::record_total_bytes(block->payload.size())});
        }
        return blocks;
    }

    const BootReport& report() { return rig_.pipeline().boot_report(); }

    Rig rig_;
};

TEST_F(BootTest, BeginsAnEmptyJournal) {
    rig_.start();
    EXPECT_EQ(report().snapshot_sequence, 0u);
    EXPECT_EQ(report().replayed_commands, 0u);
    EXPECT_EQ(report().position, Position{});
    EXPECT_TRUE(report().warnings.empty());
    rig_.submit_and_pump(add_command(1));
    EXPECT_EQ(rig_.outcomes.entries()[0].sequence, 1u);
    EXPECT_EQ(rig_.outcomes.entries()[0].event_sequences, (std::vector<std::uint64_t>{1}));
}

TEST_F(BootTest, GoesOnWhereACleanStopEnded) {
    rig_.start();
    run_commands(400);
    const Standing before = standing();
    rig_.stop();
    rig_.start();
    expect_standing(before);
    EXPECT_EQ(report().replayed_commands, 400u);
    EXPECT_EQ(report().rebuilt_events, 0u);
    EXPECT_TRUE(report().warnings.empty());

    rig_.submit_and_pump(add_command(1));
    EXPECT_EQ(rig_.outcomes.entries().back().sequence, 401u);
    EXPECT_EQ(rig_.outcomes.entries().back().event_sequences,
              (std::vector<std::uint64_t>{before.position.event_sequence + 1}));
    EXPECT_EQ(rig_.events_after(before.position.event_sequence)[0].account_sequence,
              1u + static_cast<std::uint64_t>(std::ranges::count(before.events, 1u, &Rig::SeenEvent::account)));
}

TEST_F(BootTest, KeepsWhatWasDurableWhenThePowerFails) {
    rig_.start();
    run_commands(400);
    const Standing before = standing();
    rig_.storage.cut_power(simulation::Survival::lose_all());
    rig_.crash();
    rig_.start();
    expect_standing(before);
    EXPECT_GT(report().rebuilt_events, 0u) << "the end of the event log was not synced";
}

TEST_F(BootTest, ReplaysOnlyWhatIsBehindTheSnapshot) {
    rig_.start();
    run_commands(300);
    write_snapshot();
    run_commands(50);
    const Standing before = standing();
    rig_.stop();
    rig_.start();
    EXPECT_EQ(report().snapshot_sequence, 300u);
    EXPECT_EQ(report().replayed_commands, 50u);
    expect_standing(before);
}

TEST_F(BootTest, FallsBackFromADamagedSnapshotToAnOlderOne) {
    rig_.start();
    run_commands(100);
    write_snapshot();
    run_commands(100);
    const std::uint64_t newest = write_snapshot();
    run_commands(10);
    const Standing before = standing();
    rig_.stop();
    rig_.storage.flip_bit(journal::snapshot_name(newest), 520, 3);
    rig_.start();
    EXPECT_EQ(report().snapshot_sequence, 100u);
    EXPECT_EQ(report().replayed_commands, 110u);
    ASSERT_EQ(report().warnings.size(), 1u);
    EXPECT_THAT(report().warnings[0], HasSubstr(journal::snapshot_name(newest)));
    expect_standing(before);
}

TEST_F(BootTest, FallsBackToTheBeginningWithACoreThatABadSnapshotHasNotTouched) {
    rig_.start(forgetful_tally_kind());
    run_commands(100);
    write_snapshot();
    const Standing before = standing();
    rig_.stop();
    rig_.start(forgetful_tally_kind());
    EXPECT_EQ(report().snapshot_sequence, 0u) << "the state it restores to has another hash";
    EXPECT_EQ(report().replayed_commands, 100u);
    EXPECT_EQ(report().warnings.size(), 1u);
    expect_standing(before);
}

TEST_F(BootTest, RebuildsAMissingEventLog) {
    rig_.start();
    run_commands(300);
    write_snapshot();
    run_commands(10);
    const Standing before = standing();
    rig_.stop();
    remove_event_log();
    rig_.start();
    EXPECT_EQ(report().rebuilt_events, before.events.size());
    EXPECT_EQ(report().snapshot_sequence, 0u) << "a snapshot holds no events to make the log again from";
    expect_standing(before);
}

TEST_F(BootTest, RebuildsTheEndOfTheEventLogInTheMidstOfACommand) {
    rig_.start();
    for (int command = 0; command < 4; ++command) {
        rig_.submit_and_pump(add_command(1, 400));
    }
    const Standing before = standing();
    rig_.stop();
    const auto blocks = event_blocks(before.events.size());
    ASSERT_EQ(blocks.size(), 8u) << "two for each command";
    // Zeros in place of all but the blocks of the first command and one of the second.
    const std::uint64_t kept_through = last_sequence_of(blocks[2].header);
    ASSERT_EQ(blocks[3].header.link, 2u);
    rig_.storage.overwrite_with_zeros(segment_name(LogKind::events, 1), blocks[3].offset,
                                      blocks.back().offset + blocks.back().bytes - blocks[3].offset);
    rig_.start();
    EXPECT_EQ(report().rebuilt_events, before.events.size() - kept_through);
    expect_standing(before);
    EXPECT_EQ(rig_.events().synced_through_command(), 4u);
    const auto again = event_blocks(before.events.size());
    EXPECT_NE(again.at(3).bytes, blocks[3].bytes) << "the missing events fill blocks without regard to commands";
}

TEST_F(BootTest, MakesAllEventsOfATornBlockAgain) {
    rig_.start();
    for (int command = 0; command < 5; ++command) {
        rig_.submit_and_pump(add_command(1, 7));
    }
    const Standing before = standing();
    rig_.stop();
    const auto blocks = event_blocks(before.events.size());
    ASSERT_EQ(blocks.size(), 5u);
    for (std::uint64_t kept = 1; kept < blocks[4].bytes; kept += 9) {
        rig_.storage.overwrite_with_zeros(segment_name(LogKind::events, 1), blocks[4].offset + kept,
                                          blocks[4].bytes - kept);
        rig_.start();
        EXPECT_EQ(report().rebuilt_events, 7u) << kept << " bytes were kept";
        expect_standing(before);
        rig_.stop();
    }
}

TEST_F(BootTest, RebuildsFromBehindADamagedEventAtTheEnd) {
    rig_.start();
    run_commands(20);
    const Standing before = standing();
    rig_.stop();
    // The last block holds one event, the one before it two.
    const auto blocks = event_blocks(before.events.size());
    const PlacedBlock& damaged = blocks[blocks.size() - 2];
    rig_.storage.flip_bit(segment_name(LogKind::events, 1), damaged.offset + 60, 0);
    rig_.start();
    EXPECT_EQ(report().rebuilt_events, 3u);
    expect_standing(before);
}

TEST_F(BootTest, RefusesAnEventLogAheadOfTheJournal) {
    rig_.start();
    run_commands(20);
    rig_.stop();
    const auto ahead = rig_.storage.clone(2);
    // The journal of a run that came less far.
    Rig shorter;
    shorter.start();
    shorter.submit_and_pump(add_command(1));
    shorter.stop();
    ASSERT_TRUE(ahead->remove("journal/durable.mark"));
    const ByteBuffer journal = shorter.storage.content(segment_name(LogKind::commands, 1));
    ahead->overwrite(segment_name(LogKind::commands, 1), 0, journal);

    const auto booted = boot(*ahead, tally_kind(), small_boot_options());
    ASSERT_FALSE(booted);
    EXPECT_EQ(booted.error().code, ErrorCode::corrupt);
    EXPECT_THAT(booted.error().message, AllOf(HasSubstr("journal"), HasSubstr("events of command 20 were published")));
}

TEST_F(BootTest, RefusesAJournalShorterThanASnapshot) {
    rig_.start();
    run_commands(20);
    write_snapshot();
    rig_.stop();
    remove_event_log();
    ASSERT_TRUE(rig_.storage.remove("journal/durable.mark"));
    rig_.storage.overwrite_with_zeros(last_segment(LogKind::commands), journal::segment_header_bytes + 176, 19 * 176);
    const auto started = rig_.try_start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::corrupt);
    EXPECT_THAT(started.error().message, HasSubstr("there is a snapshot at 20"));
}

TEST_F(BootTest, RefusesASnapshotOfAnotherJournal) {
    rig_.start();
    run_commands(20);
    rig_.stop();
    Rig other;
    other.boot_options.new_log_id = {std::byte{8}};
    other.start();
    other.submit_and_pump(add_command(1));
    const Sequencer& sequencer = other.pipeline().sequencer();
    ASSERT_TRUE(journal::write_snapshot(
        rig_.storage, take_snapshot(sequencer.core(), sequencer.position(), other.pipeline().journal().log_id())));
    const auto started = rig_.try_start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::conflict);
    EXPECT_THAT(started.error().message, HasSubstr("another journal"));
}

TEST_F(BootTest, RefusesASnapshotWhoseEventsAreNotTheJournals) {
    rig_.start();
    run_commands(20);
    const Sequencer& sequencer = rig_.pipeline().sequencer();
    Position position = sequencer.position();
    position.event_hash += 1;
    ASSERT_TRUE(journal::write_snapshot(rig_.storage,
                                        take_snapshot(sequencer.core(), position, rig_.pipeline().journal().log_id())));
    rig_.stop();
    const auto started = rig_.try_start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::corrupt);
}

TEST_F(BootTest, RefusesASnapshotOfAnotherCore) {
    rig_.start();
    run_commands(20);
    const Sequencer& sequencer = rig_.pipeline().sequencer();
    auto snapshot = take_snapshot(sequencer.core(), sequencer.position(), rig_.pipeline().journal().log_id());
    snapshot.info.core_name = "another";
    ASSERT_TRUE(journal::write_snapshot(rig_.storage, snapshot));
    rig_.stop();
    const auto started = rig_.try_start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::conflict);
    EXPECT_THAT(started.error().message, AllOf(HasSubstr("another"), HasSubstr("tally")));
}

TEST_F(BootTest, RefusesAReplayThatDecidesOtherwise) {
    rig_.start();
    for (int command = 0; command < 20; ++command) {
        rig_.submit_and_pump(add_command(1));
    }
    rig_.stop();
    const auto started = rig_.try_start(changed_tally_kind());
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::corrupt);
    EXPECT_THAT(started.error().message, AllOf(HasSubstr("record 10"), HasSubstr("trireme journal diff")));
    rig_.start();
    EXPECT_EQ(report().replayed_commands, 20u) << "the refused start has left everything as it was";
}

TEST_F(BootTest, RefusesDamageInAcknowledgedCommands) {
    rig_.start();
    run_commands(20);
    rig_.stop();
    rig_.storage.flip_bit(last_segment(LogKind::commands), journal::segment_header_bytes + 5 * 176 + 60, 1);
    const auto started = rig_.try_start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::corrupt);
    EXPECT_THAT(started.error().message, HasSubstr(segment_name(LogKind::commands, 1)));
}

TEST_F(BootTest, CutsATornTailThatNobodyWasToldOf) {
    rig_.start();
    run_commands(20);
    const Standing before = standing();
    rig_.submit(add_command(1));
    static_cast<void>(rig_.pipeline().gather([] { return true; }));
    Batch* const batch = rig_.pipeline().take_gathered();
    const std::size_t told = rig_.outcomes.count_of(OutcomeStatus::durable);
    rig_.storage.set_faults({.crash_after_written_bytes = 20});
    ASSERT_FALSE(rig_.pipeline().commit(*batch));
    rig_.crash();
    rig_.start();
    EXPECT_EQ(rig_.outcomes.count_of(OutcomeStatus::durable), told);
    ASSERT_EQ(report().warnings.size(), 1u);
    EXPECT_THAT(report().warnings[0], HasSubstr("never acknowledged"));
    expect_standing(before);
    run_commands(5);
}

TEST_F(BootTest, FailsWithoutRoomForTheFirstSegments) {
    rig_.storage.set_capacity(40 * 1024);
    const auto started = rig_.try_start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::no_space);
    rig_.storage.set_capacity(simulation::SimulatedDisk::unlimited);
    rig_.start();
}

}  // namespace
}  // namespace trireme::runtime
