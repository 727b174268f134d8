#include "benchmarks/durable.hpp"

#include "base/assert.hpp"
#include "benchmarks/closed_loop.hpp"
#include "benchmarks/disk_yardstick.hpp"
#include "flows/applier.hpp"
#include "flows/encoded_run.hpp"
#include "runtime/runtime.hpp"
#include "runtime/system_clock.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace trireme::benchmarks {
namespace {

using runtime::WaitPolicy;

constexpr std::size_t rounds = 5;
constexpr std::size_t in_flight = 1'000;
constexpr std::size_t sync_bytes = 128;

std::unique_ptr<runtime::Runtime> start_runtime(journal::Storage& storage, Clock& clock, const Workload& workload,
                                                WaitPolicy wait) {
    runtime::RuntimeOptions options;
    options.wait = wait;
    return value_or_exit(runtime::Runtime::start(storage, clock, workload.kind(), options));
}

// What engine and codec do with the same commands on one thread, without a disk.
class WithoutDisk {
public:
    explicit WithoutDisk(const Workload& workload) : run_(workload.kind().make()) {}

    // Seconds; `events` becomes how many they brought.
    double apply(const EncodedCommands& commands, std::uint64_t& events) {
        events = 0;
        std::int64_t total_ns = 0;
        std::vector<ByteView> batch;
        for (std::size_t done = 0; done < commands.size(); done += batch.size()) {
            batch.clear();
            for (std::size_t index = done; index < std::min(done + batch_commands_max, commands.size()); ++index) {
                batch.push_back(commands[index]);
            }
            const std::int64_t begin = wall_ns();
            run_.apply(batch, nullptr, readings_);
            total_ns += wall_ns() - begin;
            events += run_.events().size();
        }
        return static_cast<double>(total_ns) / 1e9;
    }

private:
    EncodedRun run_;
    std::vector<std::int64_t> readings_;
};

// One round of a thousand in flight.
struct Round {
    double sync_us = 0;
    double engine_rate = 0;  // 0 where it was not tried
    double encoded_rate = 0;
    double durable_rate = 0;
    Samples latency_us;

    // The part of what could be had at best, by the disk and by this rate of an engine.
    [[nodiscard]] double share_of(double rate) const {
        return durable_rate / std::min(rate, static_cast<double>(in_flight) / (2 * sync_us / 1e6));
    }
};

class ManyInFlight {
public:
    ManyInFlight(Report& report, Workload& workload)
        : report_(report), workload_(workload), without_disk_(workload), storage_(folder_.open_storage()) {}

    void measure() {
        runtime::SystemClock clock;
        const auto engine = start_runtime(*storage_, clock, workload_, WaitPolicy::automatic);
        ClosedLoopClient client(*engine, WaitPolicy::automatic);
        workload_.begin(commands_);
        std::uint64_t events = 0;
        without_disk_.apply(commands_, events);
        client.run(commands_, in_flight);
        for (std::size_t round = 0; round < rounds; ++round) {
            take(measure_round(client));
        }
        value_or_exit(engine->stop());
        report_rounds();
    }

    void measure_replay() {
        Samples rate;
        std::uint64_t commands = 0;
        for (std::size_t round = 0; round < rounds; ++round) {
            const auto begin = std::chrono::steady_clock::now();
            const auto booted = value_or_exit(runtime::boot(*storage_, workload_.kind(), {}));
            commands = booted.report.replayed_commands;
            rate.add(static_cast<double>(commands) / seconds_since(begin));
        }
        report_.figure("start with replay from the first record", rate.median(), "commands/s",
                       fmt::format("{} commands; {:.2f} of apply and encode; floor 0.8, goal 1.0", commands,
                                   rate.median() / encoded_rate_.median()));
    }

private:
    Round measure_round(ClosedLoopClient& client) {
        const std::size_t count = report_.quick() ? 50'000 : 500'000;
        Round round;
        const double engine_seconds = workload_.go_on(commands_, count);
        round.engine_rate = engine_seconds == 0 ? 0 : static_cast<double>(count) / engine_seconds;
        std::uint64_t events = 0;
        round.encoded_rate = static_cast<double>(count) / without_disk_.apply(commands_, events);
        round.sync_us = measure_fdatasync_us(folder_, sync_bytes, report_.quick() ? 50 : 500).median();
        ClosedLoopClient::Run run = client.run(commands_, in_flight);
        TRIREME_ASSERT(run.events == events, "{} events where {} were expected", run.events, events);
        round.durable_rate = static_cast<double>(count) / run.seconds;
        round.latency_us = std::move(run.latency_us);
        return round;
    }

