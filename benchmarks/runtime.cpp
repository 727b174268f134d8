// What it costs to make a command durable and to bring it back, beside what the disk and the core cost by themselves.

#include "runtime/runtime.hpp"

#include "benchmarks/closed_loop.hpp"
#include "benchmarks/counter_core.hpp"
#include "benchmarks/disk_yardstick.hpp"
#include "benchmarks/report.hpp"
#include "codec/bytes.hpp"
#include "counter/commands.hpp"
#include "runtime/batch.hpp"
#include "runtime/system_clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace {

using namespace trireme;
using namespace trireme::benchmarks;
using runtime::WaitPolicy;

constexpr std::size_t rounds = 5;
constexpr std::size_t in_flight = 1'000;

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

// What is left to do where no disk follows: the checksums of all records.
void seal_and_clear(runtime::Batch& batch) {
    runtime::EventRecords& events = batch.events();
    batch.seal(journal::RecordSeed());
    events.close();
    journal::seal_records(events.records_of(0, events.block_count()), journal::RecordSeed());
    batch.clear();
}

// Commands per second that the core and the codec do by themselves: decode, apply, encode the journal record and the
// events with their checksums, keep the running hash. No thread, no disk.
double measure_apply_rate(std::size_t count) {
    const auto kind = counter_core_kind();
    const auto core = kind.make();
    runtime::CoreRunner runner(*core, {});
    std::vector<ByteBuffer> commands(count);
    const Currency usd = *Currency::from_code("USD");
    for (std::size_t index = 0; index < count; ++index) {
        const auto side = index % 2;
        const counter::Command command =
            index < 2 ? counter::Command(counter::OpenAccount{AccountId(1000 + index), usd})
                      : counter::Command(counter::Transfer{RequestId(index), AccountId(1000 + side),
                                                           AccountId(1001 - side), Money(1, usd)});
        codec::encode(commands[index], command);
    }
    runtime::Batch batch;
    const runtime::BatchLimits limits;
    const auto begin = std::chrono::steady_clock::now();
    for (const ByteBuffer& command : commands) {
        if (!batch.has_room(limits)) {
            seal_and_clear(batch);
        }
        const std::size_t events_before = batch.events().count();
        value_or_exit(runner.apply(Timestamp(0), command, batch.events()));
        batch.add({.sequence = runner.position().sequence, .time = Timestamp(0), .link = runner.position().event_hash},
                  command, events_before, nullptr, 0);
    }
    seal_and_clear(batch);
    return static_cast<double>(count) / seconds_since(begin);
}

std::unique_ptr<runtime::Runtime> start_runtime(journal::Storage& storage, Clock& clock, WaitPolicy wait) {
    runtime::RuntimeOptions options;
    options.wait = wait;
    return value_or_exit(runtime::Runtime::start(storage, clock, counter_core_kind(), options));
}

void measure_one_client(Report& report, WaitPolicy wait) {
    const std::size_t count = report.quick() ? 200 : 2'000;
    const ScratchFolder folder;
    const auto storage = folder.open_storage();
    runtime::SystemClock clock;
    Samples sync_p50;
    Samples p50;
    Samples p99;
    Samples ratio;
    auto engine = start_runtime(*storage, clock, wait);
    ClosedLoopClient client(*engine, wait, 1000);
    client.open_accounts();
    for (std::size_t round = 0; round < rounds; ++round) {
        const double sync = measure_fdatasync_us(folder, 128, count / 2).median();
        const Samples latency = client.run(count, 1).latency_us;
        sync_p50.add(sync);
        p50.add(latency.percentile(0.5));
        p99.add(latency.percentile(0.99));
        ratio.add(latency.percentile(0.5) / sync);
    }
    value_or_exit(engine->stop());
    report.figure(fmt::format("wait = {}: fdatasync, p50", name_of(wait)), sync_p50.median(), "us", "yardstick");
    report.figure(fmt::format("wait = {}: durable outcome, p50", name_of(wait)), p50.median(), "us",
                  fmt::format("{:.2f} x fdatasync; floor 1.5, goal 1.2", ratio.median()));
    report.figure(fmt::format("wait = {}: durable outcome, p99", name_of(wait)), p99.median(), "us");
}

void measure_many(Report& report) {
    report.section(fmt::format("durable commands, one client with {} in flight", in_flight));
    const std::size_t count = report.quick() ? 50'000 : 1'000'000;
    const ScratchFolder folder;
    const auto storage = folder.open_storage();
    runtime::SystemClock clock;
    Samples sync_us;
    Samples apply_rate;
    Samples rate;
    Samples share;
    Samples p50;
    Samples p99;
    auto engine = start_runtime(*storage, clock, WaitPolicy::automatic);
    ClosedLoopClient client(*engine, WaitPolicy::automatic, 1000);
    client.open_accounts();
    for (std::size_t round = 0; round < rounds; ++round) {
        const double sync = measure_fdatasync_us(folder, 128, report.quick() ? 50 : 500).median();
        const double apply = measure_apply_rate(count);
        const auto [seconds, latency] = client.run(count, in_flight);
        const double durable = static_cast<double>(count) / seconds;
        const double bound = std::min(apply, static_cast<double>(in_flight) / (2 * sync / 1e6));
        sync_us.add(sync);
        apply_rate.add(apply);
        rate.add(durable);
        share.add(durable / bound);
        p50.add(latency.percentile(0.5));
        p99.add(latency.percentile(0.99));
    }
    value_or_exit(engine->stop());
    engine.reset();
    report.figure("fdatasync, p50", sync_us.median(), "us", "yardstick");
    report.figure("apply and encode alone", apply_rate.median(), "commands/s", "yardstick: one thread, no disk");
    report.figure("durable", rate.median(), "commands/s",
                  fmt::format("{:.2f} of min(apply, 1000 / (2 x fdatasync)); floor 0.5, goal 0.8", share.median()));
    report.figure("durable outcome, p50", p50.median(), "us");
    report.figure("durable outcome, p99", p99.median(), "us");

    report.section("replay of what was just written");
    Samples replay_rate;
    for (std::size_t round = 0; round < rounds; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        auto booted = value_or_exit(runtime::boot(*storage, counter_core_kind(), {}));
        replay_rate.add(static_cast<double>(booted.report.replayed_commands) / seconds_since(begin));
    }
    report.figure(
        "start with replay from the beginning", replay_rate.median(), "commands/s",
        fmt::format("{:.2f} of apply and encode; floor 0.8, goal 1.0", replay_rate.median() / apply_rate.median()));
}

}  // namespace

int main(int argc, char** argv) {
    Report report("runtime", parse_options(argc, argv));
    measure_handovers(report);
    report.section("durable outcome, one client, one command at a time");
    measure_one_client(report, WaitPolicy::automatic);
    measure_one_client(report, WaitPolicy::park);
    measure_many(report);
    return report.finish();
}
