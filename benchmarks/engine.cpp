#include "benchmarks/brokerage.hpp"
#include "benchmarks/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

// The brokerage engine by itself: one thread, no disk, no encoding.
namespace trireme::benchmarks {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t rounds = 5;
constexpr std::int64_t one = 100'000'000;
constexpr std::int64_t tick = 1'000;

PlaceOrder market_order(AccountId account, InstrumentId instrument, Side side) {
    PlaceOrder request{.account = account};
    request.order = {.instrument = instrument, .side = side, .type = OrderType::market, .lots = Lots(one / 10)};
    return request;
}

PlaceOrder limit_order(AccountId account, InstrumentId instrument, std::int64_t ticks_below) {
    PlaceOrder request = market_order(account, instrument, Side::buy);
    request.order.type = OrderType::limit;
    request.order.price = Price(Brokerage::bid.value() - ticks_below * tick);
    return request;
}

void refuse_rejects(const Brokerage& brokerage, std::uint64_t expected) {
    if (brokerage.sink().rejects() != expected) {
        fmt::print(stderr, "bench: {} requests were refused, {} should have been\n", brokerage.sink().rejects(),
                   expected);
        std::exit(EXIT_FAILURE);
    }
}

// Clients open a position each, then close it, over and over; accounts in an order that is none in memory.
class MarketOrders {
public:
    explicit MarketOrders(Brokerage& brokerage, std::size_t accounts, std::size_t instruments)
        : brokerage_(brokerage), accounts_(accounts), instruments_(instruments), positions_(accounts) {}

    void next() {
        const std::size_t account = at_ * 7'919 % accounts_;
        const bool opens = positions_[account] == PositionId();
        auto& request = std::get<PlaceOrder>(command_);
        request = market_order(brokerage_.account(account), brokerage_.instrument(account % instruments_),
                               opens ? Side::buy : Side::sell);
        request.client_order_id = brokerage_.next_client_order_id();
        if (!opens) {
            request.order.position = positions_[account];
        }
        brokerage_.apply(command_);
        positions_[account] = opens ? brokerage_.sink().last_position() : PositionId();
        ++at_;
    }

private:
    Brokerage& brokerage_;
    std::size_t accounts_;
    std::size_t instruments_;
    std::vector<PositionId> positions_;
    Command command_ = PlaceOrder{};
    std::size_t at_ = 0;
};

// Of each order in a ring of live ones in turn: it is modified, then cancelled, and another one is placed.
class RestingOrders {
public:
    RestingOrders(Brokerage& brokerage, std::size_t live) : brokerage_(brokerage), orders_(live) {
        for (std::size_t index = 0; index < live; ++index) {
            orders_[index] = place(index);
        }
    }

    void next() {
        const std::size_t index = at_ / 3 % orders_.size();
        Live& live = orders_[index];
        switch (at_ % 3) {
            case 0:
                change_ = ModifyOrder{.account = live.account,
                                      .client_order_id = brokerage_.next_client_order_id(),
                                      .order = live.order,
                                      .price = price(index + 1)};
                brokerage_.apply(change_);
                break;
            case 1:
                change_ = CancelOrder{live.account, brokerage_.next_client_order_id(), live.order};
                brokerage_.apply(change_);
                break;
            default: live = place(at_); break;
        }
        ++at_;
    }

private:
    struct Live {
        AccountId account;
        OrderId order;
    };

