#pragma once

#include "benchmarks/hiccup_meter.hpp"
#include "benchmarks/report.hpp"
#include "flows/applier.hpp"
#include "flows/brokerage.hpp"
#include "flows/command_flow.hpp"
#include "flows/flow_runner.hpp"

#include <string>
#include <string_view>

namespace trireme::benchmarks {

inline constexpr std::size_t rounds = 5;

// The longest single command so far, and where it came.
struct LongestApply {
    double ns = 0;
    std::string where;

    void take(double candidate_ns, std::string_view candidate_where) {
        if (candidate_ns > ns) {
            ns = candidate_ns;
            where = candidate_where;
        }
    }
};

// What the measurements of the engine share: the report, how they measure, and the longest commands of all of them.
class EngineBench {
public:
    explicit EngineBench(Report& report) : report_(report) {}

    [[nodiscard]] Report& report() { return report_; }
    [[nodiscard]] bool quick() const { return report_.quick(); }
    // The first in earnest, the other for a quick look.
    [[nodiscard]] std::size_t count(std::size_t full, std::size_t quick) const {
        return report_.quick() ? quick : full;
    }

    // Applies commands that nothing is said about but how long the longest of them takes.
    void set_up(Applier& applier, CommandFlow& flow, std::size_t count);
    // Opens the brokerage, then the flows' beginnings.
    void open(Applier& applier, Brokerage& brokerage);
    void open(Applier& applier, CommandFlow& flow) { set_up(applier, flow, flow.opening_commands()); }

    struct Row {
        std::string name{};
        std::size_t count = 0;  // commands of each round
        std::string remark{};
        std::string latency_remark{};
        bool leaves_out_quotes = false;  // of the latencies
    };
    // In rounds: so many commands in a row, then as in `measure_latencies`. Reports commands per second and latencies.
    void measure(Applier& applier, CommandFlow& flow, const Row& row);
    // In rounds: commands with the wall's clock read around each, commands with the thread's own clock around each, and
    // the hiccup meter for as long as they took. Reports nanoseconds of each.
    void measure_latencies(Applier& applier, CommandFlow& flow, const Row& row);

    // Nanoseconds per command, the median over the rounds.
    [[nodiscard]] double nanoseconds(Applier& applier, CommandFlow& flow, std::size_t count);

    // Ends the program where other requests were refused than those.
    static void expect_rejects(const Applier& applier, std::uint64_t expected);
    // Likewise where quotes that should bring nothing brought events.
    static void expect_no_events(std::uint64_t events);

    // A command that a measurement timed by itself, with one of the two clocks.
    void take_longest(ReadClock clock, double ns, std::string_view where) {
        (clock == thread_cpu_ns ? longest_cpu_ : longest_wall_).take(ns, where);
    }
    // Spins the hiccup meter for as long as something else was timed.
    void spin_hiccups(double seconds) { hiccups_.spin(seconds); }
    // Of all that was timed, whatever struck it.
    void report_longest();

private:
    struct Latencies {
        LatencyRounds wall_ns;
        LatencyRounds cpu_ns;
    };
    void time_round(FlowRunner& runner, const Row& row, Latencies& latencies);
    void report_latencies(const Row& row, const Latencies& latencies);

    Report& report_;
    HiccupMeter hiccups_;
    LongestApply longest_wall_;
    LongestApply longest_cpu_;
};

// The measurements, each with sections of its own in the report.
void measure_market_orders(EngineBench& bench);
void measure_encoded_orders(EngineBench& bench);
void measure_resting_orders(EngineBench& bench);
void measure_orders_among_quotes(EngineBench& bench);
void measure_quotes(EngineBench& bench);
void measure_resting_triggers(EngineBench& bench);
void measure_volatile_day(EngineBench& bench);
void measure_memory(EngineBench& bench);
void measure_growth(EngineBench& bench);
void measure_longest(EngineBench& bench);

}  // namespace trireme::benchmarks
