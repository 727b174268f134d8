#include "flows/market_orders.hpp"

#include "base/assert.hpp"
#include "base/scatter.hpp"

namespace trireme::benchmarks {
namespace {

constexpr std::size_t stride = 7'919;  // a prime that divides no number of places

}  // namespace

MarketOrders::MarketOrders(Brokerage& brokerage, std::size_t positions)
    : brokerage_(brokerage), positions_(2 * positions) {
    TRIREME_ASSERT(positions_.size() % stride != 0 && positions_.size() > 2 * batch_commands_max,
                   "{} places for positions", positions_.size());
}

// The opening takes every other place; which of them, changes from row to row of accounts.
std::size_t MarketOrders::place_of(std::size_t number) const {
    if (number < opening_commands()) {
        const std::size_t accounts = brokerage_.size().accounts;
        const std::size_t place = 2 * number;
        return place + place / accounts % 2;
    }
    return (number - opening_commands()) * stride % positions_.size();
}

void MarketOrders::make(std::span<Command> commands) {
    for (Command& command : commands) {
        make_one(place_of(made_++), command);
    }
}

void MarketOrders::make_one(std::size_t place, Command& command) {
    const std::size_t account = place % brokerage_.size().accounts;
    const std::size_t row = place / brokerage_.size().accounts;
    const std::size_t choice = row / 2 + scatter(account, 1) % 5;
    const PositionId position = positions_[place];
    const bool opens = position == PositionId();
    const bool is_buy = (account + choice) % 2 == 0;
    command = market_order(brokerage_.account(account), brokerage_.instrument_of(account, choice),
                           is_buy == opens ? Side::buy : Side::sell);
    auto& request = std::get<PlaceOrder>(command);
    request.client_order_id = brokerage_.next_client_order_id();
    if (!opens) {
        request.order.position = position;
    }
}

void MarketOrders::learn(std::span<const Made> made) {
    for (const Made& result : made) {
        PositionId& position = positions_[place_of(learned_++)];
        position = position == PositionId() ? result.position : PositionId();
    }
}

}  // namespace trireme::benchmarks
