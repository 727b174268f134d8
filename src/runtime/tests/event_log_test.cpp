#include "runtime/event_log.hpp"

#include "journal/log_reader.hpp"
#include "runtime/account_sidecar.hpp"
#include "runtime/event_reader.hpp"
#include "runtime/tests/rig.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace trireme::runtime {
namespace {

constexpr auto no_time = std::chrono::nanoseconds(0);

class EventLogTest : public testing::Test {
protected:
    void SetUp() override { rig_.start(); }

    // Events of accounts 1 to 7 in turn, over several segments; each of a size of its own.
    void run_commands(int count) {
        for (int command = 0; command < count; ++command) {
            rig_.submit_and_pump(
                add_command(static_cast<std::uint64_t>(command % 7 + 1), 1 + command % 3 == 0 ? 2 : 1));
        }
    }

    // The same in blocks that hold the events of many commands.
    void run_in_one_batch(int count) {
        for (int command = 0; command < count; ++command) {
            rig_.submit(add_command(static_cast<std::uint64_t>(command % 7 + 1), 1 + command % 3 == 0 ? 2 : 1));
        }
        rig_.pump();
    }

    std::unique_ptr<EventStream> account_stream(std::uint64_t account, std::uint64_t after) {
        auto stream = rig_.events().account_events_after(account, after);
        EXPECT_TRUE(stream) << stream.error().message;
        return stream ? *std::move(stream) : nullptr;
    }

    std::vector<Rig::SeenEvent> of_account(std::uint64_t account) {
        auto events = rig_.events_after(0);
        std::erase_if(events, [&](const Rig::SeenEvent& event) { return event.account != account; });
        return events;
    }

    std::uint64_t segments_in_use() { return rig_.events().writer().segment_index(); }

