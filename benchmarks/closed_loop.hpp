#pragma once

#include "benchmarks/report.hpp"
#include "flows/encoded_commands.hpp"
#include "ports/command_sink.hpp"
#include "runtime/waiting.hpp"

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

namespace trireme::benchmarks {

// A client that keeps a number of commands under way: whenever outcomes arrive it sends as many new ones. They were
// encoded beforehand, so that their making takes no processor away from who is measured.
//
// It reads the clock once per burst of commands, before it sends the first, and once per row of outcomes, after the
// last. No latency is told shorter for it than it was.
class ClosedLoopClient final : public OutcomeReceiver {
public:
    ClosedLoopClient(CommandSink& sink, runtime::WaitPolicy wait) : sink_(sink), doorbell_(wait) {}

    struct Run {
        double seconds = 0;  // from the first submission until all were known to be durable
        Samples latency_us;  // from submission to outcome, of each command
        std::uint64_t events = 0;
    };
    // Sends the commands with at most `in_flight` under way at a time, and returns when all are durable.
    Run run(const EncodedCommands& commands, std::uint64_t in_flight);

    void on_outcome(std::uint64_t tag, const Outcome& outcome) override;
    void on_outcomes(std::span<const TaggedOutcome> outcomes) override;

private:
    void begin(std::uint64_t count);
    void submit(const EncodedCommands& commands, std::uint64_t count);
    void wait_for_all();
    void take(std::uint64_t tag, const Outcome& outcome);
    void show_taken();

    CommandSink& sink_;
    runtime::Doorbell doorbell_;
    std::uint64_t submitted_ = 0;
    std::vector<std::int64_t> submitted_at_ns_;

    // Outcomes come in on the runtime's threads, one after another.
    alignas(64) std::uint64_t taken_ = 0;
    std::uint64_t events_ = 0;
    std::vector<std::int64_t> completed_at_ns_;
    std::atomic<std::uint64_t> completed_ = 0;
};

}  // namespace trireme::benchmarks
