#include "benchmarks/engine_bench.hpp"
#include "flows/engine_alone.hpp"

#include <fmt/format.h>

// What a position, an order and a remembered id take up, from what the process took up before and after.
namespace trireme::benchmarks {
namespace {

// Bytes for each of so many commands of a flow.
double bytes_each(EngineBench& bench, const NumberedFlow::MakeOne& make_one, Brokerage& brokerage, std::size_t count,
                  std::uint64_t rejects) {
    EngineAlone engine;
    bench.open(engine, brokerage);
    NumberedFlow flow(make_one);
    const std::size_t before = resident_bytes();
    bench.set_up(engine, flow, count);
    const std::size_t after = resident_bytes();
    bench.expect_rejects(engine, rejects);
    return static_cast<double>(after - before) / static_cast<double>(count);
}

InstrumentId instrument_of(const Brokerage& brokerage, std::size_t number) {
    const std::size_t accounts = brokerage.size().accounts;
    return brokerage.instrument_of(number % accounts, number / accounts);
}

}  // namespace

void measure_memory(EngineBench& bench) {
    const Brokerage::Size size{.instruments = 100};
    bench.report().section(fmt::format(
        "memory, indexes included, from what the process took up before and after: {} accounts, each in {} of {} "
        "instruments",
        size.accounts, size.instruments_per_account, size.instruments));
    Brokerage brokerage(size);
    const auto place_order = [&](std::size_t number, Command& command) {
        command = limit_order(brokerage.account(number), instrument_of(brokerage, number),
                              static_cast<std::int64_t>(100 + number * 17 % 1'000));
        std::get<PlaceOrder>(command).order.lots = Lots(one / 100);
    };
    const auto open_position = [&](std::size_t number, Command& command) {
        command = market_order(brokerage.account(number), instrument_of(brokerage, number), Side::buy);
        std::get<PlaceOrder>(command).order.lots = Lots(one / 100);
    };
    const auto remember_id = [&](std::size_t number, Command& command) {
        command = CancelOrder{brokerage.account(number), brokerage.next_client_order_id(), OrderId(UINT64_MAX)};
    };
    for (const std::size_t count : {100'000UL, 1'000'000UL}) {
        if (bench.quick() && count > 100'000) {
            break;
        }
        const std::string floor = count == 1'000'000 ? "floor 300, goal 160" : "";
        bench.report().figure(fmt::format("a resting order, of {}", count),
                              bytes_each(bench, place_order, brokerage, count, 0), "bytes", floor);
        bench.report().figure(fmt::format("an open position, of {}", count),
                              bytes_each(bench, open_position, brokerage, count, 0), "bytes", floor);
    }
    const std::size_t ids = bench.count(10'000'000, 100'000);
    bench.report().figure(fmt::format("a remembered id, of {}", ids),
                          bytes_each(bench, remember_id, brokerage, ids, ids), "bytes");
}

}  // namespace trireme::benchmarks
