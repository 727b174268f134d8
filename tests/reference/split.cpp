#include "reference/split.hpp"

#include "reference/amounts.hpp"
#include "reference/deals.hpp"
#include "reference/desk.hpp"
#include "reference/examination.hpp"
#include "reference/execution.hpp"
#include "reference/hedging.hpp"
#include "reference/ledger.hpp"
#include "reference/lp_orders.hpp"
#include "reference/margin.hpp"
#include "reference/work.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace trireme::reference {
namespace {

// To the nearest multiple of `unit`, which also is the least, and no further than prices go.
Price scaled_price(Price price, const SplitInstrument& split, Price unit) {
    const Integer units =
        half_even(Integer(price.value()) * split.denominator, Integer(split.numerator) * unit.value());
    const Integer scaled = std::max(units, Integer(1)) * unit.value();
    return Price(bounded_64(std::min(scaled, Integer(price_max.value()))));
}

void scale(std::optional<Price>& price, const SplitInstrument& split, Price unit) {
    if (price) {
        price = scaled_price(*price, split, unit);
    }
}

void scale(std::optional<Trailing>& trailing, const SplitInstrument& split, Price unit) {
    if (!trailing) {
        return;
    }
    trailing->distance = scaled_price(trailing->distance, split, unit);
    if (trailing->step > Price()) {  // 0 stands for the tick size, before and after
        trailing->step = scaled_price(trailing->step, split, unit);
    }
    scale(trailing->activation, split, unit);
}

void scale(Protection& protection, const SplitInstrument& split, Price unit) {
    scale(protection.stop_loss, split, unit);
    scale(protection.take_profit, split, unit);
    scale(protection.trailing, split, unit);
}

// Cut at 1e-8, which also is the least. No further than lots go, where orders that reduce are for more than they find.
Lots scaled_lots(Lots lots, const SplitInstrument& split) {
    const Integer scaled = floor_of(Integer(lots.value()) * split.numerator, split.denominator);
    return Lots(bounded_64(std::clamp(scaled, Integer(1), Integer(volume_max.value()))));
}

Lots whole_steps(Lots lots, const Instrument& terms) {
    return Lots(lots.value() - lots.value() % terms.lots_step.value());
}

// What is beyond whole steps is paid out.
void close_fraction(World& world, PositionState position) {
    const Account& account = world.accounts.at(position.account);
    const InstrumentState& instrument = world.instruments.at(position.instrument);
    const Lots fraction(position.lots.value() - whole_steps(position.lots, instrument.terms).value());
    if (fraction == Lots()) {
        return;
    }
    const Price price = client_quote(instrument, group_of(world, account)).exit(position.side);
    const OrderId order = accept_reducing(world, position.account, closing_terms(position, fraction), {});
    const Integer cost = take_out(position, fraction);
    const Profit profit =
        realised_profit(world, account, position, price, fraction, cost, cash_of(world, account).minor_units);
    trade_at_given_price(world, {order, position, TradeReason::split, fraction, price, profit});
}

// split.refused: what an account would hold on one side, or have ordered, is too much to be counted.
bool is_too_much_for_any(const World& world, const SplitInstrument& split) {
    struct Volumes {
        Integer longs;
        Integer shorts;
        Integer ordered;
    };
    std::map<AccountId, Volumes> held;
    for (const auto& [id, position] : world.positions) {
        if (position.instrument == split.instrument) {
            Volumes& volumes = held[position.account];
            (position.side == Side::buy ? volumes.longs : volumes.shorts) += position.lots.value();
        }
    }
    for (const auto& [id, order] : world.orders) {
        if (order.terms.instrument == split.instrument && order.adds_risk) {
            held[order.account].ordered += order.leaves_lots.value();
        }
    }
    const auto is_too_much = [&](const Integer& lots) {
        return lots * split.numerator > Integer(volume_max.value()) * split.denominator;
    };
    return std::ranges::any_of(held, [&](const auto& entry) {
        const Volumes& volumes = entry.second;
        return is_too_much(volumes.longs) || is_too_much(volumes.shorts) || is_too_much(volumes.ordered);
    });
}

// Those that hold it, have any order in it or convert through it.
std::set<AccountId> accounts_concerned(const World& world, InstrumentId instrument) {
    std::set<AccountId> accounts = accounts_valued_by(world, instrument);
    for (const auto& [id, order] : world.orders) {
        if (order.terms.instrument == instrument) {
            accounts.insert(order.account);
        }
    }
    return accounts;
}

}  // namespace

