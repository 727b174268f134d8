#include "benchmarks/engine_bench.hpp"
#include "flows/engine_alone.hpp"
#include "flows/engine_encoded.hpp"
#include "flows/market_orders.hpp"
#include "flows/quiet_quotes.hpp"
#include "flows/resting_orders.hpp"

#include <fmt/format.h>

// Orders: at the market, with encoding, resting, and between quotes.
namespace trireme::benchmarks {
namespace {

struct Book {
    Brokerage::Size size;
    std::size_t positions = 0;
    std::size_t remembered_ids = 0;
};

Book standard_book(const EngineBench& bench) {
    return {.size = {.instruments = 20, .accounts = 10'000},
            .positions = 50'000,
            .remembered_ids = bench.count(10'000'000, 100'000)};
}

void begin_section(EngineBench& bench, std::string_view what, const Book& book) {
    bench.report().section(
        fmt::format("{}: {} accounts, {} instruments, each account in {}, about {} positions open, {} remembered ids",
                    what, book.size.accounts, book.size.instruments, book.size.instruments_per_account, book.positions,
                    book.remembered_ids));
}

// Market orders over a book as it is asked for.
void measure_orders(EngineBench& bench, Applier& applier, const Book& book, const EngineBench::Row& row) {
    Brokerage brokerage(book.size);
    bench.open(applier, brokerage);
    NumberedFlow refused = brokerage.refused_requests();
    bench.set_up(applier, refused, book.remembered_ids);
    MarketOrders orders(brokerage, book.positions);
    bench.open(applier, orders);
    bench.measure(applier, orders, row);
    bench.expect_rejects(applier, book.remembered_ids);
}

void measure_market_orders(EngineBench& bench, const Book& book, std::string remark) {
    begin_section(bench, "market orders, half of them closing", book);
    EngineAlone engine;
    measure_orders(bench, engine, book,
                   {.name = "market order", .count = bench.count(1'000'000, 20'000), .remark = std::move(remark)});
}

void measure_resting_orders(EngineBench& bench, const Brokerage::Size& size, std::size_t live, std::string remark,
                            std::string latency_remark) {
    bench.report().section(
        fmt::format("place, modify, cancel: {} live orders of {} accounts in {} instruments, each account in {}", live,
                    size.accounts, size.instruments, size.instruments_per_account));
    EngineAlone engine;
    Brokerage brokerage(size);
    bench.open(engine, brokerage);
    RestingOrders orders(brokerage, live);
    bench.open(engine, orders);
    bench.measure(engine, orders,
                  {.name = "place, modify or cancel",
                   .count = bench.count(1'500'000, 30'000),
                   .remark = std::move(remark),
                   .latency_remark = std::move(latency_remark)});
    bench.expect_rejects(engine, 0);
}

// What a command takes that comes after ten quotes: quotes and commands together, less as many quotes by themselves.
void report_among_quotes(EngineBench& bench, Applier& applier, const Brokerage& brokerage, CommandFlow& flow,
                         std::string_view name) {
    const std::size_t count = bench.count(2'200'000, 55'000);
    QuietQuotes quotes(brokerage);
    const double quote_ns = bench.nanoseconds(applier, quotes, count);
    AmongQuotes among(brokerage, flow);
    const double mixed_ns = bench.nanoseconds(applier, among, count);
    const double command_ns = mixed_ns + AmongQuotes::quotes_per_command * (mixed_ns - quote_ns);
    bench.report().figure("quote, by itself", quote_ns, "ns");
    bench.report().figure(fmt::format("{}, less {} quotes by themselves", name, AmongQuotes::quotes_per_command),
                          command_ns, "ns", fmt::format("{:.2f} M/s", 1e3 / command_ns));
    bench.measure_latencies(applier, among,
                            {.name = fmt::format("{} among quotes", name),
                             .count = count,
                             .latency_remark = "the reading of the clock included",
                             .leaves_out_quotes = true});
}

}  // namespace

void measure_market_orders(EngineBench& bench) {
    const Book book = standard_book(bench);
    measure_market_orders(bench, book, "floor 2 M, goal 5 M");

    Book one_instrument = book;
    one_instrument.size.instruments_per_account = 1;
    measure_market_orders(bench, one_instrument, "");

    Book many_accounts = book;
    many_accounts.size = {.instruments = 100, .accounts = bench.count(100'000, 20'000)};
    many_accounts.positions = 5 * many_accounts.size.accounts;
    measure_market_orders(bench, many_accounts, "");
}

void measure_encoded_orders(EngineBench& bench) {
    const Book book = standard_book(bench);
    begin_section(bench, "market orders with encoding for the journal", book);
    EngineEncoded engine;
    measure_orders(
        bench, engine, book,
        {.name = "market order, encoded", .count = bench.count(1'000'000, 20'000), .remark = "floor 1.5 M, goal 3 M"});
}

void measure_resting_orders(EngineBench& bench) {
    const std::size_t live = bench.count(100'000, 10'000);
    const std::string floor = "floor 5 M, goal 10 M";
    const std::string latency_floor = "p99: floor 1,000, goal 400; the reading of the clock included";
    measure_resting_orders(bench, {.instruments = 100}, live, floor, latency_floor);
    measure_resting_orders(bench, {.instruments = 100, .instruments_per_account = 1}, live, "", "");
    measure_resting_orders(bench, {.instruments = 100, .accounts = bench.count(100'000, 20'000)}, 10 * live, "", "");
}

void measure_orders_among_quotes(EngineBench& bench) {
    const Book book = standard_book(bench);
    begin_section(bench, fmt::format("one command after every {} quotes", AmongQuotes::quotes_per_command), book);
    EngineAlone engine;
    Brokerage brokerage(book.size);
    bench.open(engine, brokerage);
    NumberedFlow refused = brokerage.refused_requests();
    bench.set_up(engine, refused, book.remembered_ids);
    MarketOrders orders(brokerage, book.positions);
    bench.open(engine, orders);
    report_among_quotes(bench, engine, brokerage, orders, "market order");
    RestingOrders resting(brokerage, bench.count(100'000, 10'000));
    bench.open(engine, resting);
    report_among_quotes(bench, engine, brokerage, resting, "place, modify or cancel");
    bench.expect_rejects(engine, book.remembered_ids);
}

}  // namespace trireme::benchmarks
