#include "benchmarks/engine_bench.hpp"
#include "flows/engine_alone.hpp"
#include "flows/quiet_quotes.hpp"
#include "flows/waiting_orders.hpp"

#include <fmt/format.h>

// Quotes that trigger nothing, and quotes over a million orders that wait for their price.
namespace trireme::benchmarks {
namespace {

// Positions of all accounts in turn, in one instrument after another; every other account short.
NumberedFlow positions_over(const Brokerage& brokerage) {
    return NumberedFlow([&brokerage](std::size_t number, Command& command) {
        const std::size_t accounts = brokerage.size().accounts;
        const std::size_t row = number / accounts;
        const Side side = number % 2 == 0 ? Side::buy : Side::sell;
        command = market_order(brokerage.account(number), brokerage.instrument(number + row), side);
    });
}

void measure_positions(EngineBench& bench, const Brokerage::Size& size, std::size_t positions,
                       const EngineBench::Row& row) {
    EngineAlone engine;
    Brokerage brokerage(size);
    bench.open(engine, brokerage);
    NumberedFlow opening = positions_over(brokerage);
    bench.set_up(engine, opening, positions);
    QuietQuotes quotes(brokerage);
    const auto before = engine.tally().events();
    bench.report().figure(row.name, bench.nanoseconds(engine, quotes, row.count), "ns", row.remark);
    if (!row.latency_remark.empty()) {
        bench.measure_latencies(engine, quotes, row);
    }
    bench.expect_no_events(engine.tally().events() - before);
    bench.expect_rejects(engine, 0);
}

void measure_triggered(EngineBench& bench, EngineAlone& engine, const Brokerage& brokerage, double quiet_ns) {
    NumberedFlow falling = falling_quotes(brokerage);
    FlowRunner runner(engine, falling);
    const std::size_t count = bench.count(20'000, 500);
    const std::uint64_t before = engine.tally().trades(TradeReason::triggered);
    Samples ns;
    Samples per_quote;
    for (std::size_t round = 0; round < rounds; ++round) {
        const std::uint64_t triggered_before = engine.tally().trades(TradeReason::triggered);
        ns.add(runner.seconds_for(count) * 1e9 / static_cast<double>(count));
        per_quote.add(static_cast<double>(engine.tally().trades(TradeReason::triggered) - triggered_before) /
                      static_cast<double>(count));
    }
    bench.report().figure("a quote that reaches some", ns.median(), "ns");
    bench.report().figure("orders it fills, on average", per_quote.median(), "orders",
                          fmt::format("{} in all", engine.tally().trades(TradeReason::triggered) - before));
    bench.report().figure("for each order filled", (ns.median() - quiet_ns) / per_quote.median(), "ns");
    bench.measure_latencies(engine, falling, {.name = "a quote that reaches some", .count = count});
}

}  // namespace

void measure_quotes(EngineBench& bench) {
    bench.report().section("a quote that triggers nothing: all positions of 10,000 accounts in one instrument");
    const std::size_t count = bench.count(1'000'000, 10'000);
    for (const std::size_t positions : {1'000UL, 10'000UL, 100'000UL, 1'000'000UL}) {
        if (bench.quick() && positions > 10'000) {
            break;
        }
        const bool is_headline = positions == 100'000;
        measure_positions(bench, {.instruments = 1}, positions,
                          {.name = fmt::format("quote, {} positions", positions),
                           .count = count,
                           .remark = is_headline ? "floor 80, goal 30" : "",
                           .latency_remark = is_headline ? "the reading of the clock included" : ""});
    }
    bench.report().section("a quote that triggers nothing: 100,000 positions of 10,000 accounts over more instruments");
    for (const std::size_t instruments : {10UL, 100UL, 1'000UL}) {
        measure_positions(bench, {.instruments = instruments}, bench.count(100'000, 10'000),
                          {.name = fmt::format("quote, {} instruments", instruments), .count = count});
    }
}

void measure_resting_triggers(EngineBench& bench) {
    const std::size_t orders = bench.count(1'000'000, 20'000);
    const Brokerage::Size size{.instruments = 20, .accounts = bench.count(100'000, 10'000)};
    bench.report().section(
        fmt::format("{} orders waiting for their price: {} accounts, {} instruments, {} prices on "
                    "either side, limits and stops",
                    orders, size.accounts, size.instruments, waiting_levels));
    EngineAlone engine;
    Brokerage brokerage(size);
    bench.open(engine, brokerage);
    NumberedFlow placing = waiting_orders(brokerage);
    bench.set_up(engine, placing, orders);
    QuietQuotes quotes(brokerage);
    const double quiet_ns = bench.nanoseconds(engine, quotes, bench.count(1'000'000, 10'000));
    bench.report().figure("a quote that reaches none", quiet_ns, "ns");
    measure_triggered(bench, engine, brokerage, quiet_ns);
    bench.expect_rejects(engine, 0);
}

}  // namespace trireme::benchmarks
