#include "benchmarks/engine_bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace trireme::benchmarks {

void EngineBench::set_up(Applier& applier, CommandFlow& flow, std::size_t count) {
    FlowRunner runner(applier, flow);
    const std::string where = fmt::format("setting up for {}", report_.section_title());
    runner.time_each(count, thread_cpu_ns,
                     [&](const Command&, std::int64_t ns) { longest_cpu_.take(static_cast<double>(ns), where); });
}

void EngineBench::open(Applier& applier, Brokerage& brokerage) {
    NumberedFlow opening = brokerage.opening();
    set_up(applier, opening, brokerage.opening_commands());
    expect_rejects(applier, 0);
}

void EngineBench::measure(Applier& applier, CommandFlow& flow, const Row& row) {
    applier.settle();
    FlowRunner runner(applier, flow);
    Samples rate;
    Samples cpu_rate;
    Latencies latencies;
    for (std::size_t round = 0; round < rounds; ++round) {
        const FlowRunner::Seconds seconds = runner.time_all(row.count);
        rate.add(static_cast<double>(row.count) / seconds.wall);
        cpu_rate.add(static_cast<double>(row.count) / seconds.cpu);
        time_round(runner, row, latencies);
    }
    report_.figure(row.name, rate.median(), "/s", row.remark);
    report_.figure(fmt::format("{}, of CPU time", row.name), cpu_rate.median(), "/s",
                   "whatever else the machine does; a reading of the clock a batch included");
    report_latencies(row, latencies);
}

void EngineBench::measure_latencies(Applier& applier, CommandFlow& flow, const Row& row) {
    applier.settle();
    FlowRunner runner(applier, flow);
    Latencies latencies;
    for (std::size_t round = 0; round < rounds; ++round) {
        time_round(runner, row, latencies);
    }
    report_latencies(row, latencies);
}

void EngineBench::report_latencies(const Row& row, const Latencies& latencies) {
    report_.latency(fmt::format("{}, wall", row.name), latencies.wall_ns, "ns", row.latency_remark);
    report_.latency(fmt::format("{}, CPU time", row.name), latencies.cpu_ns, "ns", "the reading of the clock included");
}

void EngineBench::time_round(FlowRunner& runner, const Row& row, Latencies& latencies) {
    const std::size_t count = std::max<std::size_t>(row.count / 4, 1);
    double total_ns = 0;
    const auto time_each = [&](ReadClock clock) {
        Samples samples;
        runner.time_each(count, clock, [&](const Command& command, std::int64_t each) {
            const auto ns = static_cast<double>(each);
            total_ns += ns;
            take_longest(clock, ns, row.name);
            if (!row.leaves_out_quotes || !std::holds_alternative<Quotes>(command)) {
                samples.add(ns);
            }
        });
        return samples;
    };
    latencies.wall_ns.add(time_each(wall_ns));
    latencies.cpu_ns.add(time_each(thread_cpu_ns));
    hiccups_.spin(total_ns / 1e9);
}

double EngineBench::nanoseconds(Applier& applier, CommandFlow& flow, std::size_t count) {
    applier.settle();
    FlowRunner runner(applier, flow);
    Samples ns;
    for (std::size_t round = 0; round < rounds; ++round) {
        ns.add(runner.seconds_for(count) * 1e9 / static_cast<double>(count));
    }
    return ns.median();
}

void EngineBench::expect_rejects(const Applier& applier, std::uint64_t expected) {
    if (applier.rejects() != expected) {
        fmt::print(stderr, "bench: {} requests were refused, {} should have been\n", applier.rejects(), expected);
        std::exit(EXIT_FAILURE);
    }
}

void EngineBench::expect_no_events(std::uint64_t events) {
    if (events != 0) {
        fmt::print(stderr, "bench: quotes that should have brought nothing brought {} events\n", events);
        std::exit(EXIT_FAILURE);
    }
}

void EngineBench::report_longest() {
    if (longest_cpu_.ns == 0) {
        return;
    }
    if (hiccups_.usual_cpu_ns() == 0) {
        hiccups_.spin(1);
    }
    report_.section(
        "longest single commands of all of the above, whatever struck them, beside the hiccups of the machine in the "
        "same run");
    report_.figure("longest apply, thread CPU time", longest_cpu_.ns / 1e3, "us", longest_cpu_.where);
    report_.figure("hiccup meter, thread CPU time, longest", hiccups_.longest_cpu_ns() / 1e3, "us",
                   fmt::format("usually {:.0f} ns, the reading of the clock", hiccups_.usual_cpu_ns()));
    report_.figure("longest apply, wall", longest_wall_.ns / 1e3, "us", longest_wall_.where);
    report_.figure("hiccup meter, wall, longest", hiccups_.longest_wall_ns() / 1e3, "us",
                   fmt::format("{:.3f} % of the time lost in gaps", 100 * hiccups_.lost_share()));
}

}  // namespace trireme::benchmarks
