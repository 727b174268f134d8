#pragma once

#include "base/bytes.hpp"
#include "benchmarks/report.hpp"
#include "ports/command_sink.hpp"
#include "runtime/waiting.hpp"

#include <atomic>
#include <cstdint>
#include <vector>

namespace trireme::benchmarks {

// A client that keeps a number of commands under way: whenever outcomes arrive it sends as many new ones. Its commands
// are transfers to and fro between two accounts of the counter ledger, encoded as any other client would.
class ClosedLoopClient final : public OutcomeReceiver {
public:
    ClosedLoopClient(CommandSink& sink, runtime::WaitPolicy wait, std::uint64_t first_account);

    // Opens its accounts. Once, before anything else.
    void open_accounts();

    // Sends `count` commands with at most `in_flight` under way at a time, and returns when all are durable. Returns
    // the microseconds from submission to outcome of each.
    Samples run(std::size_t count, std::size_t in_flight);

    void on_outcome(std::uint64_t tag, const Outcome& outcome) override;

private:
    void submit(ByteView command);

    CommandSink& sink_;
    runtime::Doorbell doorbell_;
    std::uint64_t first_account_;
    std::uint64_t next_request_ = 1;
    ByteBuffer command_;
    std::uint64_t submitted_ = 0;
    alignas(64) std::atomic<std::uint64_t> completed_ = 0;
    std::vector<std::int64_t> submitted_at_ns_;
    std::vector<std::int64_t> completed_at_ns_;
};

}  // namespace trireme::benchmarks
