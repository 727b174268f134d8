#include "benchmarks/engine_bench.hpp"
#include "flows/engine_alone.hpp"
#include "flows/market_orders.hpp"
#include "flows/quiet_quotes.hpp"
#include "flows/resting_orders.hpp"
#include "flows/waiting_orders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

// The longest single command, told apart from what the machine adds. A thread's own clock goes on where the host of a
// virtual machine takes the processor away, so the longest of one run may be no command's doing. Two runs of the same
// commands do the same work, and the machine hardly ever strikes the same command twice: of each command the shorter
// time of the two counts.
namespace trireme::benchmarks {
namespace {

constexpr float goal_ns = 50'000;

struct Timed {
    float ns = 0;
    std::uint8_t phase = 0;
};

constexpr Brokerage::Size book{.instruments = 20, .accounts = 10'000};

constexpr std::array<std::string_view, 7> phases{
    "opening",        "remembering ids", "market orders",          "resting orders",
    "waiting orders", "quiet quotes",    "quotes that fill orders"};

// Everything that engines are asked for here, one after the other, and how long each took.
class WholeRun {
public:
    explicit WholeRun(const EngineBench& bench)
        : bench_(bench), orders_(brokerage_, 50'000), resting_(brokerage_, 10'000) {}

    std::vector<Timed> run() {
        NumberedFlow opening = brokerage_.opening();
        NumberedFlow refused = brokerage_.refused_requests();
        NumberedFlow waiting = waiting_orders(brokerage_);
        QuietQuotes quotes(brokerage_);
        NumberedFlow falling = falling_quotes(brokerage_);
        go(0, opening, brokerage_.opening_commands());
        go(1, refused, bench_.count(5'000'000, 50'000));
        go(2, orders_, orders_.opening_commands() + bench_.count(500'000, 10'000));
        go(3, resting_, resting_.opening_commands() + bench_.count(500'000, 10'000));
        go(4, waiting, bench_.count(1'000'000, 20'000));
        go(5, quotes, bench_.count(200'000, 10'000));
        go(6, falling, bench_.count(50'000, 1'000));
        return std::move(timed_);
    }

private:
    void go(std::uint8_t phase, CommandFlow& flow, std::size_t count) {
        FlowRunner(engine_, flow).time_each(count, thread_cpu_ns, [&](const Command&, std::int64_t ns) {
            timed_.push_back({static_cast<float>(ns), phase});
        });
    }

    const EngineBench& bench_;
    Brokerage brokerage_{book};
    MarketOrders orders_;
    RestingOrders resting_;
    EngineAlone engine_;
    std::vector<Timed> timed_;
};

}  // namespace

void measure_longest(EngineBench& bench) {
    std::vector<Timed> shorter = WholeRun(bench).run();
    const std::vector<Timed> again = WholeRun(bench).run();
    std::array<float, phases.size()> longest_once{};
    std::array<float, phases.size()> longest{};
    for (std::size_t index = 0; index < shorter.size(); ++index) {
        Timed& timed = shorter[index];
        longest_once[timed.phase] = std::max(longest_once[timed.phase], timed.ns);
        timed.ns = std::min(timed.ns, again[index].ns);
        longest[timed.phase] = std::max(longest[timed.phase], timed.ns);
    }
    Report& report = bench.report();
    report.section(
        fmt::format("longest single command by thread CPU time: of each of {} commands the shorter of two equal runs",
                    shorter.size()));
    report.columns({"shorter of two", "in one run"}, "us");
    for (std::size_t phase = 0; phase < phases.size(); ++phase) {
        report.row(phases[phase], {longest[phase] / 1e3, longest_once[phase] / 1e3});
    }
    const auto worst = std::ranges::max_element(shorter, {}, &Timed::ns);
    report.figure(
        "longest apply, thread CPU time", worst->ns / 1e3, "us",
        fmt::format("floor 1,000, goal 50; command {}, {}", worst - shorter.begin() + 1, phases[worst->phase]));
    const auto over_goal = std::ranges::count_if(shorter, [](const Timed& timed) { return timed.ns > goal_ns; });
    report.figure("commands above the goal", static_cast<double>(over_goal), "commands");
}

}  // namespace trireme::benchmarks
