#include "benchmarks/disk_yardstick.hpp"
#include "benchmarks/engine_bench.hpp"
#include "flows/engine_alone.hpp"
#include "flows/trading_day.hpp"
#include "marketdata/quote_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

// A volatile day: quotes over a book of protected positions, of which every trigger, margin call and stop-out counts.
namespace trireme::benchmarks {
namespace {

// What quotes have brought so far, as events say it.
struct Brought {
    explicit Brought(const EventTally& tally)
        : entries(tally.trades(TradeReason::triggered)),
          stop_losses(tally.trades(TradeReason::stop_loss)),
          take_profits(tally.trades(TradeReason::take_profit)),
          stop_outs(tally.trades(TradeReason::stop_out)),
          margin_calls(tally.count<MarginCallChanged>()) {}

    std::uint64_t entries;
    std::uint64_t stop_losses;
    std::uint64_t take_profits;
    std::uint64_t stop_outs;
    std::uint64_t margin_calls;
};

struct Day {
    std::size_t quotes = 0;  // of a round
    std::size_t positions = 0;
    std::int64_t reach_ticks = 0;
    Brokerage::Size size;
};

class VolatileDay {
public:
    VolatileDay(EngineBench& bench, const Day& day, DayPrices prices)
        : bench_(bench),
          day_(day),
          brokerage_(day.size),
          prices_(std::move(prices)),
          quotes_(brokerage_, prices_),
          clients_(brokerage_, quotes_, day.positions, day.reach_ticks),
          quote_runner_(engine_, quotes_),
          client_runner_(engine_, clients_) {}

    void measure() {
        bench_.open(engine_, brokerage_);
        bench_.set_up(engine_, quotes_, 1);
        bench_.open(engine_, clients_);
        engine_.tally().keep_ended();
        const Brought before(engine_.tally());
        Samples rate;
        LatencyRounds cpu;
        LatencyRounds wall;
        for (std::size_t round = 0; round < rounds; ++round) {
            rate.add(static_cast<double>(day_.quotes) / seconds_of_round());
            wall.add(time_each(wall_ns));
            cpu.add(time_each(thread_cpu_ns));
        }
        bench_.report().figure("quotes", rate.median(), "/s", "floor 0.5 M, goal 2 M");
        bench_.report().latency("a quote of the day, wall", wall, "ns", "the reading of the clock included");
        bench_.report().latency("a quote of the day, CPU time", cpu, "ns", "the reading of the clock included");
        report_brought(before);
    }

private:
    // The time of the quotes alone; what clients do between them is their affair.
    double seconds_of_round() {
        double seconds = 0;
        for (std::size_t done = 0; done < day_.quotes; done += batch_commands_max) {
            seconds += quote_runner_.seconds_for(batch_commands_max);
            let_clients_answer();
        }
        return seconds;
    }

    Samples time_each(ReadClock clock) {
        Samples ns;
        const std::int64_t begin = wall_ns();
        for (std::size_t done = 0; done < day_.quotes / 4; done += batch_commands_max) {
            quote_runner_.time_each(batch_commands_max, clock, [&](const Command&, std::int64_t each) {
                ns.add(static_cast<double>(each));
                bench_.take_longest(clock, static_cast<double>(each), "a quote of the volatile day");
            });
            let_clients_answer();
        }
        quotes_timed_ += ns.count();
        bench_.spin_hiccups(static_cast<double>(wall_ns() - begin) / 1e9);
        return ns;
    }

    void let_clients_answer() {
        clients_.take(engine_.tally().ended());
        client_runner_.seconds_for(clients_.waiting());
    }

    void report_brought(const Brought& before) {
        const Brought after(engine_.tally());
        const double thousands = static_cast<double>(rounds * day_.quotes + quotes_timed_) / 1e3;
        const auto report = [&](std::string_view name, std::uint64_t count) {
            bench_.report().figure(name, static_cast<double>(count) / thousands, "per 1,000 quotes",
                                   fmt::format("{} in all", count));
        };
        report("waiting orders filled", after.entries - before.entries);
        report("stop losses", after.stop_losses - before.stop_losses);
        report("take profits", after.take_profits - before.take_profits);
        report("positions closed by stop-outs", after.stop_outs - before.stop_outs);
        report("margin calls begun or over", after.margin_calls - before.margin_calls);
        report("requests of clients refused", engine_.rejects());
    }

    EngineBench& bench_;
    Day day_;
    Brokerage brokerage_;
    EngineAlone engine_;
    DayPrices prices_;
    QuotesOfDay quotes_;
    ClientsOfDay clients_;
    FlowRunner quote_runner_;
    FlowRunner client_runner_;
    std::size_t quotes_timed_ = 0;
};

std::vector<DayPrices::Prices> read_prices(const std::string& path) {
    auto file = value_or_exit(marketdata::QuoteFile::open({.path = path}));
    std::vector<DayPrices::Prices> prices;
    while (const auto quote = value_or_exit(file.next())) {
        prices.push_back({quote->bid, quote->ask});
    }
    return prices;
}

// How far the bid went from end to end, in ticks.
std::int64_t range_ticks(const std::vector<DayPrices::Prices>& prices) {
    const auto [low, high] = std::ranges::minmax_element(prices, {}, &DayPrices::Prices::bid);
    return (high->bid.value() - low->bid.value()) / tick;
}

// Deposits from hardly enough to ample, so that some accounts come near their levels.
Day day_of(const EngineBench& bench) {
    return {.quotes = bench.count(1'000'000, 20'000),
            .positions = bench.count(100'000, 10'000),
            .reach_ticks = 20'000,
            .size = {.instruments = 1,
                     .accounts = bench.count(10'000, 1'000),
                     .deposit_dollars = 2'500,
                     .deposit_spread_dollars = 20'000}};
}

std::string book_of(const Day& day) {
    return fmt::format("{} protected positions of {} accounts in the instrument, opened again when ended",
                       day.positions, day.size.accounts);
}

}  // namespace

void measure_volatile_day(EngineBench& bench) {
    const Day generated = day_of(bench);
    bench.report().section(fmt::format("a generated volatile day: {}", book_of(generated)));
    VolatileDay(bench, generated, DayPrices()).measure();

    const std::string& path = bench.report().quotes_file();
    if (path.empty()) {
        return;
    }
    std::vector<DayPrices::Prices> prices = read_prices(path);
    Day recorded = day_of(bench);
    recorded.reach_ticks = std::max<std::int64_t>(range_ticks(prices), 1'000);
    recorded.quotes = std::min(recorded.quotes, prices.size());
    bench.report().section(fmt::format("the recorded day {}, {} quotes over and over: {}",
                                       std::filesystem::path(path).filename().string(), prices.size(),
                                       book_of(recorded)));
    VolatileDay(bench, recorded, DayPrices(std::move(prices))).measure();
}

}  // namespace trireme::benchmarks
