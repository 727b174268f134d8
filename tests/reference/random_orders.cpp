#include "reference/random_orders.hpp"

#include "reference/amounts.hpp"

#include <algorithm>

namespace trireme::reference {
namespace {

constexpr AccountId nobody(9'999);
constexpr InstrumentId nothing(9'999);
constexpr Lots plenty(1'000'000 * one);  // what nobody may order of most instruments

// What other draws count on from: hostile values are drawn, not computed with.
std::int64_t within_bounds(Price price) { return std::clamp(price.value(), std::int64_t{1}, price_max.value()); }

}  // namespace

AccountId RandomOrders::some_account() {
    const Account* const account = some_entry(random_, world_.accounts);
    return account == nullptr || random_.one_in(200) ? nobody : account->terms.account;
}

InstrumentId RandomOrders::some_instrument() {
    const InstrumentState* instrument = some_entry(random_, world_.instruments);
    for (const auto& [id, other] : world_.instruments) {
        if (other.terms.lots_max >= plenty && random_.one_in(8)) {
            instrument = &other;  // where bounds are near
        }
    }
    return instrument == nullptr || random_.one_in(200) ? nothing : instrument->terms.id;
}

// All of it, a half, a third or a quarter.
Lots RandomOrders::part_of(Lots lots, const Instrument& terms) {
    const std::int64_t part = lots.value() / between(random_, 1, 4);
    return Lots(part - part % terms.lots_step.value());
}

Lots RandomOrders::some_lots(const Instrument& terms) {
    if (random_.one_in(60)) {
        return Lots(one_of<std::int64_t>(
            random_, {0, -1, 1, terms.lots_min.value() + 1, terms.lots_max.value() + terms.lots_step.value(),
                      volume_max.value() + 1, INT64_MAX, INT64_MIN}));
    }
    if (terms.lots_max >= plenty && !random_.one_in(4)) {
        return part_of(terms.lots_max, terms);
    }
    // Every size from the least on, twice as large as often as half as much.
    const std::int64_t steps = between(random_, 1, std::int64_t{2} << random_.below(9));
    return Lots(std::max(steps * terms.lots_step.value(), terms.lots_min.value()));
}

Price RandomOrders::away_from(const InstrumentState& instrument, Price from, bool upwards) {
    const std::int64_t tick = instrument.terms.tick_size.value();
    const std::int64_t near = within_bounds(from);
    const std::int64_t reach = std::max<std::int64_t>(near / (random_.one_in(4) ? 50 : 500) / tick, 2);
    const std::int64_t distance = between(random_, 1, reach) * tick;
    const std::int64_t start = near / tick * tick;
    const std::int64_t away = upwards ? start + distance : start - distance;
    return Price(random_.one_in(80) ? one_of<std::int64_t>(random_, {away + 1, 0, -tick, tick, price_max.value(),
                                                                     price_max.value() + 1, INT64_MAX})
                                    : std::max(away, tick));
}

Trailing RandomOrders::some_trailing(const InstrumentState& instrument, Price from, bool upwards) {
    const std::int64_t tick = instrument.terms.tick_size.value();
    const std::int64_t near = within_bounds(from);
    const std::int64_t reach = std::max<std::int64_t>(near / 400 / tick, 2);
    Trailing trailing{.distance = Price(between(random_, 1, reach) * tick),
                      .step = Price(random_.one_in(2) ? 0 : between(random_, 1, 20) * tick),
                      .activation = perhaps(random_, 30, away_from(instrument, from, upwards))};
    if (random_.one_in(50)) {
        trailing.distance = Price(
            one_of<std::int64_t>(random_, {0, -tick, tick + 1, price_max.value(), INT64_MAX, near * 2 / tick * tick}));
    }
    if (random_.one_in(80)) {
        trailing.step = Price(one_of<std::int64_t>(random_, {-tick, tick + 1, price_max.value() + tick}));
    }
    return trailing;
}

Protection RandomOrders::some_protection(const InstrumentState& instrument, Side side, Price from) {
    const bool is_buy = (side == Side::buy) != random_.one_in(60);
    Protection protection;
    protection.stop_loss = perhaps(random_, 50, away_from(instrument, from, !is_buy));
    protection.take_profit = perhaps(random_, 50, away_from(instrument, from, is_buy));
    protection.trailing = perhaps(random_, 30, some_trailing(instrument, from, is_buy));
    return protection;
}

OrderTerms RandomOrders::terms_for(const InstrumentState& instrument, OrderType type, Side side, Lots lots) {
    const bool is_buy = side == Side::buy;
    const Price there = is_buy ? instrument.ask : instrument.bid;
    OrderTerms terms{.instrument = instrument.terms.id, .side = side, .type = type, .lots = lots};
    Price reference = there;
    switch (type) {
        case OrderType::market:
            terms.price = perhaps(random_, 30, there);
            terms.max_deviation =
                terms.price ? perhaps(random_, 60, Price(instrument.terms.tick_size.value() * between(random_, 0, 50)))
                            : std::nullopt;
            terms.time_in_force =
                one_of(random_, {TimeInForce::gtc, TimeInForce::ioc, TimeInForce::fok, TimeInForce::day});
            break;
        case OrderType::limit:
            terms.price = away_from(instrument, there, random_.one_in(5) == is_buy);
            terms.time_in_force =
                one_of(random_, {TimeInForce::gtc, TimeInForce::gtc, TimeInForce::gtc, TimeInForce::day,
                                 TimeInForce::gtd, TimeInForce::ioc, TimeInForce::fok});
            reference = *terms.price;
            break;
        case OrderType::stop:
        case OrderType::stop_limit:
            terms.stop_price = away_from(instrument, there, is_buy != random_.one_in(25));
            terms.price = type == OrderType::stop_limit
                              ? std::optional(away_from(instrument, *terms.stop_price, random_.one_in(2)))
                              : std::nullopt;
            terms.time_in_force = one_of(random_, {TimeInForce::gtc, TimeInForce::day, TimeInForce::gtd});
            reference = terms.price.value_or(*terms.stop_price);
            break;
        case OrderType::trailing_stop:
            terms.trailing = some_trailing(instrument, there, !is_buy);
            terms.stop_price = perhaps(random_, 30, away_from(instrument, there, is_buy));
            terms.time_in_force = one_of(random_, {TimeInForce::gtc, TimeInForce::day, TimeInForce::gtd});
            reference = terms.stop_price.value_or(
                Price(is_buy ? there.value() + terms.trailing->distance.value() / 2 : there.value()));
            break;
    }
    if (terms.time_in_force == TimeInForce::gtd) {
        terms.expires_at = world_.now.plus(Duration::seconds(between(random_, random_.one_in(30) ? -5 : 1, 90'000)));
    }
    return percent(random_, 40) ? (terms.protection = some_protection(instrument, side, reference), terms) : terms;
}

OrderTerms RandomOrders::closing_terms(const PositionState& position) {
    const InstrumentState& instrument = world_.instruments.at(position.instrument);
    const auto type = one_of(random_, {OrderType::market, OrderType::limit, OrderType::stop, OrderType::stop_limit,
                                       OrderType::trailing_stop});
    const Lots lots =
        one_of(random_, {position.lots, position.lots, Lots(position.lots.value() / 2), some_lots(instrument.terms)});
    OrderTerms terms = terms_for(instrument, type, random_.one_in(40) ? position.side : opposite(position.side), lots);
    if (!random_.one_in(30)) {
        terms.protection = {};
    }
    if (world_.accounts.at(position.account).terms.mode == AccountMode::hedging) {
        terms.position = position.id;
        terms.reduce_only = random_.one_in(60);
    } else {
        terms.reduce_only = !random_.one_in(4);
        terms.position = perhaps(random_, 2, position.id);
    }
    return terms;
}

OrderTerms RandomOrders::some_terms(AccountId account) {
    const auto found = world_.instruments.find(some_instrument());
    if (found == world_.instruments.end()) {
        return {.instrument = nothing, .lots = Lots(one)};
    }
    const auto type = one_of(random_, {OrderType::market, OrderType::market, OrderType::limit, OrderType::limit,
                                       OrderType::stop, OrderType::stop_limit, OrderType::trailing_stop});
    const Side side = some_side();
    OrderTerms terms = terms_for(found->second, type, side, some_lots(found->second.terms));
    const PositionState* const position = percent(random_, 20) ? some_entry(random_, world_.positions) : nullptr;
    if (position != nullptr && (position->account == account || random_.one_in(10))) {
        return closing_terms(*position);
    }
    terms.reduce_only = random_.one_in(150);
    const PositionState* const held = netting_position(world_, account, terms.instrument);
    if (held != nullptr && held->side == side && random_.one_in(4)) {
        terms.protection.trailing = held->protection.trailing;  // the same again, or none
    }
    return terms;
}

// Takes a field that is needed away, or states one that does not belong there.
void RandomOrders::spoil(OrderTerms& terms) {
    switch (random_.below(8)) {
        case 0: terms.price.reset(); return;
        case 1: terms.stop_price.reset(); return;
        case 2: terms.trailing.reset(); return;
        case 3: terms.expires_at.reset(); return;
        case 4: terms.stop_price = terms.price; return;
        case 5: terms.max_deviation = Price(one); return;
        case 6: terms.expires_at = world_.now.plus(Duration::seconds(60)); return;
        default: spoil_values(terms); return;
    }
}

void RandomOrders::spoil_values(OrderTerms& terms) {
    switch (random_.below(5)) {
        case 0: terms.lots = Lots(random_.integer<std::int64_t>()); return;
        case 1: terms.price = Price(random_.integer<std::int64_t>()); return;
        case 2: terms.stop_price = Price(random_.integer<std::int64_t>()); return;
        case 3: terms.time_in_force = one_of(random_, {TimeInForce::gtd, TimeInForce::ioc, TimeInForce::fok}); return;
        default: terms.position = PositionId(random_.below(50)); return;
    }
}

Command RandomOrders::place_order() {
    PlaceOrder request{.account = some_account(), .client_order_id = {}, .order = {}};
    request.order = some_terms(request.account);
    if (const auto& position = request.order.position; position && world_.positions.contains(*position)) {
        request.account = world_.positions.at(*position).account;
    }
    if (random_.one_in(25)) {
        spoil(request.order);
    }
    return request;
}

Command RandomOrders::place_oco() {
    PlaceOco request{.account = some_account(), .client_order_id = {}, .first = {}, .second = {}};
    const auto found = world_.instruments.find(some_instrument());
    if (found == world_.instruments.end()) {
        request.first.instrument = nothing;
        return request;
    }
    const InstrumentState& instrument = found->second;
    const auto waiting = [&] {
        return one_of(random_, {OrderType::limit, OrderType::stop, OrderType::stop_limit, OrderType::trailing_stop});
    };
    // Each drawn by itself: in which order arguments are evaluated is the compiler's choice.
    const Lots lots = some_lots(instrument.terms);
    const Lots other_lots = random_.one_in(3) ? some_lots(instrument.terms) : lots;
    const Side side = some_side();
    const Side other_side = one_of(random_, {side, opposite(side)});
    const OrderType type = waiting();
    const OrderType other_type = waiting();
    request.first = terms_for(instrument, type, side, lots);
    request.second = terms_for(instrument, other_type, other_side, other_lots);
    if (random_.one_in(20)) {
        request.second = some_terms(request.account);
    }
    if (random_.one_in(30)) {
        spoil(random_.one_in(2) ? request.first : request.second);
    }
    return request;
}

Command RandomOrders::modify_order() {
    const OrderState* const order = some_entry(random_, world_.orders);
    if (order == nullptr || random_.one_in(60)) {
        return ModifyOrder{
            .account = some_account(), .client_order_id = {}, .order = OrderId(random_.below(500)), .lots = Lots(one)};
    }
    const InstrumentState& instrument = world_.instruments.at(order->terms.instrument);
    const OrderTerms fresh = terms_for(instrument, order->terms.type, order->terms.side, some_lots(instrument.terms));
    ModifyOrder request{
        .account = random_.one_in(60) ? some_account() : order->account, .client_order_id = {}, .order = order->id};
    const Lots times = Lots(order->leaves_lots.value() * between(random_, 2, 40));
    request.lots = perhaps(random_, 50,
                           one_of(random_, {fresh.lots, Lots(order->leaves_lots.value() / 2), order->leaves_lots, times,
                                            part_of(instrument.terms.lots_max, instrument.terms)}));
    request.price = percent(random_, 40) ? fresh.price : std::nullopt;
    request.stop_price = percent(random_, 40) ? fresh.stop_price : std::nullopt;
    request.expires_at = order->terms.time_in_force == TimeInForce::gtd || random_.one_in(30)
                             ? perhaps(random_, 30, world_.now.plus(Duration::seconds(between(random_, -1, 50'000))))
                             : std::nullopt;
    request.protection = perhaps(random_, 30, fresh.protection);
    const bool states_something = request.lots || request.price || request.stop_price || request.expires_at;
    if (!states_something && !random_.one_in(10)) {
        request.lots = fresh.lots;
    }
    return request;
}

Command RandomOrders::cancel_order() {
    const OrderState* const order = some_entry(random_, world_.orders);
    if (order == nullptr || random_.one_in(20)) {
        return CancelOrder{some_account(), {}, OrderId(random_.below(500))};
    }
    return CancelOrder{order->account, {}, order->id};
}

Command RandomOrders::cancel_orders() {
    return CancelOrders{some_account(), {}, perhaps(random_, 50, some_instrument())};
}

Command RandomOrders::modify_position() {
    const PositionState* const position = some_entry(random_, world_.positions);
    if (position == nullptr || random_.one_in(60)) {
        return ModifyPosition{some_account(), {}, PositionId(random_.below(500)), {}};
    }
    const InstrumentState& instrument = world_.instruments.at(position->instrument);
    const Price from = position->side == Side::buy ? instrument.bid : instrument.ask;
    Protection protection = some_protection(instrument, position->side, from);
    if (random_.one_in(6)) {
        protection.trailing = position->protection.trailing;
    }
    if (random_.one_in(12)) {
        protection = position->protection;
    }
    return ModifyPosition{position->account, {}, position->id, protection};
}

Command RandomOrders::close_position() {
    const PositionState* const position = some_entry(random_, world_.positions);
    if (position == nullptr || random_.one_in(60)) {
        return ClosePosition{
            .account = some_account(), .client_order_id = {}, .position = PositionId(random_.below(500))};
    }
    const InstrumentState& instrument = world_.instruments.at(position->instrument);
    ClosePosition request{.account = position->account, .client_order_id = {}, .position = position->id};
    request.lots = perhaps(
        random_, 40, one_of(random_, {Lots(position->lots.value() / 2), some_lots(instrument.terms), position->lots}));
    request.price = perhaps(random_, 30, position->side == Side::buy ? instrument.bid : instrument.ask);
    request.max_deviation =
        perhaps(random_, request.price ? 70 : 3, Price(instrument.terms.tick_size.value() * between(random_, -1, 30)));
    return request;
}

Command RandomOrders::close_by() {
    const PositionState* const position = some_entry(random_, world_.positions);
    if (position == nullptr) {
        return CloseBy{some_account(), {}, PositionId(1), PositionId(2)};
    }
    std::map<PositionId, PositionState> partners;
    for (const auto& [id, other] : world_.positions) {
        if (other.account == position->account && other.instrument == position->instrument &&
            other.side != position->side) {
            partners.emplace(id, other);
        }
    }
    const PositionState* const partner =
        random_.one_in(15) || partners.empty() ? some_entry(random_, world_.positions) : some_entry(random_, partners);
    return CloseBy{position->account, {}, position->id, partner->id};
}

Command RandomOrders::reverse_position() {
    const PositionState* const position = some_entry(random_, world_.positions);
    return position == nullptr ? ReversePosition{some_account(), {}, PositionId(1)}
                               : ReversePosition{position->account, {}, position->id};
}

Command RandomOrders::close_positions() {
    return ClosePositions{some_account(), {}, perhaps(random_, 60, some_instrument())};
}

}  // namespace trireme::reference
