#include "app/client_requests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace trireme::app {
namespace {

constexpr Currency usd("USD");
constexpr std::int64_t one = 100'000'000;

// Apart from what someone may define by hand in the same folder.
constexpr GroupId standard_group(1001);
constexpr GroupId daring_group(1002);

constexpr UserId desk(1);

// One client in so many dares more than is good.
constexpr std::size_t clients_per_daring = 8;
constexpr Money daring_deposit{1'000'00, usd};
constexpr std::array deposits{Money{10'000'00, usd}, Money{10'000'00, Currency("EUR")},
                              Money{1'500'000, Currency("JPY")}};

// Who has as many closes or cancels first.
constexpr std::size_t positions_max = 8;
constexpr std::size_t orders_max = 8;

Group group(GroupId id, GroupName name, std::int64_t leverage, std::uint32_t markup_points) {
    Group made;
    made.id = id;
    made.name = name;
    made.leverage = Ratio(leverage * one);
    made.markup_points = markup_points;
    made.margin_call_level = Ratio(100 * one);
    made.stop_out_level = Ratio(50 * one);
    return made;
}

bool is_daring(const AccountTerms& account) { return account.group == daring_group; }

Money usual_deposit(const AccountTerms& account) {
    if (is_daring(account)) {
        return daring_deposit;
    }
    return *std::ranges::find(deposits, account.currency, &Money::currency);
}

AccountTerms terms_of_new(AccountId account, std::size_t client) {
    const bool dares = client % clients_per_daring == clients_per_daring - 1;
    return {.account = account,
            .owner = UserId(account.value()),
            .group = dares ? daring_group : standard_group,
            .currency = dares ? usd : deposits[client % deposits.size()].currency,
            .mode = client % 4 == 1 ? AccountMode::netting : AccountMode::hedging,
            .status = AccountStatus::active,
            .client_class = dares ? ClientClass::beginner : ClientClass::standard};
}

// So many are asked in turn before nobody wants anything.
constexpr std::size_t clients_drawn_max = 32;

Price moved(Price from, bool upwards, Price by) { return Price(from.value() + (upwards ? by.value() : -by.value())); }

}  // namespace

std::vector<Group> ClientRequests::groups() {
    return {group(standard_group, GroupName("standard"), 100, 2),
            group(daring_group, GroupName("high_leverage"), 500, 1)};
}

std::vector<Command> ClientRequests::join(std::size_t client) {
    const AccountTerms terms = terms_of_new(portfolios_.account(client), client);
    const Money amount = usual_deposit(terms);
    return {OpenAccount{terms}, Deposit{terms.account, next_id(), amount},
            SettleDeposit{terms.account, next_id(), amount}};
}

std::optional<Command> ClientRequests::next(Timestamp now) {
    for (std::size_t drawn = 0; drawn < clients_drawn_max; ++drawn) {
        const auto portfolio = portfolios_.portfolio(chance_.below(portfolios_.count()));
        if (portfolio && !is_hoping(*portfolio)) {
            return request_of(*portfolio, now);
        }
    }
    return std::nullopt;
}

bool ClientRequests::is_hoping(const Portfolio& portfolio) {
    return is_daring(portfolio.terms) && !portfolio.positions.empty() && !chance_.one_in(20);
}

Command ClientRequests::decide(const ClientPortfolios::Withdrawal& withdrawal) {
    return DecideWithdrawal{withdrawal.account, next_id(), withdrawal.id, !chance_.one_in(10), desk};
}

Command ClientRequests::request_of(const Portfolio& portfolio, Timestamp now) {
    const AccountTerms& account = portfolio.terms;
    const bool is_short = portfolio.cash.minor_units < usual_deposit(account).minor_units * 4 / 5;
    if (is_short && portfolio.positions.empty() && chance_.one_in(3)) {
        return deposit(account);
    }
    const std::uint64_t chance = chance_.below(200);
    if (chance == 0) {
        return withdraw(portfolio);
    }
    if (chance == 1 && !portfolio.orders.empty()) {
        return CancelOrders{account.account, {}, std::nullopt};
    }
    if (chance == 2 && !portfolio.positions.empty()) {
        return ClosePositions{account.account, {}, std::nullopt};
    }
    const bool holds_many = portfolio.positions.size() >= positions_max;
    if (holds_many || (!portfolio.positions.empty() && chance < 70)) {
        return change_position(portfolio);
    }
    const bool has_ordered_many = portfolio.orders.size() >= orders_max;
    if (has_ordered_many || (!portfolio.orders.empty() && chance < 110)) {
        return change_order(portfolio);
    }
    return place_order(portfolio, now);
}