void split_quote(InstrumentState& instrument, const SplitInstrument& split) {
    instrument.bid = scaled_price(instrument.bid, split, Price(1));
    instrument.ask = scaled_price(instrument.ask, split, Price(1));
    instrument.bids.clear();
    instrument.asks.clear();
}

void split_position(World& world, PositionId id, const SplitInstrument& split) {
    PositionState position = world.positions.at(id);
    const Price tick = world.instruments.at(position.instrument).terms.tick_size;
    position.lots = scaled_lots(position.lots, split);
    note_all_volumes(world, position);
    split_volumes(position, split);
    note_all_volumes(world, position);
    scale(position.protection, split, tick);
    scale(position.trailing_stop, split, tick);
    world.positions.at(id) = position;
    say_position(world, position, PositionChange::split);
    close_fraction(world, position);
}

void split_order(World& world, OrderId id, const SplitInstrument& split) {
    OrderState& order = world.orders.at(id);
    const Instrument& terms = world.instruments.at(order.terms.instrument).terms;
    order.terms.lots = whole_steps(scaled_lots(order.terms.lots, split), terms);
    order.leaves_lots = whole_steps(scaled_lots(order.leaves_lots, split), terms);
    scale(order.terms.price, split, terms.tick_size);
    scale(order.terms.stop_price, split, terms.tick_size);
    scale(order.terms.trailing, split, terms.tick_size);
    scale(order.terms.protection, split, terms.tick_size);
    if (order.reserved_at > Price()) {
        order.reserved_at = scaled_price(order.reserved_at, split, terms.tick_size);
    }
    if (order.leaves_lots < terms.lots_min) {
        cancel_order(world, id, CancelReason::split);
        return;
    }
    say(world, OrderModified{.account = order.account,
                             .order = id,
                             .terms = order.terms,
                             .expires_at = order.expires_at,
                             .margin_notional = order.adds_risk ? amount_from(margin_notional(terms, order)) : Amount(),
                             .leaves_lots = order.leaves_lots});
}

Objection perform_for_desk(World& world, const SplitInstrument& command) {
    const auto found = world.instruments.find(command.instrument);
    if (found == world.instruments.end()) {
        return reject(RejectCode::unknown_instrument, {.instrument = command.instrument});
    }
    const auto is_part = [](std::uint32_t part) { return part >= 1 && part <= split_factor_max; };
    if (!is_part(command.numerator)) {
        return reject_field(RejectCode::invalid_field, FieldName("numerator"));
    }
    if (!is_part(command.denominator) || command.denominator == command.numerator) {
        return reject_field(RejectCode::invalid_field, FieldName("denominator"));
    }
    if (world.corporate_actions.contains(command.action)) {
        return reject(RejectCode::already_applied, {.asked_count = command.action.value()});
    }
    if (!has_quote(found->second)) {
        return reject(RejectCode::off_quotes, {.instrument = command.instrument});
    }
    if (is_too_much_for_any(world, command) || is_too_much_for_hedges(world, command)) {
        return reject(RejectCode::out_of_range, {.instrument = command.instrument});
    }
    if (has_live_lp_order(world, command.instrument)) {
        return reject(RejectCode::instrument_in_use,
                      {.instrument = command.instrument, .field = FieldName("lp_orders")});
    }
    world.corporate_actions.insert(command.action);
    split_hedges(world, command);
    const std::set<AccountId> concerned = accounts_concerned(world, command.instrument);
    split_quote(found->second, command);
    begin_work(
        world,
        {.kind = WorkKind::split_positions, .split = command, .to_examine = {concerned.begin(), concerned.end()}});
    return std::nullopt;
}

Objection perform_for_desk(World& world, const PayDividend& command) {
    if (world.corporate_actions.contains(command.action)) {
        return reject(RejectCode::already_applied, {.asked_count = command.action.value()});
    }
    if (!is_price(command.per_unit)) {
        return reject_field(RejectCode::invalid_field, FieldName("per_unit"));
    }
    if (!world.instruments.contains(command.instrument)) {
        return reject(RejectCode::unknown_instrument, {.instrument = command.instrument});
    }
    world.corporate_actions.insert(command.action);
    begin_work(world, {.kind = WorkKind::dividend, .dividend = command});
    return std::nullopt;
}

}  // namespace trireme::reference
