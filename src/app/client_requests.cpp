#include "app/client_requests.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace trireme::app {
namespace {

constexpr UserId desk(1);

// Who has as many closes or cancels first.
constexpr std::size_t positions_max = 8;
constexpr std::size_t orders_max = 8;

// So many are asked in turn before nobody wants anything.
constexpr std::size_t clients_drawn_max = 32;

Lots whole_steps(std::int64_t lots, const Instrument& terms) {
    const std::int64_t step = terms.lots_step.value();
    return Lots(std::clamp(lots / step * step, terms.lots_min.value(), terms.lots_max.value()));
}

}  // namespace

std::vector<Command> ClientRequests::join(std::size_t client) {
    const AccountTerms account = terms_.account(portfolios_.account(client), client);
    return {OpenAccount{account}, deposit(account)};
}

std::optional<Command> ClientRequests::next(Timestamp now) {
    for (std::size_t drawn = 0; drawn < clients_drawn_max; ++drawn) {
        const auto portfolio = portfolios_.portfolio(chance_.below(portfolios_.count()));
        if (!portfolio || is_hoping(*portfolio)) {
            continue;
        }
        if (auto request = request_of(*portfolio, now)) {
            return request;
        }
    }
    return std::nullopt;
}

std::optional<Command> ClientRequests::desk_request() {
    if (const auto deposit = portfolios_.take_deposit()) {
        return SettleDeposit{deposit->account, next_id(), deposit->amount};
    }
    if (const auto withdrawal = portfolios_.take_withdrawal()) {
        const bool is_approved = !chance_.one_in(10);
        return DecideWithdrawal{withdrawal->account, next_id(), withdrawal->id, is_approved, desk};
    }
    return std::nullopt;
}

bool ClientRequests::is_hoping(const Portfolio& portfolio) {
    return ClientTerms::is_daring(portfolio.terms) && !portfolio.positions.empty() && !chance_.one_in(20);
}

std::optional<Command> ClientRequests::request_of(const Portfolio& portfolio, Timestamp now) {
    const AccountTerms& account = portfolio.terms;
    const bool is_short = portfolio.cash.minor_units < terms_.deposit(account).minor_units * 4 / 5;
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
    return Deposit{account.account, next_id(), terms_.deposit(account)};
}

Command ClientRequests::withdraw(const Portfolio& portfolio) {
    const Money amount{portfolio.cash.minor_units / 100 * chance_.between(1, 20), portfolio.cash.currency};
    return RequestWithdrawal{portfolio.terms.account, next_id(), amount, portfolio.terms.owner};
}

std::optional<Command> ClientRequests::place_order(const Portfolio& portfolio, Timestamp now) {
    const AccountTerms& account = portfolio.terms;
    const TradedInstrument* const instrument = some_instrument(account);
    if (instrument == nullptr) {
        return std::nullopt;
    }
    const bool dares = ClientTerms::is_daring(account);
    if (!dares && chance_.one_in(12)) {
        auto [first, second] = orders_.breakout(*instrument);
        first.lots = some_lots(account, *instrument);
        second.lots = first.lots;
        return PlaceOco{account.account, next_id(), first, second};
    }
    const bool at_market = dares || chance_.one_in(2);
    OrderTerms order = at_market ? orders_.market_order(*instrument) : orders_.resting_order(*instrument, now);
    // On a netting account a market order may reduce a position, and what reduces has no protection.
    if (at_market && !dares && account.mode == AccountMode::hedging) {
        const Quote quote = *market_.quote(*instrument);
        order.protection = orders_.protection(*instrument, order.side, order.side == Side::buy ? quote.bid : quote.ask);
    }
    order.lots = some_lots(account, *instrument);
    return PlaceOrder{account.account, next_id(), order};
}

Command ClientRequests::change_order(const Portfolio& portfolio) {
    const LiveOrder& order = portfolio.orders[chance_.below(portfolio.orders.size())];
    const TradedInstrument* const instrument = quoted(order.terms.instrument);
    const bool has_one_price = order.terms.type == OrderType::limit || order.terms.type == OrderType::stop;
    const bool reduces = order.terms.position || order.terms.reduce_only;
    if (instrument == nullptr || !has_one_price || reduces || chance_.one_in(2)) {
        return CancelOrder{portfolio.terms.account, {}, order.id};
    }
    return move_order(portfolio, order, *instrument);
}

