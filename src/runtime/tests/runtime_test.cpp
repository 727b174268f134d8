#include "runtime/runtime.hpp"

#include "journal/log_reader.hpp"
#include "journal/segment.hpp"
#include "runtime/system_clock.hpp"
#include "runtime/tests/rig.hpp"

#include <gtest/gtest.h>

#include <future>
#include <map>
#include <thread>

namespace trireme::runtime {
namespace {

using journal::LogKind;

// Checks at each outcome what a client relies on: it comes once, in order of sequence over all threads, and the record
// is on the disk, not only in the page cache.
class StrictReceiver final : public OutcomeReceiver {
public:
    explicit StrictReceiver(const simulation::SimulatedStorage* storage) : storage_(storage) {}

    void on_outcome(std::uint64_t tag, const Outcome& outcome) override {
        const std::scoped_lock lock(mutex_);
        times_told_[tag] += 1;
        counts_[outcome.status] += 1;
        if (outcome.status != OutcomeStatus::durable) {
            return;
        }
        EXPECT_GT(outcome.sequence, last_sequence_);
        last_sequence_ = outcome.sequence;
        for (const EventView& event : outcome.events) {
            EXPECT_GT(event.sequence, last_event_);
            last_event_ = event.sequence;
        }
        if (storage_ != nullptr && checked_++ % check_one_in == 0) {
            expect_on_disk(outcome.sequence);
        }
    }

    [[nodiscard]] std::uint64_t count_of(OutcomeStatus status) const {
        const std::scoped_lock lock(mutex_);
        const auto found = counts_.find(status);
        return found == counts_.end() ? 0 : found->second;
    }

    [[nodiscard]] std::map<std::uint64_t, int> times_told() const {
        const std::scoped_lock lock(mutex_);
        return times_told_;
    }

    [[nodiscard]] std::uint64_t last_sequence() const {
        const std::scoped_lock lock(mutex_);
        return last_sequence_;
    }

private:
    static constexpr std::uint64_t check_one_in = 50;

    void expect_on_disk(std::uint64_t sequence) const {
        const auto disk = storage_->clone(1);
        disk->cut_power(simulation::Survival::lose_all());
        disk->restart();
        auto reader = journal::LogReader::open(*disk, LogKind::commands, sequence);
        ASSERT_TRUE(reader) << reader.error().message;
        const auto record = reader->next(sequence);
        EXPECT_TRUE(record && *record) << "record " << sequence << " was acknowledged and is not on the disk";
    }

    const simulation::SimulatedStorage* storage_;
    mutable std::mutex mutex_;
    std::map<std::uint64_t, int> times_told_;
    std::map<OutcomeStatus, std::uint64_t> counts_;
    std::uint64_t last_sequence_ = 0;
    std::uint64_t last_event_ = 0;
    std::uint64_t checked_ = 0;
};

class RuntimeUnder : public testing::TestWithParam<WaitPolicy> {
protected:
    // Ends the one that runs, if any.
    void start(const CoreKind& kind = tally_kind()) {
        runtime_.reset();
        auto started = Runtime::start(storage_, clock_, kind, options_);
        ASSERT_TRUE(started) << started.error().message;
        runtime_ = *std::move(started);
    }

