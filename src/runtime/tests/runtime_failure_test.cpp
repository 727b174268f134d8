// The threads of the runtime when one thing fails that only one of them does: the engine stops and says why, everyone
// who waits is told once, and what was told to be durable is.

#include "journal/segment.hpp"
#include "runtime/runtime.hpp"
#include "runtime/system_clock.hpp"
#include "runtime/tests/rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <thread>
#include <tuple>

namespace trireme::runtime {
namespace {

using journal::LogKind;
using journal::segment_name;
using simulation::OperationKind;
using testing::HasSubstr;

// What fails from some moment on, each time it is tried.
struct Failing {
    std::string_view what;
    OperationKind kind;
    std::string file;
};

const Failing failing_journal_write{"JournalWrite", OperationKind::write, segment_name(LogKind::commands, 1)};
const Failing failing_journal_sync{"JournalSync", OperationKind::sync, segment_name(LogKind::commands, 1)};
const Failing failing_mark_write{"MarkWrite", OperationKind::write, "journal/durable.mark"};
const Failing failing_mark_sync{"MarkSync", OperationKind::sync, "journal/durable.mark"};
const Failing failing_journal_prepare{"JournalPrepare", OperationKind::create, segment_name(LogKind::commands, 3)};
const Failing failing_events_prepare{"EventsPrepare", OperationKind::create, segment_name(LogKind::events, 3)};
const Failing failing_publish{"Publish", OperationKind::write, segment_name(LogKind::events, 1)};
const Failing failing_event_sync{"EventSync", OperationKind::sync, segment_name(LogKind::events, 1)};

class RuntimeFailure : public testing::TestWithParam<std::tuple<Failing, WaitPolicy>> {
protected:
    void start() {
        auto started = Runtime::start(storage_, clock_, tally_kind(), options_);
        ASSERT_TRUE(started) << started.error().message;
        runtime_ = *std::move(started);
    }

    // Until so many were taken or no more are.
    void submit_from_threads(std::uint64_t thread_count, std::uint64_t commands_per_thread) {
        std::vector<std::thread> threads;
        for (std::uint64_t thread = 0; thread < thread_count; ++thread) {
            threads.emplace_back([this, thread, commands_per_thread] {
                const ByteBuffer command = add_command(thread + 1);
                for (std::uint64_t count = 0; count < commands_per_thread;) {
                    const std::uint64_t tag = next_tag_.fetch_add(1);
                    const Admission admission = runtime_->submit(command, outcomes_, tag);
                    if (admission == Admission::stopping) {
                        return;
                    }
                    if (admission == Admission::taken) {
                        taken_.fetch_add(1);
                        ++count;
                    } else {
                        std::this_thread::yield();
                    }
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
    }

    [[nodiscard]] std::optional<Error> wait_for_failure() const {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
        while (!runtime_->failure() && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return runtime_->failure();
    }

    // Returns the highest sequence that was told to be durable.
    std::uint64_t expect_each_told_once() {
        std::set<std::uint64_t> tags;
        std::uint64_t last_durable = 0;
        for (const OutcomeLog::Entry& entry : outcomes_.entries()) {
            EXPECT_TRUE(tags.insert(entry.tag).second) << "tag " << entry.tag << " was told twice";
            EXPECT_TRUE(entry.status == OutcomeStatus::durable || entry.status == OutcomeStatus::unknown);
            last_durable = std::max(last_durable, entry.sequence);
        }
        EXPECT_EQ(tags.size(), taken_.load());
        EXPECT_EQ(outcomes_.count_of(OutcomeStatus::durable), last_durable) << "the durable ones are the first ones";
        return last_durable;
    }

    // After a power cut that takes all that was not synced.
    void expect_recovers(std::uint64_t last_durable) {
        runtime_.reset();
        storage_.cut_power(simulation::Survival::lose_all());
        storage_.restart();
        start();
        const Position recovered = runtime_->boot_report().position;
        EXPECT_GE(recovered.sequence, last_durable);
        const auto stream = runtime_->events_after(0);
        ASSERT_TRUE(stream);
        EXPECT_EQ(drain(**stream).size(), recovered.event_sequence);
        OutcomeLog outcomes;
        ASSERT_EQ(runtime_->submit(add_command(1), outcomes, 1), Admission::taken);
        outcomes.wait_for(1);
        EXPECT_EQ(outcomes.entries()[0].status, OutcomeStatus::durable);
        EXPECT_TRUE(runtime_->stop());
    }

    simulation::SimulatedStorage storage_{1};
    SystemClock clock_;
    RuntimeOptions options_{
        .boot = small_boot_options(), .queue_capacity = 256, .wait = std::get<WaitPolicy>(GetParam()), .follower = {}};
    OutcomeLog outcomes_;
    std::atomic<std::uint64_t> next_tag_ = 1;
    std::atomic<std::uint64_t> taken_ = 0;
    std::unique_ptr<Runtime> runtime_;
};

TEST_P(RuntimeFailure, StopsTheEngineAndIsTold) {
    const Failing& failing = std::get<Failing>(GetParam());
    start();
    submit_from_threads(1, 50);
    outcomes_.wait_for(50);
    ASSERT_EQ(outcomes_.count_of(OutcomeStatus::durable), 50u);

    constexpr std::uint64_t always = std::numeric_limits<std::uint64_t>::max();
    storage_.set_faults({.failures = {{.kind = failing.kind, .times = always, .file = failing.file}}});
    submit_from_threads(3, 1'000);
    const auto failure = wait_for_failure();
    ASSERT_TRUE(failure.has_value());
    EXPECT_EQ(failure->code, ErrorCode::io_failure);
    EXPECT_THAT(failure->message, HasSubstr(failing.file));
    EXPECT_EQ(runtime_->submit(add_command(1), outcomes_, 0), Admission::stopping);

    const auto stopped = runtime_->stop();
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().message, failure->message) << "the first failure is the one that is told";
    const std::uint64_t last_durable = expect_each_told_once();
    EXPECT_GE(last_durable, 50u);
    EXPECT_EQ(runtime_->durable_sequence(), last_durable);
    expect_recovers(last_durable);
}

INSTANTIATE_TEST_SUITE_P(OfEachKind, RuntimeFailure,
                         testing::Combine(testing::Values(failing_journal_write, failing_journal_sync,
                                                          failing_mark_write, failing_mark_sync,
                                                          failing_journal_prepare, failing_events_prepare,
                                                          failing_publish, failing_event_sync),
                                          testing::Values(WaitPolicy::automatic, WaitPolicy::park)),
                         [](const auto& named) {
                             return fmt::format("{}_{}", std::get<Failing>(named.param).what,
                                                name_of(std::get<WaitPolicy>(named.param)));
                         });

}  // namespace
}  // namespace trireme::runtime