    static Price price(std::size_t index) {
        return Price(Brokerage::bid.value() - static_cast<std::int64_t>(100 + index * 31 % 1'000) * tick);
    }

    Live place(std::size_t index) {
        const AccountId account = brokerage_.account(index * 7'919);
        change_ =
            limit_order(account, brokerage_.instrument(index), static_cast<std::int64_t>(100 + index * 17 % 1'000));
        std::get<PlaceOrder>(change_).client_order_id = brokerage_.next_client_order_id();
        brokerage_.apply(change_);
        return {account, brokerage_.sink().last_order()};
    }

    Brokerage& brokerage_;
    std::vector<Live> orders_;
    Command change_;
    std::size_t at_ = 0;
};

// Runs `step` in rounds, and once more with the clock read around each.
struct Flow {
    std::string_view name;
    std::size_t count;
    std::string_view remark;
};
void measure_flow(Report& report, const Flow& flow, const std::function<void()>& step) {
    Samples rate;
    for (std::size_t round = 0; round < rounds; ++round) {
        const auto begin = steady_clock::now();
        for (std::size_t index = 0; index < flow.count; ++index) {
            step();
        }
        rate.add(static_cast<double>(flow.count) / seconds_since(begin));
    }
    report.figure(flow.name, rate.median(), "/s", flow.remark);
    Samples latency;
    for (std::size_t index = 0; index < flow.count; ++index) {
        const auto begin = steady_clock::now();
        step();
        latency.add(seconds_since(begin) * 1e9);
    }
    report.latency(flow.name, latency, "ns", "wall, with the reading of the clock");
}

void measure_market_orders(Report& report) {
    const std::size_t ids = report.quick() ? 100'000 : 10'000'000;
    const std::size_t count = report.quick() ? 20'000 : 1'000'000;
    constexpr std::size_t accounts = 10'000;
    constexpr std::size_t instruments = 20;
    report.section(fmt::format("market orders, half of them closing: {} accounts, {} instruments, {} remembered ids",
                               accounts, instruments, ids));
    Brokerage brokerage({.instruments = instruments, .accounts = accounts});
    brokerage.remember_ids(ids);
    MarketOrders orders(brokerage, accounts, instruments);
    measure_flow(report, {"market order", count, "floor 2 M, goal 5 M"}, [&] { orders.next(); });
    refuse_rejects(brokerage, ids);
}

void measure_resting_orders(Report& report) {
    const std::size_t count = report.quick() ? 30'000 : 3'000'000;
    const std::size_t live = report.quick() ? 10'000 : 100'000;
    constexpr std::size_t instruments = 100;
    report.section(fmt::format("place, modify, cancel: {} live orders in {} instruments", live, instruments));
    Brokerage brokerage({.instruments = instruments});
    RestingOrders orders(brokerage, live);
    measure_flow(report, {"place, modify or cancel", count, "floor 5 M, p99 1,000 ns; goal 10 M, 400 ns"},
                 [&] { orders.next(); });
    refuse_rejects(brokerage, 0);
}

// Positions of many accounts in one instrument; every other one short.
void open_positions(Brokerage& brokerage, std::size_t count, InstrumentId instrument) {
    Command command = PlaceOrder{};
    for (std::size_t index = 0; index < count; ++index) {
        std::get<PlaceOrder>(command) =
            market_order(brokerage.account(index), instrument, index % 2 == 0 ? Side::buy : Side::sell);
        brokerage.apply(command);
    }
}

double measure_quotes_ns(Brokerage& brokerage, std::size_t instruments, std::size_t count) {
    Samples ns;
    Command command = Quotes{{Quote{}}};
    Quote& quote = std::get<Quotes>(command).quotes.front();
    for (std::size_t round = 0; round < rounds; ++round) {
        const auto begin = steady_clock::now();
        for (std::size_t index = 0; index < count; ++index) {
            const std::int64_t move = static_cast<std::int64_t>(index % 7) * tick;
            quote = {brokerage.instrument(index % instruments), Price(Brokerage::bid.value() + move),
                     Price(Brokerage::ask.value() + move)};
            brokerage.apply(command);
        }
        ns.add(seconds_since(begin) * 1e9 / static_cast<double>(count));
    }
    return ns.median();
}

void measure_quotes(Report& report) {
    report.section("a quote that triggers nothing, by positions open in the instrument and by instruments");
    const std::size_t count = report.quick() ? 10'000 : 1'000'000;
    for (const std::size_t positions : {1'000UL, 10'000UL, 100'000UL, 1'000'000UL}) {
        if (report.quick() && positions > 10'000) {
            break;
        }
        Brokerage brokerage({.instruments = 1, .accounts = 10'000});
        open_positions(brokerage, positions, brokerage.instrument(0));
        const double ns = measure_quotes_ns(brokerage, 1, count);
        report.figure(fmt::format("{} positions", positions), ns, "ns",
                      positions == 100'000 ? "floor 80, goal 30" : "");
        refuse_rejects(brokerage, 0);
    }
    for (const std::size_t instruments : {10UL, 100UL, 1'000UL}) {
        Brokerage brokerage({.instruments = instruments, .accounts = 10'000});
        for (std::size_t index = 0; index < instruments; ++index) {
            open_positions(brokerage, 100'000 / instruments, brokerage.instrument(index));
        }
        report.figure(fmt::format("100000 positions over {} instruments", instruments),
                      measure_quotes_ns(brokerage, instruments, count), "ns");
    }
}

// A day on which the price walks far and positions are protected closely.
void measure_volatile_day(Report& report) {
    report.section(
        "a generated volatile day: 100,000 positions with stop loss, reopened when stopped; 10,000 accounts");
    const std::size_t quotes = report.quick() ? 10'000 : 1'000'000;
    const std::size_t positions = report.quick() ? 10'000 : 100'000;
    Brokerage brokerage({.instruments = 1, .accounts = 10'000});
    std::mt19937_64 random(7);
    Command command = PlaceOrder{};
    for (std::size_t index = 0; index < positions; ++index) {
        auto& request = std::get<PlaceOrder>(command);
        const bool is_buy = index % 2 == 0;
        request = market_order(brokerage.account(index), brokerage.instrument(0), is_buy ? Side::buy : Side::sell);
        const auto distance = static_cast<std::int64_t>(20 + random() % 20'000) * tick;
        request.order.protection.stop_loss = Price(Brokerage::bid.value() + (is_buy ? -distance : distance));
        brokerage.apply(command);
    }
    const std::uint64_t events_before = brokerage.sink().count();
    Command quote_command = Quotes{{Quote{}}};
    std::int64_t move = 0;
    const auto begin = steady_clock::now();
    for (std::size_t index = 0; index < quotes; ++index) {
        move += (static_cast<std::int64_t>(random() % 21) - 10) * tick;
        std::get<Quotes>(quote_command).quotes.front() = {brokerage.instrument(0), Price(Brokerage::bid.value() + move),
                                                          Price(Brokerage::ask.value() + move)};
        brokerage.apply(quote_command);
    }
    const double seconds = seconds_since(begin);
    report.figure("quotes", static_cast<double>(quotes) / seconds, "/s", "floor 0.5 M, goal 2 M");
    report.figure("events they brought", static_cast<double>(brokerage.sink().count() - events_before), "events");
}

void measure_memory(Report& report) {
    report.section("memory, indexes included, from what the process took up before and after");
    const std::size_t count = report.quick() ? 50'000 : 1'000'000;
    {
        Brokerage brokerage({.instruments = 100});
        const std::size_t before = resident_bytes();
        Command command = PlaceOrder{};
        for (std::size_t index = 0; index < count; ++index) {
            std::get<PlaceOrder>(command) = limit_order(brokerage.account(index), brokerage.instrument(index),
                                                        static_cast<std::int64_t>(100 + index * 17 % 1'000));
            std::get<PlaceOrder>(command).order.lots = Lots(one / 100);
            brokerage.apply(command);
        }
        refuse_rejects(brokerage, 0);
        report.figure("a resting order", static_cast<double>(resident_bytes() - before) / static_cast<double>(count),
                      "bytes", "floor 300, goal 160");
    }
    Brokerage brokerage({.instruments = 100});
    const std::size_t before = resident_bytes();
    Command command = PlaceOrder{};
    for (std::size_t index = 0; index < count; ++index) {
        std::get<PlaceOrder>(command) = market_order(brokerage.account(index), brokerage.instrument(index), Side::buy);
        std::get<PlaceOrder>(command).order.lots = Lots(one / 100);
        brokerage.apply(command);
    }
    refuse_rejects(brokerage, 0);
    report.figure("an open position", static_cast<double>(resident_bytes() - before) / static_cast<double>(count),
                  "bytes", "floor 300, goal 160");
}

}  // namespace
}  // namespace trireme::benchmarks

int main(int argc, char** argv) {
    using namespace trireme::benchmarks;
    Report report("engine", parse_options(argc, argv));
    constexpr std::pair<std::string_view, void (*)(Report&)> measurements[] = {
        {"market orders", measure_market_orders},
        {"resting orders", measure_resting_orders},
        {"quotes", measure_quotes},
        {"volatile day", measure_volatile_day},
        {"memory", measure_memory},
    };
    for (const auto& [name, measure] : measurements) {
        if (report.wants(name)) {
            measure(report);
        }
    }
    return report.finish();
}