    // Submits from several threads, again where it is refused for overload, until `count` each were taken or the
    // runtime stops. Returns how many were taken.
    std::uint64_t submit_from_threads(OutcomeReceiver& receiver, std::uint64_t thread_count, std::uint64_t count) {
        std::atomic<std::uint64_t> taken = 0;
        std::vector<std::thread> threads;
        for (std::uint64_t thread = 0; thread < thread_count; ++thread) {
            threads.emplace_back([&, thread] {
                for (std::uint64_t number = 0; number < count;) {
                    const ByteBuffer command = add_command(thread + 1, static_cast<std::uint32_t>(number % 3));
                    const Admission admission =
                        runtime_->submit(command, receiver, first_tag_ + thread * count + number);
                    if (admission == Admission::stopping) {
                        return;
                    }
                    if (admission == Admission::overloaded) {
                        std::this_thread::yield();
                        continue;
                    }
                    ASSERT_EQ(admission, Admission::taken);
                    taken += 1;
                    number += 1;
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        first_tag_ += thread_count * count;
        return taken;
    }

    void expect_each_told_once(const StrictReceiver& receiver, std::uint64_t taken) {
        const auto times = receiver.times_told();
        EXPECT_EQ(times.size(), taken);
        for (const auto& [tag, count] : times) {
            ASSERT_EQ(count, 1) << "tag " << tag;
        }
    }

    simulation::SimulatedStorage storage_{1};
    SystemClock clock_;
    RuntimeOptions options_{.boot = small_boot_options(), .queue_capacity = 256, .wait = GetParam(), .follower = {}};
    std::unique_ptr<Runtime> runtime_;
    std::uint64_t first_tag_ = 1;
};

INSTANTIATE_TEST_SUITE_P(EveryPolicy, RuntimeUnder,
                         testing::Values(WaitPolicy::automatic, WaitPolicy::spin, WaitPolicy::park),
                         [](const auto& named) { return std::string(name_of(named.param)); });

// Threads that spin leave no core for a follower, which runs at the lowest priority.
class RuntimeWithFollowerUnder : public RuntimeUnder {};

INSTANTIATE_TEST_SUITE_P(ParkingPolicies, RuntimeWithFollowerUnder,
                         testing::Values(WaitPolicy::automatic, WaitPolicy::park),
                         [](const auto& named) { return std::string(name_of(named.param)); });

TEST_P(RuntimeUnder, AnswersOneClientAtATime) {
    start();
    OutcomeLog outcomes;
    for (std::uint64_t number = 1; number <= 200; ++number) {
        ASSERT_EQ(runtime_->submit(add_command(1), outcomes, number), Admission::taken);
        outcomes.wait_for(number);
        ASSERT_EQ(outcomes.entries().back().sequence, number);
    }
    EXPECT_EQ(runtime_->durable_sequence(), 200u);
    EXPECT_TRUE(runtime_->stop());
}

TEST_P(RuntimeUnder, GivesEachOfThousandsOneOutcomeWhenItIsDurable) {
    start();
    StrictReceiver receiver(&storage_);
    const std::uint64_t taken = submit_from_threads(receiver, 4, 1'500);
    ASSERT_EQ(taken, 6'000u);
    ASSERT_TRUE(runtime_->stop());
    expect_each_told_once(receiver, taken);
    EXPECT_EQ(receiver.count_of(OutcomeStatus::durable), taken);
    EXPECT_EQ(receiver.last_sequence(), taken);
    EXPECT_EQ(runtime_->position().sequence, taken);
    EXPECT_EQ(runtime_->pipeline().events().last_event(), 6'000u);
}

TEST_P(RuntimeUnder, StopsUnderLoadWithoutForgettingAnyone) {
    for (int round = 0; round < 5; ++round) {
        start();
        StrictReceiver receiver(nullptr);
        auto load = std::async(std::launch::async, [&] { return submit_from_threads(receiver, 3, 1'000'000); });
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        ASSERT_TRUE(runtime_->stop());
        // All were told when `stop` returned, though the submitting threads may still be on their way out.
        const std::uint64_t told = receiver.times_told().size();
        EXPECT_EQ(load.get(), told);
        EXPECT_EQ(receiver.count_of(OutcomeStatus::durable), told);
        EXPECT_EQ(runtime_->submit(add_command(1), receiver, 0), Admission::stopping);
    }
}

TEST_P(RuntimeUnder, RestartsWithoutAGap) {
    std::uint64_t commands = 0;
    for (int round = 0; round < 3; ++round) {
        start();
        StrictReceiver receiver(nullptr);
        commands += submit_from_threads(receiver, 2, 400);
        const Result<void> stopped = runtime_->stop();
        ASSERT_TRUE(stopped) << stopped.error().message;
        EXPECT_EQ(runtime_->position().sequence, commands);
    }
    const std::uint64_t hash = runtime_->state_hash();
    start();
    EXPECT_EQ(runtime_->boot_report().state_hash, hash);
    EXPECT_EQ(runtime_->boot_report().rebuilt_events, 0u);
    const auto stream = runtime_->events_after(0);
    ASSERT_TRUE(stream);
    std::map<std::uint64_t, std::uint64_t> last_of_account;
    std::uint64_t due = 1;
    for (const auto& event : drain(**stream)) {
        ASSERT_EQ(event.sequence, due++);
        ASSERT_EQ(event.account_sequence, ++last_of_account[event.account]);
    }
    EXPECT_EQ(due, runtime_->boot_report().position.event_sequence + 1);
}

TEST_P(RuntimeUnder, TellsUnknownWhenTheDiskFailsAndRecovers) {
    start();
    StrictReceiver receiver(nullptr);
    // In the midst of commits: where another sync fails, it may be that nobody waits for anything.
    storage_.set_faults({.failures = {{.kind = simulation::OperationKind::sync,
                                       .nth = 3,
                                       .times = UINT64_MAX,
                                       .file = journal::segment_name(LogKind::commands, 1)}}});
    const std::uint64_t taken = submit_from_threads(receiver, 3, 100'000);
    EXPECT_LT(taken, 300'000u);
    ASSERT_TRUE(runtime_->failure().has_value());
    EXPECT_EQ(runtime_->failure()->code, ErrorCode::io_failure);
    const auto stopped = runtime_->stop();
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::io_failure);
    expect_each_told_once(receiver, taken);
    EXPECT_GT(receiver.count_of(OutcomeStatus::unknown), 0u);
    EXPECT_EQ(receiver.count_of(OutcomeStatus::durable) + receiver.count_of(OutcomeStatus::unknown), taken);
    const std::uint64_t told = receiver.last_sequence();
    runtime_.reset();

    storage_.cut_power(simulation::Survival::random());
    storage_.restart();
    start();
    EXPECT_GE(runtime_->boot_report().position.sequence, told) << "what was told to be durable is";
    OutcomeLog outcomes;
    ASSERT_EQ(runtime_->submit(add_command(1), outcomes, 1), Admission::taken);
    outcomes.wait_for(1);
    EXPECT_EQ(outcomes.entries()[0].status, OutcomeStatus::durable);
}

TEST_P(RuntimeUnder, AnswersOverloadWhileTheDiskIsSlow) {
    options_.queue_capacity = 16;
    std::promise<void> go_on;
    std::shared_future<void> may_go_on = go_on.get_future().share();
    storage_.set_on_delay([may_go_on](Duration) { may_go_on.wait(); });
    start();
    storage_.set_faults({.slow = {.per_sync = Duration::milliseconds(1)}});
    OutcomeLog outcomes;
    std::uint64_t taken = 0;
    Admission admission = Admission::taken;
    while (admission == Admission::taken) {
        admission = runtime_->submit(add_command(1, 1, 900), outcomes, taken);
        taken += admission == Admission::taken ? 1U : 0U;
        ASSERT_LT(taken, 10'000u) << "nothing bounds what is taken in";
    }
    EXPECT_EQ(admission, Admission::overloaded);
    EXPECT_GE(runtime_->counters().overloaded, 1u);
    go_on.set_value();
    outcomes.wait_for(taken);
    ASSERT_TRUE(runtime_->stop());
    EXPECT_EQ(outcomes.count_of(OutcomeStatus::durable), taken);
}

TEST_P(RuntimeUnder, FiresTimersWhileNobodySubmits) {
    start();
    OutcomeLog outcomes;
    const auto stream = runtime_->events_after(0);
    ASSERT_TRUE(stream);
    const std::int64_t due = clock_.now().plus(Duration::milliseconds(3)).nanoseconds_since_1970();
    ASSERT_EQ(runtime_->submit(timer_command(due, 1'000'000, 4), outcomes, 1), Admission::taken);
    std::size_t fired = 0;
    while (fired < 5) {
        ASSERT_TRUE((*stream)->wait(std::chrono::minutes(1)));
        const auto event = (*stream)->next();
        ASSERT_TRUE(event && *event);
        fired += TallyEvent{(*event)->type} == TallyEvent::timer_fired ? 1U : 0U;
    }
    EXPECT_GE(clock_.now().nanoseconds_since_1970(), due + 4'000'000);
}

TEST_P(RuntimeUnder, ServesStreamsWhileItRuns) {
    start();
    constexpr std::uint64_t command_count = 3'000;
    const auto read_all = [&](std::unique_ptr<EventStream> stream, std::uint64_t count) {
        std::uint64_t seen = 0;
        while (seen < count) {
            EXPECT_TRUE(stream->wait(std::chrono::minutes(1)));
            const auto event = stream->next();
            if (!event || !*event) {
                ADD_FAILURE() << (event ? "no event after a wait" : event.error().message);
                break;
            }
            ++seen;
            EXPECT_EQ((*event)->sequence == seen || (*event)->account_sequence == seen, true);
        }
        return seen;
    };
    // 1,500 events of each of two accounts.
    auto of_all = std::async(std::launch::async, read_all, *runtime_->events_after(0), command_count);
    auto of_one = std::async(std::launch::async, read_all, *runtime_->account_events_after(2, 0), command_count / 2);
    StrictReceiver receiver(nullptr);
    submit_from_threads(receiver, 2, command_count / 2);
    EXPECT_EQ(of_all.get(), command_count);
    EXPECT_EQ(of_one.get(), command_count / 2);
}

TEST_P(RuntimeUnder, EndsStreamsWhenItStops) {
    start();
    const auto stream = runtime_->events_after(0);
    ASSERT_TRUE(stream);
    auto waiting = std::async(std::launch::async, [&] { return (*stream)->wait(std::chrono::hours(1)); });
    ASSERT_TRUE(runtime_->stop());
    EXPECT_FALSE(waiting.get());
}

TEST_P(RuntimeUnder, RefusesWhileTheDiskIsFullAndGoesOnByItself) {
    start();
    OutcomeLog outcomes;
    storage_.set_capacity(storage_.used_bytes());
    std::uint64_t taken = 0;
    while (outcomes.count_of(OutcomeStatus::no_room) == 0) {
        taken += runtime_->submit(add_command(1, 1, 500), outcomes, taken) == Admission::taken ? 1U : 0U;
        std::this_thread::yield();
    }
    storage_.set_capacity(simulation::SimulatedDisk::unlimited);
    outcomes.wait_for(taken);
    const std::size_t before = outcomes.count_of(OutcomeStatus::durable);
    while (outcomes.count_of(OutcomeStatus::durable) == before) {
        taken += runtime_->submit(add_command(1), outcomes, taken) == Admission::taken ? 1U : 0U;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ASSERT_TRUE(runtime_->stop());
    EXPECT_EQ(outcomes.entries().size(), taken);
    EXPECT_FALSE(runtime_->failure());
}

TEST_P(RuntimeWithFollowerUnder, WritesSnapshotsAndArchivesWhileItRuns) {
    options_.follower = FollowerOptions{.commands_per_snapshot = 1'000, .segments_per_snapshot = 3};
    start();
    StrictReceiver receiver(nullptr);
    const std::uint64_t first = submit_from_threads(receiver, 3, 2'000);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(5);
    while (runtime_->follower_status()->command_segments_archived == 0) {
        ASSERT_LT(std::chrono::steady_clock::now(), deadline) << runtime_->follower_status()->last_failure.value_or("");
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    const std::uint64_t second = submit_from_threads(receiver, 2, 500);
    ASSERT_TRUE(runtime_->stop());
    expect_each_told_once(receiver, first + second);
    EXPECT_EQ(runtime_->follower_status()->failures, 0u);
    const std::uint64_t hash = runtime_->state_hash();

    start();
    EXPECT_GE(runtime_->boot_report().snapshot_sequence, 1'000u);
    EXPECT_LT(runtime_->boot_report().replayed_commands, first + second);
    EXPECT_EQ(runtime_->boot_report().state_hash, hash);
    const auto stream = runtime_->account_events_after(2, 0);
    ASSERT_TRUE(stream);
    std::uint64_t due = 1;
    for (const auto& event : drain(**stream)) {
        ASSERT_EQ(event.account_sequence, due++);
    }
    EXPECT_GT(due, 2'000u);
}

TEST_P(RuntimeWithFollowerUnder, StopsWhenTheFollowerFindsDamage) {
    options_.follower = FollowerOptions{};
    start();
    StrictReceiver receiver(nullptr);
    OutcomeLog outcomes;
    for (std::uint64_t number = 1; number <= 50; ++number) {
        ASSERT_EQ(runtime_->submit(add_command(1), outcomes, number), Admission::taken);
    }
    outcomes.wait_for(50);
    // In the segment in use, which the follower does not read before it is sealed.
    ASSERT_EQ(runtime_->pipeline().journal().segment_index(), 1u);
    storage_.flip_bit(journal::segment_name(LogKind::commands, 1), 2'000, 3);
    const std::uint64_t taken = submit_from_threads(receiver, 2, 2'000);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(5);
    while (!runtime_->failure() && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ASSERT_TRUE(runtime_->failure().has_value());
    EXPECT_EQ(runtime_->failure()->code, ErrorCode::corrupt);
    EXPECT_EQ(runtime_->submit(add_command(1), receiver, 0), Admission::stopping);
    EXPECT_FALSE(runtime_->stop());
    expect_each_told_once(receiver, taken);
}

}  // namespace
}  // namespace trireme::runtime
