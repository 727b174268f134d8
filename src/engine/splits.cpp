#include "engine/splits.hpp"

#include "base/integer.hpp"
#include "engine/amounts.hpp"
#include "engine/execution.hpp"
#include "engine/order_end.hpp"
#include "engine/reservation.hpp"
#include "engine/routed_volumes.hpp"
#include "engine/trade_plan.hpp"
#include "engine/waiting.hpp"
#include "model/bounds.hpp"

#include <algorithm>

namespace trireme::engine {
namespace {

// price x denominator / numerator to a multiple of `unit`, half-even, at least one and at most what a price may be.
Price scaled_price(Price price, const SplitInstrument& split, Price unit) {
    const Int128 units =
        divide_half_even(Int128{price.value()} * split.denominator, Int128{split.numerator} * unit.value());
    const Int128 most = price_max.value() / unit.value();
    return Price(static_cast<std::int64_t>(std::clamp<Int128>(units, 1, most)) * unit.value());
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
    if (trailing->step > Price()) {
        trailing->step = scaled_price(trailing->step, split, unit);
    }
    scale(trailing->activation, split, unit);
}

void scale(Protection& protection, const SplitInstrument& split, Price unit) {
    scale(protection.stop_loss, split, unit);
    scale(protection.take_profit, split, unit);
    scale(protection.trailing, split, unit);
}

// Lots after the split, cut at 1e-8 (but not to nothing). What holds or adds risk fits (split.refused); an order that
// would only close stops at the most that there can be to close.
Lots scaled_lots(Lots lots, const SplitInstrument& split) {
    const Int128 scaled = Int128{lots.value()} * split.numerator / split.denominator;
    return Lots(static_cast<std::int64_t>(std::clamp<Int128>(scaled, 1, volume_max.value())));
}

Lots whole_steps(Lots lots, Lots step) { return Lots(lots.value() / step.value() * step.value()); }

}  // namespace

void split_quote(InstrumentRecord& instrument, const SplitInstrument& split) {
    constexpr Price least(1);
    instrument.bid = scaled_price(instrument.bid, split, least);
    instrument.ask = scaled_price(instrument.ask, split, least);
    instrument.bids.clear();
    instrument.asks.clear();
}

void split_position(Books& books, PositionRecord& position, const SplitInstrument& split) {
    Holding& holding = *position.holding;
    AccountRecord& account = *holding.account;
    const Instrument& terms = holding.instrument->terms;
    books.touch(account);
    stop_waiting(position);
    Protection protection = position.protection();
    std::optional<Price> trailing_stop = position.trailing_stop();
    count_out(position, position.lots, position.cost);
    position.lots = scaled_lots(position.lots, split);
    count_in(position, position.lots, position.cost);
    rescale(books, position, position.lots, split);
    scale(protection, split, terms.tick_size);
    scale(trailing_stop, split, terms.tick_size);
    books.put_guards(position, protection, trailing_stop);
    await_prices(position);
    emit_position(books, position, PositionChange::split);

    const Lots fraction(position.lots.value() - whole_steps(position.lots, terms.lots_step).value());
    if (fraction == Lots()) {
        return;
    }
    const Price exit = exit_price(position.side, client_quote(*holding.instrument, *account.group));
    OrderState order = accept_closing_order(books, position, fraction, ClientOrderId());
    TradePlan plan;
    plan_close_for(books, position, fraction, exit, multiply(exit, fraction), plan);
    execute(books, {account, holding, order, TradeReason::split, std::nullopt}, plan);
}

void split_order(Books& books, OrderRecord& order, const SplitInstrument& split) {
    const Instrument& terms = order.holding->instrument->terms;
    books.touch(*order.holding->account);
    stop_waiting(order);
    release(books, order);
    OrderState after = order.state();
    after.terms.lots = whole_steps(scaled_lots(after.terms.lots, split), terms.lots_step);
    after.leaves_lots = whole_steps(scaled_lots(after.leaves_lots, split), terms.lots_step);
    scale(after.terms.price, split, terms.tick_size);
    scale(after.terms.stop_price, split, terms.tick_size);
    scale(after.terms.trailing, split, terms.tick_size);
    scale(after.terms.protection, split, terms.tick_size);
    if (after.adds_risk) {
        after.reserved_at = scaled_price(after.reserved_at, split, terms.tick_size);
    }
    books.put(order, after);
    reserve(books, order);
    await_prices(order);
    if (order.leaves_lots < terms.lots_min) {
        cancel(books, order, {.reason = CancelReason::split});
        return;
    }
    AccountRecord& account = *order.holding->account;
    books.emit(account, OrderModified{.order = order.id,
                                      .terms = after.terms,
                                      .expires_at = after.expires_at,
                                      .margin_notional = reserved_notional(order),
                                      .leaves_lots = after.leaves_lots});
}

}  // namespace trireme::engine