    void take(const Round& round) {
        sync_us_.add(round.sync_us);
        engine_rate_.add(round.engine_rate);
        encoded_rate_.add(round.encoded_rate);
        durable_rate_.add(round.durable_rate);
        share_of_encoded_.add(round.share_of(round.encoded_rate));
        if (round.engine_rate > 0) {
            share_of_engine_.add(round.share_of(round.engine_rate));
        }
        latency_us_.add(round.latency_us);
    }

    void report_rounds() {
        report_.figure("fdatasync, p50", sync_us_.median(), "us", "yardstick");
        if (share_of_engine_.count() > 0) {
            report_.figure("engine alone", engine_rate_.median(), "commands/s", "yardstick: the same commands");
        }
        report_.figure("apply and encode alone", encoded_rate_.median(), "commands/s",
                       "yardstick: one thread, no disk");
        report_.figure("durable", durable_rate_.median(), "commands/s");
        report_.figure("of min(apply and encode, 1000 / (2 x fdatasync))", share_of_encoded_.median(), "",
                       "floor 0.5, goal 0.8");
        if (share_of_engine_.count() > 0) {
            report_.figure("of min(engine alone, 1000 / (2 x fdatasync))", share_of_engine_.median(), "");
        }
        report_.latency("durable outcome", latency_us_, "us");
    }

    Report& report_;
    Workload& workload_;
    EncodedCommands commands_;
    WithoutDisk without_disk_;
    ScratchFolder folder_;
    std::unique_ptr<journal::Storage> storage_;
    Samples sync_us_;
    Samples engine_rate_;
    Samples encoded_rate_;
    Samples durable_rate_;
    Samples share_of_encoded_;
    Samples share_of_engine_;
    LatencyRounds latency_us_;
};

}  // namespace

void measure_one_client(Report& report, Workload& workload, WaitPolicy wait) {
    const std::size_t count = report.quick() ? 200 : 2'000;
    const ScratchFolder folder;
    const auto storage = folder.open_storage();
    runtime::SystemClock clock;
    const auto engine = start_runtime(*storage, clock, workload, wait);
    ClosedLoopClient client(*engine, wait);
    EncodedCommands commands;
    workload.begin(commands);
    client.run(commands, in_flight);
    LatencyRounds sync_us;
    LatencyRounds latency_us;
    Samples ratio;
    for (std::size_t round = 0; round < rounds; ++round) {
        workload.go_on(commands, count);
        const Samples sync = measure_fdatasync_us(folder, sync_bytes, count / 2);
        const Samples latency = client.run(commands, 1).latency_us;
        ratio.add(latency.median() / sync.median());
        sync_us.add(sync);
        latency_us.add(latency);
    }
    value_or_exit(engine->stop());
    report.latency(fmt::format("wait = {}: fdatasync", name_of(wait)), sync_us, "us", "yardstick");
    report.latency(fmt::format("wait = {}: durable outcome", name_of(wait)), latency_us, "us",
                   fmt::format("{:.2f} x fdatasync; floor 1.5, goal 1.2", ratio.median()));
}

void measure_many_and_replay(Report& report, std::string_view what, Workload& workload) {
    report.section(fmt::format("{}: one client with {} in flight", what, in_flight));
    ManyInFlight many(report, workload);
    many.measure();
    report.section(fmt::format("{}: replay of what was just written", what));
    many.measure_replay();
}

}  // namespace trireme::benchmarks
