#include "benchmarks/engine_bench.hpp"
#include "flows/engine_alone.hpp"
#include "flows/engine_encoded.hpp"
#include "flows/market_orders.hpp"
#include "flows/quiet_quotes.hpp"
#include "flows/resting_orders.hpp"

#include <fmt/format.h>

// How the cost of each kind of command grows with the book.
namespace trireme::benchmarks {
namespace {

struct Book {
    Brokerage::Size size;
    std::size_t positions = 0;
};

const std::vector<std::string> columns{"market order", "encoded", "among 10 quotes", "place/modify/cancel",
                                       "a quiet quote"};

double encoded_ns(EngineBench& bench, const Book& book, std::size_t count) {
    EngineEncoded engine;
    Brokerage brokerage(book.size);
    bench.open(engine, brokerage);
    MarketOrders orders(brokerage, book.positions);
    bench.open(engine, orders);
    const double ns = bench.nanoseconds(engine, orders, count);
    bench.expect_rejects(engine, 0);
    return ns;
}

void measure_book(EngineBench& bench, std::string_view name, const Book& book) {
    const std::size_t count = bench.count(200'000, 10'000);
    EngineAlone engine;
    Brokerage brokerage(book.size);
    bench.open(engine, brokerage);
    MarketOrders orders(brokerage, book.positions);
    bench.open(engine, orders);
    const double order_ns = bench.nanoseconds(engine, orders, count);
    QuietQuotes quotes(brokerage);
    const double quote_ns = bench.nanoseconds(engine, quotes, count);
    AmongQuotes among(brokerage, orders);
    const double mixed_ns = bench.nanoseconds(engine, among, 5 * count);
    const double among_ns = mixed_ns + AmongQuotes::quotes_per_command * (mixed_ns - quote_ns);
    RestingOrders resting(brokerage, bench.count(20'000, 1'000));
    bench.open(engine, resting);
    const double resting_ns = bench.nanoseconds(engine, resting, count);
    bench.expect_rejects(engine, 0);
    bench.report().row(name, {order_ns, encoded_ns(bench, book, count), among_ns, resting_ns, quote_ns});
}

void begin_table(EngineBench& bench, std::string_view title) {
    bench.report().section(title);
    bench.report().columns(columns, "ns");
}

}  // namespace

void measure_growth(EngineBench& bench) {
    begin_table(bench, "growth with positions: 10,000 accounts, 20 instruments, each account in 5");
    for (const std::size_t positions : {1'000UL, 10'000UL, 100'000UL, 1'000'000UL}) {
        if (bench.quick() && positions > 10'000) {
            break;
        }
        measure_book(bench, fmt::format("{} positions", positions), {{.instruments = 20}, positions});
    }
    const std::size_t positions = bench.count(100'000, 10'000);
    begin_table(bench,
                fmt::format("growth with instruments: {} positions of 10,000 accounts, each in 5 or in all there "
                            "are",
                            positions));
    for (const std::size_t instruments : {1UL, 10UL, 100UL, 1'000UL}) {
        measure_book(bench, fmt::format("{} instruments", instruments), {{.instruments = instruments}, positions});
    }
    begin_table(bench, "growth with accounts: 5 positions each, in 5 of 20 instruments");
    for (const std::size_t accounts : {1'000UL, 10'000UL, 100'000UL}) {
        if (bench.quick() && accounts > 10'000) {
            break;
        }
        measure_book(bench, fmt::format("{} accounts", accounts),
                     {{.instruments = 20, .accounts = accounts}, 5 * accounts});
    }
}

}  // namespace trireme::benchmarks