    Rig rig_;
};

TEST_F(EventLogTest, ShowsThePastAndThenTheNewAlike) {
    run_commands(10);
    const auto stream = rig_.events().events_after(4);
    ASSERT_TRUE(stream);
    const auto past = drain(**stream);
    ASSERT_FALSE(past.empty());
    EXPECT_EQ(past.front().sequence, 5u);
    EXPECT_FALSE((*stream)->wait(no_time));

    run_commands(1'000);
    EXPECT_GT(segments_in_use(), 2u);
    EXPECT_TRUE((*stream)->wait(no_time));
    const auto later = drain(**stream);
    std::uint64_t due = past.back().sequence + 1;
    for (const auto& event : later) {
        ASSERT_EQ(event.sequence, due++);
    }
    EXPECT_EQ(due, rig_.events().last_event() + 1);
}

TEST_F(EventLogTest, KnowsThroughWhichCommandAllIsShown) {
    EXPECT_EQ(rig_.events().shown_through_command(), 0u);
    run_commands(5);
    EXPECT_EQ(rig_.events().shown_through_command(), 5u);
    const std::uint64_t last_event = rig_.events().last_event();
    rig_.submit_and_pump(add_command(1, 0));  // leads to no event
    EXPECT_EQ(rig_.events().shown_through_command(), 6u);
    EXPECT_EQ(rig_.events().last_event(), last_event);
}

TEST_F(EventLogTest, BeginsAnywhere) {
    run_commands(600);
    const auto all = rig_.events_after(0);
    EXPECT_GT(segments_in_use(), 1u);
    for (std::uint64_t after = 0; after <= all.size(); after += 97) {
        EXPECT_EQ(rig_.events_after(after), std::vector(all.begin() + static_cast<std::ptrdiff_t>(after), all.end()));
    }
    EXPECT_TRUE(rig_.events_after(all.size()).empty());
    EXPECT_EQ(rig_.events().events_after(all.size() + 1).error().code, ErrorCode::out_of_range);
}

TEST_F(EventLogTest, BeginsWithinABlock) {
    run_in_one_batch(300);
    const auto all = rig_.events_after(0);
    ASSERT_EQ(all.size(), rig_.events().last_event());
    auto blocks = journal::LogReader::open(rig_.storage, journal::LogKind::events, 1);
    ASSERT_TRUE(blocks);
    EXPECT_GT(blocks->next(all.size()).value()->header.count, 100u);
    for (std::uint64_t after = 0; after <= all.size(); ++after) {
        ASSERT_EQ(rig_.events_after(after), std::vector(all.begin() + static_cast<std::ptrdiff_t>(after), all.end()));
    }
}

TEST_F(EventLogTest, ResumesAnAccountWithinABlock) {
    for (int batch = 0; batch < 20; ++batch) {
        run_in_one_batch(200);
    }
    ASSERT_GT(segments_in_use(), 1u);
    ASSERT_TRUE(rig_.pipeline().sync_events());
    for (const std::uint64_t account : {1u, 4u, 7u}) {
        const auto all = of_account(account);
        for (std::uint64_t after = 0; after < all.size(); after += 17) {
            ASSERT_EQ(drain(*account_stream(account, after)),
                      std::vector(all.begin() + static_cast<std::ptrdiff_t>(after), all.end()))
                << "account " << account << " after " << after;
        }
    }
}

TEST_F(EventLogTest, MakesTheSameSidecarFromBlocksAsWhileTheyWereWritten) {
    for (int batch = 0; batch < 20; ++batch) {
        run_in_one_batch(200);
    }
    ASSERT_GT(segments_in_use(), 1u);
    ASSERT_TRUE(rig_.pipeline().sync_events());
    const AccountSidecar filed = read_account_sidecar(rig_.storage, 1).value();
    auto segment = journal::open_segment(rig_.storage, journal::LogKind::events, 1).value();
    EXPECT_EQ(scan_accounts(rig_.storage, *segment, filed.last_event).value(), filed);
    auto again = journal::open_segment(rig_.storage, journal::LogKind::events, 1).value();
    EXPECT_EQ(scan_accounts(rig_.storage, *again, filed.last_event - 1).error().code, ErrorCode::corrupt)
        << "its last block reaches further";
}

TEST_F(EventLogTest, ShowsNothingOfABlockBehindTheLastEventAskedFor) {
    run_in_one_batch(100);
    auto reader = EventReader::open(rig_.storage, 10);
    ASSERT_TRUE(reader);
    for (std::uint64_t due = 10; due <= 50; ++due) {
        ASSERT_EQ(reader->next(50).value()->sequence, due);
    }
    EXPECT_FALSE(reader->next(50).value());
    EXPECT_EQ(reader->next_sequence(), 51u);
    EXPECT_EQ(reader->next(51).value()->sequence, 51u);
}

TEST_F(EventLogTest, WakesWhoeverWaits) {
    run_commands(3);
    const auto stream = rig_.events().events_after(rig_.events().last_event());
    ASSERT_TRUE(stream);
    auto waiting = std::async(std::launch::async, [&] { return (*stream)->wait(std::chrono::hours(1)); });
    run_commands(1);
    EXPECT_TRUE(waiting.get());
}

TEST_F(EventLogTest, EndsEveryonesWaitingWhenItStops) {
    const auto stream = rig_.events().events_after(0);
    ASSERT_TRUE(stream);
    auto waiting = std::async(std::launch::async, [&] { return (*stream)->wait(std::chrono::hours(1)); });
    rig_.events().stop();
    EXPECT_FALSE(waiting.get());
    EXPECT_FALSE((*stream)->wait(std::chrono::hours(1))) << "and of those who begin to wait later";
}

TEST_F(EventLogTest, WaitsForTheAccountsOwnEvents) {
    rig_.submit_and_pump(add_command(1));
    const auto stream = account_stream(1, 1);
    rig_.submit_and_pump(add_command(2));
    EXPECT_FALSE(stream->wait(std::chrono::milliseconds(1))) << "that was another's";
    auto waiting = std::async(std::launch::async, [&] { return stream->wait(std::chrono::hours(1)); });
    rig_.submit_and_pump(add_command(3));
    rig_.submit_and_pump(add_command(1));
    EXPECT_TRUE(waiting.get());
    const auto event = stream->next();
    ASSERT_TRUE(event && *event);
    EXPECT_EQ((*event)->account_sequence, 2u);
}

TEST_F(EventLogTest, FindsWhatCameAfterAWaitInVain) {
    const auto stream = rig_.events().events_after(0);
    ASSERT_TRUE(stream);
    EXPECT_FALSE((*stream)->wait(no_time));
    run_commands(1);
    const auto event = (*stream)->next();
    ASSERT_TRUE(event);
    EXPECT_TRUE(event->has_value());
}

TEST_F(EventLogTest, ResumesAnAccountAnywhereWithoutGaps) {
    run_commands(2'000);
    ASSERT_GT(segments_in_use(), 4u);
    for (const bool is_filed : {false, true}) {
        for (const std::uint64_t account : {1u, 4u, 7u}) {
            const auto all = of_account(account);
            for (std::uint64_t after = 0; after < all.size(); after += 53) {
                const auto resumed = drain(*account_stream(account, after));
                EXPECT_EQ(resumed, std::vector(all.begin() + static_cast<std::ptrdiff_t>(after), all.end()))
                    << "account " << account << " after " << after << (is_filed ? ", filed" : "");
            }
        }
        ASSERT_TRUE(rig_.pipeline().sync_events());
        ASSERT_TRUE(rig_.storage.exists(account_sidecar_name(1)));
    }
}

TEST_F(EventLogTest, ReadsOnlyTheSegmentsThatAnAccountNeeds) {
    rig_.submit_and_pump(add_command(99));
    run_commands(2'000);
    rig_.submit_and_pump(add_command(99));
    ASSERT_TRUE(rig_.pipeline().sync_events());
    const auto reads = [&] { return rig_.storage.counters().attempted_of(simulation::OperationKind::read); };

    const std::uint64_t before_newest = reads();
    EXPECT_EQ(drain(*account_stream(99, 1)).size(), 1u);
    const std::uint64_t for_newest = reads() - before_newest;
    EXPECT_LT(for_newest, 12u) << "its last event is in the segment in use";

    EXPECT_EQ(drain(*account_stream(99, 0)).size(), 2u);
}

TEST_F(EventLogTest, LetsAnAccountBeginThatHasNoEventsYet) {
    run_commands(100);
    const auto stream = account_stream(500, 0);
    EXPECT_TRUE(drain(*stream).empty());
    rig_.submit_and_pump(add_command(500, 2));
    const auto seen = drain(*stream);
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(seen[0].account_sequence, 1u);
}

TEST_F(EventLogTest, RefusesAReaderWhoClaimsToHaveSeenWhatIsStillToCome) {
    rig_.submit_and_pump(add_command(1, 3));
    const auto stream = account_stream(1, 5);
    rig_.submit_and_pump(add_command(1, 4));
    const auto event = stream->next();
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().code, ErrorCode::out_of_range);
}

TEST_F(EventLogTest, MakesMissingAndDamagedSidecarsAgain) {
    run_commands(2'000);
    ASSERT_TRUE(rig_.pipeline().sync_events());
    const auto all = of_account(3);
    const ByteBuffer good = rig_.storage.content(account_sidecar_name(2));
    ASSERT_TRUE(rig_.storage.remove(account_sidecar_name(1)));
    rig_.storage.flip_bit(account_sidecar_name(2), 70, 4);
    EXPECT_EQ(read_account_sidecar(rig_.storage, 2).error().code, ErrorCode::corrupt);

    EXPECT_EQ(drain(*account_stream(3, 0)), all);
    EXPECT_EQ(rig_.storage.content(account_sidecar_name(2)), good);
    EXPECT_TRUE(read_account_sidecar(rig_.storage, 1));
}

TEST_F(EventLogTest, DoesWithoutSidecarsWhileTheDiskIsFull) {
    run_commands(2'000);
    rig_.storage.set_capacity(rig_.storage.used_bytes());
    ASSERT_TRUE(rig_.pipeline().sync_events());
    EXPECT_FALSE(rig_.storage.exists(account_sidecar_name(1)));
    EXPECT_EQ(drain(*account_stream(3, 0)), of_account(3));
    rig_.storage.set_capacity(simulation::SimulatedDisk::unlimited);
    EXPECT_EQ(drain(*account_stream(3, 0)), of_account(3));
    EXPECT_TRUE(rig_.storage.exists(account_sidecar_name(1)));
}

TEST_F(EventLogTest, DoesNotTrustASidecarFromBeforeAPowerCut) {
    run_commands(2'000);
    ASSERT_TRUE(rig_.pipeline().sync_events());
    const std::uint64_t sealed = segments_in_use() - 1;
    const auto stale = read_account_sidecar(rig_.storage, sealed);
    ASSERT_TRUE(stale);
    // As if the segment had been shorter when the sidecar was written.
    AccountSidecar shorter = *stale;
    shorter.last_event -= 3;
    shorter.entries.erase(shorter.entries.begin() + 2);
    ASSERT_TRUE(write_account_sidecar(rig_.storage, shorter));
    EXPECT_EQ(drain(*account_stream(3, 0)), of_account(3));
    EXPECT_EQ(read_account_sidecar(rig_.storage, sealed).value(), *stale);
}

TEST_F(EventLogTest, ResumesAccountsAfterARestart) {
    run_commands(1'500);
    const auto all = of_account(5);
    rig_.storage.cut_power(simulation::Survival::random());
    rig_.crash();
    rig_.start();
    EXPECT_EQ(drain(*account_stream(5, 0)), all);
    run_commands(700);
    ASSERT_TRUE(rig_.pipeline().sync_events());
    const auto more = of_account(5);
    EXPECT_GT(more.size(), all.size());
    for (std::uint64_t after = 0; after < more.size(); after += 41) {
        EXPECT_EQ(drain(*account_stream(5, after)),
                  std::vector(more.begin() + static_cast<std::ptrdiff_t>(after), more.end()));
    }
}

TEST_F(EventLogTest, SaysThroughWhichCommandItIsSynced) {
    EXPECT_EQ(rig_.events().synced_through_command(), 0u);
    rig_.submit_and_pump(add_command(1));
    rig_.submit_and_pump(add_command(1, 0));
    EXPECT_EQ(rig_.events().synced_through_command(), 0u);
    ASSERT_TRUE(rig_.pipeline().sync_events());
    EXPECT_EQ(rig_.events().synced_through_command(), 2u) << "a command without events counts too";
    rig_.stop();
    rig_.start();
    EXPECT_EQ(rig_.events().synced_through_command(), 2u);
}

TEST(AccountSidecar, ComesBackAsItWasWritten) {
    simulation::SimulatedStorage storage(1);
    ASSERT_TRUE(storage.make_folder("events"));
    const AccountSidecar sidecar{.log_id = {std::byte{3}},
                                 .segment_index = 12,
                                 .first_event = 100,
                                 .last_event = 300,
                                 .entries = {{1, 10, 100}, {5, 2, 101}, {UINT64_MAX, 1, 300}}};
    EXPECT_EQ(account_sidecar_name(12), "events/0000000012.accounts");
    ASSERT_TRUE(write_account_sidecar(storage, sidecar));
    EXPECT_EQ(read_account_sidecar(storage, 12).value(), sidecar);
    EXPECT_EQ(read_account_sidecar(storage, 13).error().code, ErrorCode::not_found);
}

TEST(AccountSidecar, NoticesAnyChangedByteAndAnyOtherLength) {
    simulation::SimulatedStorage storage(1);
    ASSERT_TRUE(storage.make_folder("events"));
    const AccountSidecar sidecar{
        .log_id = {}, .segment_index = 1, .first_event = 1, .last_event = 9, .entries = {{1, 1, 1}, {2, 1, 4}}};
    ASSERT_TRUE(write_account_sidecar(storage, sidecar));
    const std::string name = account_sidecar_name(1);
    const std::size_t size = storage.content(name).size();
    for (std::uint64_t offset = 0; offset < size; ++offset) {
        storage.flip_bit(name, offset, 5);
        EXPECT_FALSE(read_account_sidecar(storage, 1)) << "offset " << offset;
        storage.flip_bit(name, offset, 5);
    }
    EXPECT_EQ(read_account_sidecar(storage, 1).value(), sidecar);
    for (std::uint64_t shorter = 0; shorter < size; ++shorter) {
        const auto copy = storage.clone(2);
        copy->truncate(name, shorter);
        EXPECT_FALSE(read_account_sidecar(*copy, 1)) << "cut to " << shorter;
    }
}

}  // namespace
}  // namespace trireme::runtime