Command ClientRequests::deposit(const AccountTerms& account) {
    return Deposit{account.account, next_id(), usual_deposit(account)};
}

Command ClientRequests::withdraw(const Portfolio& portfolio) {
    const Money amount{portfolio.cash.minor_units * chance_.between(1, 20) / 100, portfolio.cash.currency};
    return RequestWithdrawal{portfolio.terms.account, next_id(), amount, portfolio.terms.owner};
}

Command ClientRequests::place_order(const Portfolio& portfolio, Timestamp now) {
    const SimulatedInstrument& instrument = some_instrument(portfolio);
    OrderTerms order = is_daring(portfolio.terms) || chance_.one_in(2) ? market_order(portfolio, instrument)
                                                                       : resting_order(instrument, now);
    order.lots = some_lots(portfolio, instrument);
    return PlaceOrder{portfolio.terms.account, next_id(), order};
}

OrderTerms ClientRequests::market_order(const Portfolio& portfolio, const SimulatedInstrument& instrument) {
    OrderTerms order;
    order.instrument = instrument.terms.id;
    order.side = some_side();
    // What may reduce a position has no protection.
    const bool opens = portfolio.terms.mode == AccountMode::hedging;
    if (opens && !is_daring(portfolio.terms)) {
        const Quote quote = prices_.quote(instrument);
        order.protection = some_protection(instrument, order.side, order.side == Side::buy ? quote.bid : quote.ask);
    }
    return order;
}

OrderTerms ClientRequests::resting_order(const SimulatedInstrument& instrument, Timestamp now) {
    OrderTerms order;
    order.instrument = instrument.terms.id;
    order.side = some_side();
    const bool buys = order.side == Side::buy;
    const Quote quote = prices_.quote(instrument);
    const Price market = buys ? quote.ask : quote.bid;
    const std::uint64_t chance = chance_.below(20);
    if (chance == 0) {
        order.type = OrderType::trailing_stop;
        order.trailing = Trailing{.distance = some_distance(instrument), .step = {}, .activation = std::nullopt};
        return order;
    }
    if (chance < 10) {
        order.type = OrderType::limit;
        order.price = moved(market, !buys, some_distance(instrument));
    } else {
        order.type = chance < 12 ? OrderType::stop_limit : OrderType::stop;
        order.stop_price = moved(market, buys, some_distance(instrument));
        if (order.type == OrderType::stop_limit) {
            order.price = moved(*order.stop_price, buys, some_distance(instrument));
        }
    }
    order.protection = some_protection(instrument, order.side, order.price ? *order.price : *order.stop_price);
    if (chance_.one_in(4)) {
        order.time_in_force = TimeInForce::day;
    } else if (chance_.one_in(4)) {
        order.time_in_force = TimeInForce::gtd;
        order.expires_at = now.plus(Duration::seconds(chance_.between(10, 600)));
    }
    return order;
}

Command ClientRequests::change_order(const Portfolio& portfolio) {
    const LiveOrder& order = portfolio.orders[chance_.below(portfolio.orders.size())];
    const SimulatedInstrument* const instrument = prices_.find(order.terms.instrument);
    const bool has_one_price = order.terms.type == OrderType::limit || order.terms.type == OrderType::stop;
    if (instrument == nullptr || !has_one_price || chance_.one_in(2)) {
        return CancelOrder{portfolio.terms.account, {}, order.id};
    }
    return move_order(portfolio, order, *instrument);
}

