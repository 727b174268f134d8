#include "benchmarks/closed_loop.hpp"

#include "base/assert.hpp"
#include "benchmarks/clocks.hpp"

#include <algorithm>

namespace trireme::benchmarks {
namespace {

constexpr std::uint64_t burst_max = 16;
constexpr auto outcome_wait_max = std::chrono::seconds(30);

}  // namespace

void ClosedLoopClient::begin(std::uint64_t count) {
    submitted_at_ns_.assign(count, 0);
    completed_at_ns_.assign(count, 0);
    submitted_ = 0;
    taken_ = 0;
    events_ = 0;
    completed_ = 0;
}

void ClosedLoopClient::submit(const EncodedCommands& commands, std::uint64_t count) {
    const std::int64_t at_ns = wall_ns();
    for (; count > 0; --count) {
        const std::uint64_t tag = submitted_++;
        submitted_at_ns_[tag] = at_ns;
        const Admission admission = sink_.submit(commands[tag], *this, tag);
        TRIREME_ASSERT(admission == Admission::taken, "a command was not taken: {}", name_of(admission));
    }
}

void ClosedLoopClient::wait_for_all() {
    const auto all_are_told = [this] { return completed_.load(std::memory_order_acquire) == submitted_; };
    doorbell_.wait(outcome_wait_max, all_are_told);
    TRIREME_ASSERT(all_are_told(), "outcomes are missing");
}

ClosedLoopClient::Run ClosedLoopClient::run(const EncodedCommands& commands, std::uint64_t in_flight) {
    const std::uint64_t count = commands.size();
    begin(count);
    Run run;
    const auto begin = std::chrono::steady_clock::now();
    while (submitted_ < count) {
        const std::uint64_t completed = completed_.load(std::memory_order_acquire);
        const std::uint64_t room = completed + in_flight - submitted_;
        if (room == 0) {
            doorbell_.wait(outcome_wait_max, [&] { return completed_.load(std::memory_order_acquire) != completed; });
            continue;
        }
        submit(commands, std::min({room, burst_max, count - submitted_}));
    }
    wait_for_all();
    run.seconds = seconds_since(begin);
    run.events = events_;
    for (std::size_t index = 0; index < count; ++index) {
        run.latency_us.add(static_cast<double>(completed_at_ns_[index] - submitted_at_ns_[index]) / 1e3);
    }
    return run;
}

void ClosedLoopClient::on_outcome(std::uint64_t tag, const Outcome& outcome) {
    take(tag, outcome);
    show_taken();
}

void ClosedLoopClient::on_outcomes(std::span<const TaggedOutcome> outcomes) {
    for (const auto& [tag, outcome] : outcomes) {
        take(tag, outcome);
    }
    show_taken();
}

void ClosedLoopClient::take(std::uint64_t tag, const Outcome& outcome) {
    TRIREME_ASSERT(outcome.status == OutcomeStatus::durable, "outcome {}", name_of(outcome.status));
    TRIREME_ASSERT(tag == taken_, "outcome of command {} where that of {} is due", tag, taken_);
    taken_ += 1;
    events_ += outcome.events.size();
}

void ClosedLoopClient::show_taken() {
    const std::uint64_t shown = completed_.load(std::memory_order_relaxed);
    std::ranges::fill(std::span(completed_at_ns_).subspan(shown, taken_ - shown), wall_ns());
    completed_.store(taken_, std::memory_order_release);
    doorbell_.ring();
}

}  // namespace trireme::benchmarks
