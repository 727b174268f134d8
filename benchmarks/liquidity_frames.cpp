#include "benchmarks/liquidity_frames.hpp"

#include "benchmarks/clocks.hpp"
#include "benchmarks/disk_yardstick.hpp"
#include "marketdata/quote_aggregator.hpp"
#include "venues/binance_feed.hpp"

#include <fmt/format.h>

#include <array>
#include <random>
#include <string>
#include <vector>

namespace trireme::benchmarks {
namespace {

using namespace marketdata;
using namespace venues;

constexpr std::size_t rounds = 5;
constexpr std::size_t levels_per_update = 20;  // on either side
constexpr Symbol symbol("SOLUSDT");
constexpr Timestamp now(1'780'000'000'000'000'000);

struct Into final : LpListener {
    explicit Into(QuoteAggregator& made) : aggregator(made) {}
    void on_quote(const LpQuote& quote) override { aggregator.take(quote); }
    void on_depth(const LpDepth& depth) override { aggregator.take(depth); }
    void on_withdrawn(LpSlot lp, InstrumentSlot instrument, Timestamp time) override {
        aggregator.withdraw(lp, instrument, time);
    }
    void on_connection(LpSlot, bool, Timestamp) override {}
    void on_report(LpSlot, const LpReport&) override {}
    void on_open_orders_told(LpSlot, Timestamp) override {}
    void on_positions(LpSlot, std::span<const LpPosition>, Timestamp) override {}
    QuoteAggregator& aggregator;
};

// Prices have two digits and go up and down by themselves.
std::string price_text(std::int64_t cents) { return fmt::format("{}.{:02}000000", cents / 100, cents % 100); }

std::vector<std::string> make_tickers(std::size_t count) {
    std::mt19937_64 random(2);
    std::vector<std::string> frames;
    std::int64_t bid = 2'000'000;
    for (std::size_t at = 1; at <= count; ++at) {
        bid += static_cast<std::int64_t>(random() % 5) - 2;
        frames.push_back(fmt::format(
            R"({{"stream":"solusdt@bookTicker","data":{{"u":{},"s":"SOLUSDT","b":"{}","B":"{}.21000000","a":"{}","A":"{}.66000000"}}}})",
            at, price_text(bid), random() % 100, price_text(bid + 1), random() % 100));
    }
    return frames;
}

std::string levels_text(std::mt19937_64& random, std::int64_t best, std::int64_t away) {
    std::string text;
    for (std::size_t level = 0; level < levels_per_update; ++level) {
        const std::int64_t price = best + away * static_cast<std::int64_t>(random() % 500);
        text += fmt::format(R"({}["{}","{}.50000000"])", level == 0 ? "" : ",", price_text(price), random() % 9 + 1);
    }
    return text;
}

std::vector<std::string> make_updates(std::size_t count) {
    std::mt19937_64 random(3);
    std::vector<std::string> frames;
    for (std::size_t at = 1; at <= count; ++at) {
        frames.push_back(fmt::format(
            R"({{"stream":"solusdt@depth@100ms","data":{{"e":"depthUpdate","E":1780000000000,"s":"SOLUSDT","U":{},"u":{},"b":[{}],"a":[{}]}}}})",
            at + 1, at + 1, levels_text(random, 2'000'000, -1), levels_text(random, 2'000'001, 1)));
    }
    return frames;
}

void measure(Report& report, std::string_view what, const std::vector<std::string>& frames, std::string_view remark) {
    Samples rate;
    for (std::size_t round = 0; round < rounds; ++round) {
        LiquidityTerms terms{.lps = {LpId(1)}};
        terms.quoted.push_back({.id = InstrumentId(1), .lps = {LpSlot(0)}});
        auto aggregator = value_or_exit(QuoteAggregator::create(terms));
        Into into(aggregator);
        BinanceFeedTerms feed_terms;
        feed_terms.instruments.push_back({symbol, InstrumentSlot(0)});
        auto feed = value_or_exit(BinanceFeed::create(feed_terms));
        value_or_exit(feed.take_snapshot(
            symbol, R"({"lastUpdateId":1,"bids":[["1.00","1"]],"asks":[["90000.00","1"]]})", now, into));
        std::array<AggregatedQuote, 1> batch;
        const std::int64_t begin = thread_cpu_ns();
        for (const std::string& frame : frames) {
            value_or_exit(feed.take_frame(frame, now, into));
            keep(aggregator.take_quotes(batch));
        }
        rate.add(static_cast<double>(frames.size()) * 1e9 / static_cast<double>(thread_cpu_ns() - begin));
    }
    report.figure(what, rate.median(), "frames/s", remark);
}

}  // namespace

void measure_frames(Report& report) {
    report.section("frames of Binance's streams into aggregated prices, one core");
    measure(report, "bookTicker", make_tickers(report.quick() ? 10'000 : 300'000), "parsed, checked, aggregated");
    measure(report, "depthUpdate of 40 levels", make_updates(report.quick() ? 1'000 : 30'000),
            "the same, with the book of about 1,000 levels kept");
}

}  // namespace trireme::benchmarks