Command ClientRequests::move_order(const Portfolio& portfolio, const LiveOrder& order,
                                   const SimulatedInstrument& instrument) {
    ModifyOrder request;
    request.account = portfolio.terms.account;
    request.order = order.id;
    const bool buys = order.terms.side == Side::buy;
    const bool is_limit = order.terms.type == OrderType::limit;
    const Quote quote = prices_.quote(instrument);
    const Price price = moved(buys ? quote.ask : quote.bid, buys != is_limit, some_distance(instrument));
    (is_limit ? request.price : request.stop_price) = price;
    request.protection = some_protection(instrument, order.terms.side, price);
    return request;
}

Command ClientRequests::change_position(const Portfolio& portfolio) {
    const OpenPosition& position = portfolio.positions[chance_.below(portfolio.positions.size())];
    const SimulatedInstrument* const instrument = prices_.find(position.instrument);
    const std::uint64_t chance = chance_.below(20);
    if (chance < 6 && instrument != nullptr) {
        return protect(portfolio, position, *instrument);
    }
    if (chance == 6) {
        return ReversePosition{portfolio.terms.account, {}, position.id};
    }
    const auto opposes = [&](const OpenPosition& other) {
        return other.instrument == position.instrument && other.side != position.side;
    };
    const auto other = std::ranges::find_if(portfolio.positions, opposes);
    if (chance < 10 && other != portfolio.positions.end()) {
        return CloseBy{portfolio.terms.account, {}, position.id, other->id};
    }
    return close(portfolio, position);
}

Command ClientRequests::protect(const Portfolio& portfolio, const OpenPosition& position,
                                const SimulatedInstrument& instrument) {
    const Quote quote = prices_.quote(instrument);
    const Price exit = position.side == Side::buy ? quote.bid : quote.ask;
    Protection protection = some_protection(instrument, position.side, exit);
    if (chance_.one_in(4)) {
        protection.trailing = Trailing{.distance = some_distance(instrument), .step = {}, .activation = std::nullopt};
    }
    return ModifyPosition{portfolio.terms.account, {}, position.id, protection};
}

Command ClientRequests::close(const Portfolio& portfolio, const OpenPosition& position) {
    ClosePosition request;
    request.account = portfolio.terms.account;
    request.position = position.id;
    if (const auto* const instrument = prices_.find(position.instrument); instrument != nullptr && chance_.one_in(4)) {
        const std::int64_t step = instrument->terms.lots_step.value();
        const std::int64_t steps = position.lots.value() / step;
        request.lots = Lots(chance_.between(1, std::max<std::int64_t>(steps, 1)) * step);
    }
    return request;
}

const SimulatedInstrument& ClientRequests::some_instrument(const Portfolio& portfolio) {
    const auto instruments = prices_.instruments();
    for (;;) {
        const SimulatedInstrument& instrument = instruments[chance_.below(instruments.size())];
        // Only what takes the leverage of the group bears the volumes of those who dare.
        if (!is_daring(portfolio.terms) || !instrument.terms.leverage) {
            return instrument;
        }
    }
}

Lots ClientRequests::some_lots(const Portfolio& portfolio, const SimulatedInstrument& instrument) {
    const std::int64_t times = is_daring(portfolio.terms) ? chance_.between(30, 42) : chance_.between(1, 4);
    return Lots(instrument.lots.value() * times);
}

Protection ClientRequests::some_protection(const SimulatedInstrument& instrument, Side side, Price from) {
    const bool is_long = side == Side::buy;
    Protection protection;
    if (chance_.percent(70)) {
        protection.stop_loss = moved(from, !is_long, some_distance(instrument));
    }
    if (chance_.percent(70)) {
        protection.take_profit = moved(from, is_long, some_distance(instrument));
    }
    return protection;
}

Price ClientRequests::some_distance(const SimulatedInstrument& instrument) {
    return Price(3 * instrument.spread.value() + chance_.between(1, 60) * instrument.step.value());
}

ClientOrderId ClientRequests::next_id() { return *ClientOrderId::from_text(fmt::format("s{}", next_request_++)); }

}  // namespace trireme::app
