#include "benchmarks/closed_loop.hpp"

#include "base/assert.hpp"
#include "codec/bytes.hpp"
#include "counter/commands.hpp"

namespace trireme::benchmarks {
namespace {

constexpr auto outcome_wait_max = std::chrono::seconds(30);

std::int64_t now_ns() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

}  // namespace

ClosedLoopClient::ClosedLoopClient(CommandSink& sink, runtime::WaitPolicy wait, std::uint64_t first_account)
    : sink_(sink), doorbell_(wait), first_account_(first_account) {}

void ClosedLoopClient::submit(ByteView command) {
    const std::uint64_t tag = submitted_++;
    submitted_at_ns_[tag] = now_ns();
    const Admission admission = sink_.submit(command, *this, tag);
    TRIREME_ASSERT(admission == Admission::taken, "a command was not taken: {}", name_of(admission));
}

void ClosedLoopClient::open_accounts() {
    submitted_at_ns_.assign(2, 0);
    completed_at_ns_.assign(2, 0);
    submitted_ = 0;
    completed_ = 0;
    for (std::uint64_t account = first_account_; account < first_account_ + 2; ++account) {
        command_.clear();
        const counter::Command open = counter::OpenAccount{AccountId(account), *Currency::from_code("USD")};
        codec::encode(command_, open);
        submit(command_);
    }
    doorbell_.wait(outcome_wait_max, [this] { return completed_.load(std::memory_order_acquire) == 2; });
}

Samples ClosedLoopClient::run(std::size_t count, std::size_t in_flight) {
    submitted_at_ns_.assign(count, 0);
    completed_at_ns_.assign(count, 0);
    submitted_ = 0;
    completed_ = 0;
    const Money amount(1, *Currency::from_code("USD"));
    while (submitted_ < count) {
        const std::uint64_t completed = completed_.load(std::memory_order_acquire);
        if (submitted_ - completed >= in_flight) {
            doorbell_.wait(outcome_wait_max, [&] { return completed_.load(std::memory_order_acquire) != completed; });
            continue;
        }
        command_.clear();
        const std::uint64_t side = next_request_ % 2;
        const counter::Command transfer = counter::Transfer{RequestId(next_request_), AccountId(first_account_ + side),
                                                            AccountId(first_account_ + 1 - side), amount};
        ++next_request_;
        codec::encode(command_, transfer);
        submit(command_);
    }
    doorbell_.wait(outcome_wait_max, [&] { return completed_.load(std::memory_order_acquire) == count; });
    TRIREME_ASSERT(completed_.load(std::memory_order_acquire) == count, "outcomes are missing");
    Samples latency_us;
    for (std::size_t index = 0; index < count; ++index) {
        latency_us.add(static_cast<double>(completed_at_ns_[index] - submitted_at_ns_[index]) / 1e3);
    }
    return latency_us;
}

void ClosedLoopClient::on_outcome(std::uint64_t tag, const Outcome& outcome) {
    TRIREME_ASSERT(outcome.status == OutcomeStatus::durable, "outcome {}", name_of(outcome.status));
    completed_at_ns_[tag] = now_ns();
    completed_.fetch_add(1, std::memory_order_release);
    doorbell_.ring();
}

}  // namespace trireme::benchmarks
