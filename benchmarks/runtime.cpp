// What it costs to make a command durable and to bring it back, beside what the disk and the core cost by themselves.

#include "benchmarks/durable.hpp"
#include "benchmarks/report.hpp"
#include "benchmarks/workload.hpp"
#include "benchmarks/yardsticks.hpp"
#include "runtime/waiting.hpp"

#include <fmt/format.h>

#include <atomic>
#include <memory>
#include <thread>

namespace {

using namespace trireme;
using namespace trireme::benchmarks;
using runtime::WaitPolicy;

// Nanoseconds for a hand-over from one thread to another: half of a round trip.
Samples measure_handover_ns(WaitPolicy policy, std::size_t count) {
    runtime::Doorbell there(policy);
    runtime::Doorbell back(policy);
    std::atomic<std::uint64_t> sent = 0;
    std::atomic<std::uint64_t> answered = 0;
    constexpr auto wait_max = std::chrono::seconds(10);
    std::thread echo([&] {
        for (std::uint64_t turn = 1; turn <= count; ++turn) {
            there.wait(wait_max, [&] { return sent.load(std::memory_order_acquire) == turn; });
            answered.store(turn, std::memory_order_release);
            back.ring();
        }
    });
    Samples samples;
    for (std::uint64_t turn = 1; turn <= count; ++turn) {
        const auto begin = std::chrono::steady_clock::now();
        sent.store(turn, std::memory_order_release);
        there.ring();
        back.wait(wait_max, [&] { return answered.load(std::memory_order_acquire) == turn; });
        samples.add(seconds_since(begin) * 1e9 / 2);
    }
    echo.join();
    return samples;
}

void measure_handovers(Report& report) {
    report.section("hand-over between two threads, by how they wait");
    for (const WaitPolicy policy : {WaitPolicy::automatic, WaitPolicy::spin, WaitPolicy::park}) {
        report.latency(fmt::format("wait = {}", name_of(policy)),
                       measure_handover_ns(policy, report.quick() ? 1'000 : 50'000), "ns");
    }
}

void measure_durable(Report& report, std::string_view what, std::unique_ptr<Workload> (*make)()) {
    report.section(fmt::format("{}: durable outcome, one client, one command at a time", what));
    for (const WaitPolicy wait : {WaitPolicy::automatic, WaitPolicy::park}) {
        measure_one_client(report, *make(), wait);
    }
    measure_many_and_replay(report, what, *make());
}

}  // namespace

int main(int argc, char** argv) {
    Report report("runtime", parse_options(argc, argv));
    report_yardsticks(report);
    if (report.wants("hand-overs")) {
        measure_handovers(report);
    }
    if (report.wants("brokerage")) {
        measure_durable(report, "brokerage engine, market orders", [] { return brokerage_workload(10'000); });
    }
    if (report.wants("counter")) {
        measure_durable(report, "counter ledger, transfers", counter_workload);
    }
    return report.finish();
}
