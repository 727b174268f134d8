#include "flows/waiting_orders.hpp"

namespace trireme::benchmarks {
namespace {

constexpr std::int64_t nearest_ticks = 100;

void make_order(const Brokerage& brokerage, std::size_t number, Command& command) {
    const std::size_t accounts = brokerage.size().accounts;
    const std::size_t account = number * 7'919 % accounts;
    const bool is_buy = number % 2 == 0;
    const bool is_limit = number / 2 % 2 == 0;
    const bool is_below = is_buy == is_limit;
    const std::int64_t ticks = nearest_ticks + static_cast<std::int64_t>(number / 4 * 7'907) % waiting_levels;
    const std::int64_t from = (is_buy ? Brokerage::ask : Brokerage::bid).value();
    command = market_order(brokerage.account(account), brokerage.instrument_of(account, number / accounts),
                           is_buy ? Side::buy : Side::sell);
    OrderTerms& order = std::get<PlaceOrder>(command).order;
    order.type = is_limit ? OrderType::limit : OrderType::stop;
    order.lots = Lots(one / 100);
    (is_limit ? order.price : order.stop_price) = Price(from + (is_below ? -ticks : ticks) * tick);
}

}  // namespace

NumberedFlow waiting_orders(const Brokerage& brokerage) {
    return NumberedFlow([&brokerage](std::size_t number, Command& command) { make_order(brokerage, number, command); });
}

NumberedFlow falling_quotes(const Brokerage& brokerage) {
    return NumberedFlow([&brokerage](std::size_t number, Command& command) {
        const auto ticks = nearest_ticks + static_cast<std::int64_t>(number / brokerage.size().instruments);
        command = Quotes{{{brokerage.instrument(number), Price(Brokerage::bid.value() - ticks * tick),
                           Price(Brokerage::ask.value() - ticks * tick)}}};
    });
}

}  // namespace trireme::benchmarks
