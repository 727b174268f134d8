#include "venues/binance_orders.hpp"

#include "model/bounds.hpp"

#include <algorithm>
#include <utility>

namespace trireme::venues {
namespace {

LpReportKind kind_of_end(OrderStatus end) {
    return end == OrderStatus::cancelled ? LpReportKind::cancelled : LpReportKind::expired;
}

}  // namespace

Result<Units> binance_units_of(Lots lots, Ratio contract_size) {
    const Int128 product = Int128{lots.value()} * contract_size.value();
    if (product % whole.value() != 0) {
        return fail(ErrorCode::invalid_input, "{} lots of {} are no whole 1e-8 units", format(lots),
                    format(contract_size));
    }
    return Units(product / whole.value());
}

Result<Lots> binance_lots_of(Units units, Ratio contract_size) {
    const Int128 product = units.value() * whole.value();
    const Int128 lots = product / contract_size.value();
    if (product % contract_size.value() != 0 || lots > volume_max.value()) {
        return fail(ErrorCode::invalid_input, "{} units are no whole lots of {}", format(units), format(contract_size));
    }
    return Lots(static_cast<std::int64_t>(lots));
}

bool BinanceOrders::add(const LpOrder& order, const BinanceFeedTerms::Instrument& instrument, Timestamp now) {
    if (names_.contains(order.name)) {
        return false;
    }
    return orders_
        .try_emplace(order.name, Order{.name = order.name,
                                       .wire_name = order.name,
                                       .instrument = instrument,
                                       .side = order.side,
                                       .time_in_force = order.time_in_force,
                                       .price_is_known = order.type == LpOrderType::limit,
                                       .lots = order.lots,
                                       .sent = now})
        .second;
}

BinanceOrders::Order* BinanceOrders::find(const LpOrderName& name) {
    const auto found = orders_.find(name);
    return found == orders_.end() ? nullptr : &found->second;
}

void BinanceOrders::rename(Order& order, const LpOrderName& wire_name) {
    names_.erase(order.wire_name);
    order.wire_name = wire_name;
    ++order.replacements;
    names_.emplace(wire_name, order.name);
}

std::optional<LpOrderName> BinanceOrders::next_wire_name(const Order& order) {
    return LpOrderName::from_text(fmt::format("{}.{}", order.name.view(), order.replacements + 1));
}

LpOrderName BinanceOrders::name_of(const LpOrderName& wire_name) const {
    const auto renamed = names_.find(wire_name);
    return renamed == names_.end() ? wire_name : renamed->second;
}

std::vector<LpOrderName> BinanceOrders::live() const {
    std::vector<LpOrderName> names;
    for (const auto& [name, order] : orders_) {
        if (order.is_live()) {
            names.push_back(name);
        }
    }
    return names;
}

BinanceOrders::Order* BinanceOrders::find_or_adopt(const BinanceOrderState& state, Timestamp now) {
    if (const auto renamed = names_.find(state.name); renamed != names_.end()) {
        return find(renamed->second);
    }
    if (Order* const known = find(state.name)) {
        return known->wire_name == state.name ? known : nullptr;  // nothing: the order that a replacement ended
    }
    const auto instrument = std::ranges::find(instruments_, state.symbol, &BinanceFeedTerms::Instrument::symbol);
    if (instrument == instruments_.end()) {
        ++counters_.not_ours;
        return nullptr;
    }
    // An order of an earlier run: what was filled before this news was told then.
    Units before = state.executed;
    for (const BinanceFill& fill : state.fills) {
        before = Units(before.value() - fill.units.value());
    }
    const auto lots = binance_lots_of(state.ordered, instrument->contract_size);
    const auto cumulative = binance_lots_of(before, instrument->contract_size);
    if (!lots || !cumulative || before < Units()) {
        ++counters_.absurd;
        return nullptr;
    }
    return &orders_
                .emplace(state.name, Order{.name = state.name,
                                           .wire_name = state.name,
                                           .instrument = *instrument,
                                           .lots = *lots,
                                           .cumulative = *cumulative,
                                           .status = OrderStatus::accepted,
                                           .sent = now,
                                           .is_answered = true})
                .first->second;
}

bool BinanceOrders::take(const BinanceOrderState& state, Timestamp now, LpListener& listener) {
    Order* const order = find_or_adopt(state, now);
    if (order == nullptr || order->is_replacing) {
        return false;  // while it is replaced, the answer to that says what became of both
    }
    const auto executed = binance_lots_of(state.executed, order->instrument.contract_size);
    const auto ordered = binance_lots_of(state.ordered, order->instrument.contract_size);
    if (!executed || !ordered || *ordered != order->lots || state.symbol != order->instrument.symbol) {
        ++counters_.absurd;
        return false;
    }
    order->order_id = state.order_id;
    if (state.status == OrderStatus::rejected) {
        reject(*order, LpReason::dealer, now, listener);
        return false;
    }
    accept(*order, state.time, now, listener);
    for (const BinanceFill& each : state.fills) {
        fill(*order, each, state.time, now, listener);
    }
    if (state.status == OrderStatus::cancelled || state.status == OrderStatus::expired) {
        order->end = state.status;
    }
    end_if_whole(*order, *executed, state.time, now, listener);
    return order->cumulative < *executed;
}

void BinanceOrders::accept(Order& order, Timestamp made, Timestamp now, LpListener& listener) {
    if (!std::exchange(order.is_answered, true)) {
        latency_ = Duration::nanoseconds(now.nanoseconds_since_1970() - order.sent.nanoseconds_since_1970());
    }
    if (order.status == OrderStatus::pending || order.status == OrderStatus::unknown) {
        order.status = OrderStatus::accepted;
        report(order, LpReportKind::accepted, LpReason::none, made, now, listener);
    }
}

void BinanceOrders::fill(Order& order, const BinanceFill& fill, Timestamp made, Timestamp now, LpListener& listener) {
    if (order.trades.contains(fill.trade_id)) {
        ++counters_.repeated_fills;
        return;
    }
    const auto lots = binance_lots_of(fill.units, order.instrument.contract_size);
    if (!lots || *lots > Lots(order.lots.value() - order.cumulative.value())) {
        ++counters_.absurd;
        return;
    }
    order.trades.insert(fill.trade_id);
    order.cumulative = Lots(order.cumulative.value() + lots->value());
    // An order that has ended stays so: its late fill is the house's affair.
    const bool is_open = order.is_live() || order.status == OrderStatus::unknown;
    if (is_open) {
        order.status = order.cumulative == order.lots ? OrderStatus::filled : OrderStatus::partially_filled;
    }
    ++counters_.fills;
    // A trade's id is a symbol's own.
    const auto execution =
        LpExecutionId::from_text(fmt::format("{}-{}", order.instrument.symbol.view(), fill.trade_id));
    listener.on_report(lp_, {.kind = LpReportKind::filled,
                             .name = order.name,
                             .status = order.status,
                             .execution = *execution,
                             .lots = *lots,
                             .price = fill.price,
                             .cumulative = order.cumulative,
                             .leaves = Lots(order.lots.value() - order.cumulative.value()),
                             .made = made,
                             .received = now});
    if (is_open && !order.is_live()) {
        forget_oldest(order.name);
    }
}

void BinanceOrders::end_if_whole(Order& order, Lots executed, Timestamp made, Timestamp now, LpListener& listener) {
    if (order.end && order.is_live() && order.cumulative == executed) {
        order.status = *order.end;
        report(order, kind_of_end(*order.end), LpReason::none, made, now, listener);
        forget_oldest(order.name);
    }
}

void BinanceOrders::take_trades(const LpOrderName& name, const std::vector<BinanceFill>& fills, Timestamp now,
                                LpListener& listener) {
    Order* const order = find(name);
    if (order == nullptr) {
        return;
    }
    for (const BinanceFill& each : fills) {
        fill(*order, each, now, now, listener);
    }
    end_if_whole(*order, order->cumulative, now, now, listener);
}

void BinanceOrders::reject(Order& order, LpReason reason, Timestamp now, LpListener& listener) {
    if (order.status != OrderStatus::pending) {
        ++counters_.absurd;
        return;
    }
    order.is_answered = true;
    order.status = OrderStatus::rejected;
    ++counters_.rejects;
    report(order, LpReportKind::rejected, reason, now, now, listener);
    forget_oldest(order.name);
}

void BinanceOrders::report_unknown(Order& order, Timestamp now, LpListener& listener) {
    order.status = OrderStatus::unknown;
    report(order, LpReportKind::unknown, LpReason::not_found, now, now, listener);
    forget_oldest(order.name);
}

void BinanceOrders::report(const Order& order, LpReportKind kind, LpReason reason, Timestamp made, Timestamp now,
                           LpListener& listener) const {
    listener.on_report(lp_, {.kind = kind,
                             .name = order.name,
                             .status = order.status,
                             .cumulative = order.cumulative,
                             .leaves = order.is_live() ? Lots(order.lots.value() - order.cumulative.value()) : Lots(),
                             .reason = reason,
                             .made = made,
                             .received = now});
}

void BinanceOrders::forget_oldest(const LpOrderName& ended) {
    ended_.push_back(ended);
    if (ended_.size() > ended_orders_max) {
        if (const Order* const oldest = find(ended_.front())) {
            names_.erase(oldest->wire_name);
        }
        orders_.erase(ended_.front());
        ended_.pop_front();
    }
}

}  // namespace trireme::venues