Command ClientRequests::move_order(const Portfolio& portfolio, const LiveOrder& order,
                                   const TradedInstrument& instrument) {
    ModifyOrder request;
    request.account = portfolio.terms.account;
    request.order = order.id;
    const bool is_limit = order.terms.type == OrderType::limit;
    const Price price =
        is_limit ? orders_.limit_price(instrument, order.terms.side) : orders_.stop_price(instrument, order.terms.side);
    (is_limit ? request.price : request.stop_price) = price;
    request.protection = orders_.protection(instrument, order.terms.side, price);
    if (chance_.one_in(4)) {
        request.lots = some_lots(portfolio.terms, instrument);
    }
    return request;
}

Command ClientRequests::change_position(const Portfolio& portfolio) {
    const OpenPosition& position = portfolio.positions[chance_.below(portfolio.positions.size())];
    const TradedInstrument* const instrument = quoted(position.instrument);
    const std::uint64_t chance = chance_.below(20);
    if (chance < 6 && instrument != nullptr) {
        return ModifyPosition{
            portfolio.terms.account, {}, position.id, orders_.position_protection(*instrument, position.side)};
    }
    if (chance == 6) {
        return ReversePosition{portfolio.terms.account, {}, position.id};
    }
    if (chance == 7 && instrument != nullptr) {
        return order_to_close(portfolio, position, *instrument);
    }
    const auto opposes = [&](const OpenPosition& other) {
        return other.instrument == position.instrument && other.side != position.side;
    };
    const auto other = std::ranges::find_if(portfolio.positions, opposes);
    if (chance < 11 && other != portfolio.positions.end()) {
        return CloseBy{portfolio.terms.account, {}, position.id, other->id};
    }
    return close(portfolio, position);
}

Command ClientRequests::close(const Portfolio& portfolio, const OpenPosition& position) {
    ClosePosition request;
    request.account = portfolio.terms.account;
    request.position = position.id;
    const TradedInstrument* const instrument = market_.find(position.instrument);
    if (instrument != nullptr && chance_.one_in(4)) {
        const std::int64_t step = instrument->terms.lots_step.value();
        const std::int64_t steps = position.lots.value() / step;
        request.lots = Lots(chance_.between(1, std::max<std::int64_t>(steps, 1)) * step);
    }
    return request;
}

Command ClientRequests::order_to_close(const Portfolio& portfolio, const OpenPosition& position,
                                       const TradedInstrument& instrument) {
    OrderTerms order;
    order.instrument = position.instrument;
    order.side = position.side == Side::buy ? Side::sell : Side::buy;
    order.type = OrderType::limit;
    order.price = orders_.limit_price(instrument, order.side);
    order.lots = position.lots;
    if (portfolio.terms.mode == AccountMode::hedging) {
        order.position = position.id;
    } else {
        order.reduce_only = true;
    }
    return PlaceOrder{portfolio.terms.account, next_id(), order};
}

const TradedInstrument* ClientRequests::quoted(InstrumentId id) const {
    const TradedInstrument* const found = market_.find(id);
    return found != nullptr && market_.quote(*found) ? found : nullptr;
}

const TradedInstrument* ClientRequests::some_instrument(const AccountTerms& account) {
    std::vector<const TradedInstrument*> tradable;
    for (const TradedInstrument& each : market_.instruments()) {
        if (terms_.can_trade(account, each.terms) && market_.quote(each)) {
            tradable.push_back(&each);
        }
    }
    // Whoever dares takes the leverage of the group, where there is a choice.
    const auto has_its_own = [](const TradedInstrument* each) { return each->terms.leverage.has_value(); };
    if (ClientTerms::is_daring(account) && !std::ranges::all_of(tradable, has_its_own)) {
        std::erase_if(tradable, has_its_own);
    }
    return tradable.empty() ? nullptr : tradable[chance_.below(tradable.size())];
}

Lots ClientRequests::some_lots(const AccountTerms& account, const TradedInstrument& instrument) {
    const std::int64_t lots = ClientTerms::is_daring(account)
                                  ? instrument.daring_lots.value() / 100 * chance_.between(100, 140)
                                  : instrument.lots.value() * chance_.between(1, 4);
    return whole_steps(lots, instrument.terms);
}

ClientOrderId ClientRequests::next_id() { return *ClientOrderId::from_text(fmt::format("s{}", next_request_++)); }

}  // namespace trireme::app
