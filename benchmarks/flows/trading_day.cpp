#include "flows/trading_day.hpp"

#include "base/assert.hpp"

#include <algorithm>

namespace trireme::benchmarks {
namespace {

constexpr std::uint64_t quotes_per_jump = 10'000;
constexpr std::int64_t jump_ticks = 150;
constexpr std::int64_t walk_ticks_max = 40'000;
constexpr std::int64_t near_ticks = 20;
constexpr std::int64_t waiting_ticks_max = 200;

}  // namespace

DayPrices::Prices DayPrices::first() const {
    return recorded_.empty() ? Prices{Brokerage::bid, Brokerage::ask} : recorded_.front();
}

DayPrices::Prices DayPrices::next() {
    if (!recorded_.empty()) {
        return recorded_[at_++ % recorded_.size()];
    }
    at_ += 1;
    const auto step = static_cast<std::int64_t>(random_() % 21) - 10;
    const std::int64_t jump = at_ % quotes_per_jump != 0 ? 0 : random_() % 2 == 0 ? jump_ticks : -jump_ticks;
    ticks_ = std::clamp(ticks_ + step + jump, -walk_ticks_max, walk_ticks_max);
    return {Price(Brokerage::bid.value() + ticks_ * tick), Price(Brokerage::ask.value() + ticks_ * tick)};
}

void QuotesOfDay::make(std::span<Command> commands) {
    for (Command& command : commands) {
        latest_ = prices_.next();
        if (!std::holds_alternative<Quotes>(command)) {
            command = Quotes{{Quote{}}};
        }
        std::get<Quotes>(command).quotes.front() = {brokerage_.instrument(0), latest_.bid, latest_.ask};
    }
}

ClientsOfDay::ClientsOfDay(Brokerage& brokerage, const QuotesOfDay& quotes, std::size_t positions,
                           std::int64_t reach_ticks)
    : brokerage_(brokerage), quotes_(quotes), positions_(positions), reach_ticks_(reach_ticks) {}

void ClientsOfDay::make(std::span<Command> commands) {
    for (Command& command : commands) {
        if (opened_ < positions_) {
            command = protected_order(brokerage_.account(opened_++));
            continue;
        }
        TRIREME_ASSERT(!waiting_.empty(), "there is nothing that ended");
        command = std::move(waiting_.front());
        waiting_.pop_front();
    }
}

void ClientsOfDay::take(std::vector<Ended>& ended) {
    for (const Ended& end : ended) {
        if (end.loss.minor_units > 0) {
            waiting_.push_back(Deposit{end.account, brokerage_.next_client_order_id(), end.loss});
        }
        PlaceOrder request = protected_order(end.account);
        request.client_order_id = brokerage_.next_client_order_id();
        if (random_() % 3 == 0) {
            let_wait(request);
        }
        waiting_.push_back(request);
    }
    ended.clear();
}

// Long or short by account, so that accounts come to lose what they have on days that go one way. All have a stop, one
// in three a target too.
PlaceOrder ClientsOfDay::protected_order(AccountId account) {
    const bool is_buy = account.value() % 2 == 0;
    const std::int64_t away = is_buy ? -tick : tick;
    const auto distance = [this] {
        return near_ticks + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(reach_ticks_));
    };
    PlaceOrder request = market_order(account, brokerage_.instrument(0), is_buy ? Side::buy : Side::sell);
    const std::int64_t price = quotes_.latest().bid.value() / tick * tick;
    request.order.protection.stop_loss = Price(price + away * (waiting_ticks_max + distance()));
    if (random_() % 3 == 0) {
        request.order.protection.take_profit = Price(price - away * (waiting_ticks_max + distance()));
    }
    return request;
}

// As a limit a little better than the price, or as a stop a little worse.
void ClientsOfDay::let_wait(PlaceOrder& request) {
    const bool is_buy = request.order.side == Side::buy;
    const auto ticks = near_ticks + static_cast<std::int64_t>(random_() % (waiting_ticks_max - near_ticks));
    const bool is_limit = random_() % 2 == 0;
    const std::int64_t away = is_limit == is_buy ? -tick : tick;
    const std::int64_t from = (is_buy ? quotes_.latest().ask : quotes_.latest().bid).value() / tick * tick;
    request.order.type = is_limit ? OrderType::limit : OrderType::stop;
    (is_limit ? request.order.price : request.order.stop_price) = Price(from + away * ticks);
}

}  // namespace trireme::benchmarks
