#include "flows/resting_orders.hpp"

#include "base/assert.hpp"

namespace trireme::benchmarks {
namespace {

// Far enough below that no quote of the flows reaches it.
std::int64_t ticks_below(std::size_t number) { return static_cast<std::int64_t>(100 + number % 1'000); }

}  // namespace

RestingOrders::RestingOrders(Brokerage& brokerage, std::size_t live) : brokerage_(brokerage), orders_(live) {
    TRIREME_ASSERT(live > batch_commands_max, "a ring of {} orders", live);
}

RestingOrders::Live& RestingOrders::live_of(std::size_t number) {
    return number < opening_commands() ? orders_[number] : orders_[(number - opening_commands()) / 3 % orders_.size()];
}

bool RestingOrders::places(std::size_t number) const {
    return number < opening_commands() || (number - opening_commands()) % 3 == 2;
}

void RestingOrders::make(std::span<Command> commands) {
    for (Command& command : commands) {
        make_one(made_++, command);
    }
}

void RestingOrders::make_one(std::size_t number, Command& command) {
    Live& live = live_of(number);
    if (places(number)) {
        place(number, live, command);
    } else if ((number - opening_commands()) % 3 == 0) {
        command = ModifyOrder{.account = live.account,
                              .client_order_id = brokerage_.next_client_order_id(),
                              .order = live.order,
                              .price = Price(Brokerage::bid.value() - ticks_below(number * 31) * tick)};
    } else {
        command = CancelOrder{live.account, brokerage_.next_client_order_id(), live.order};
    }
}

void RestingOrders::place(std::size_t number, Live& live, Command& command) {
    const std::size_t account = number * 7'919 % brokerage_.size().accounts;
    live.account = brokerage_.account(account);
    command = limit_order(live.account, brokerage_.instrument_of(account, number / brokerage_.size().accounts),
                          ticks_below(number * 17));
    std::get<PlaceOrder>(command).client_order_id = brokerage_.next_client_order_id();
}

void RestingOrders::learn(std::span<const Made> made) {
    for (const Made& result : made) {
        if (places(learned_)) {
            live_of(learned_).order = result.order;
        }
        learned_ += 1;
    }
}

}  // namespace trireme::benchmarks
