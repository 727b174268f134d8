#include "reference/triggers.hpp"

#include "reference/amounts.hpp"
#include "reference/checks.hpp"
#include "reference/examination.hpp"
#include "reference/execution.hpp"
#include "reference/market.hpp"
#include "reference/trailing.hpp"

#include <algorithm>
#include <utility>

// What happens at one quote: order.priority of docs/rules.md.
namespace trireme::reference {
namespace {

void wake_waiting_hedges(World& world, InstrumentId instrument) {
    for (auto& [place, hedge] : world.hedges) {
        hedge.is_due = hedge.is_due || (hedge.waits && place.instrument == instrument);
    }
}

// How a position is closed by its protection.
struct Exit {
    TradeReason reason = TradeReason::stop_loss;
    Price level;
};

bool is_beyond(Side side, Price exit_price, Price stop) {
    return side == Side::buy ? exit_price <= stop : exit_price >= stop;
}

std::optional<Exit> tighter_stop(const PositionState& position) {
    const auto fixed = position.protection.stop_loss;
    const auto trailing = position.trailing_stop;
    if (!fixed && !trailing) {
        return std::nullopt;
    }
    const bool trailing_is_tighter =
        trailing && (!fixed || (position.side == Side::buy ? *trailing > *fixed : *trailing < *fixed));
    return trailing_is_tighter ? Exit{TradeReason::trailing_stop, *trailing} : Exit{TradeReason::stop_loss, *fixed};
}

std::optional<Exit> exit_of(const PositionState& position, const ClientQuote& quote) {
    const Price exit_price = quote.exit(position.side);
    if (const auto stop = tighter_stop(position); stop && is_beyond(position.side, exit_price, stop->level)) {
        return stop;
    }
    const auto target = position.protection.take_profit;
    if (target && is_beyond(opposite(position.side), exit_price, *target)) {
        return Exit{TradeReason::take_profit, *target};
    }
    return std::nullopt;
}

void make_exits(World& world, InstrumentId id) {
    const InstrumentState& instrument = world.instruments.at(id);
    std::vector<PositionState> held;
    for (const auto& [position_id, position] : world.positions) {
        if (position.instrument == id) {
            held.push_back(position);
        }
    }
    for (const PositionState& position : held) {
        const ClientQuote quote = client_quote(instrument, group_of(world, world.accounts.at(position.account)));
        const auto exit = exit_of(position, quote);
        if (exit && has_liquidity(instrument, opposite(position.side))) {
            place_reducing(world, position.account, closing_terms(position, position.lots), {},
                           {exit->reason, exit->level});
        }
    }
}

// Nothing if it can be filled; else why it is cancelled (order.trigger_check).
struct Refusal {
    CancelReason reason = CancelReason::no_money;
    std::optional<MarginFigures> after;
};

std::optional<Refusal> check_fill(const World& world, OrderState order, const std::vector<Fill>& fills) {
    Standing standing = standing_of(world, order.account);
    if (order.oco) {
        standing.orders.erase(*order.oco);  // it reserves nothing that this order had not
    }
    if (!fill_order(world, standing, order, fills)) {
        return Refusal{CancelReason::no_rate, std::nullopt};
    }
    const auto figures = figures_of(world, world.accounts.at(order.account), standing);
    if (!figures) {
        return Refusal{CancelReason::no_rate, std::nullopt};
    }
    if (!figures->has_free_margin()) {
        return Refusal{CancelReason::no_money, with_level(*figures)};
    }
    return std::nullopt;
}

// Fills an order that has waited, as far as that goes.
void fill_waiting(World& world, OrderId id) {
    OrderState order = std::move(world.orders.extract(id).mapped());
    const Account& account = world.accounts.at(order.account);
    const auto open = order.adds_risk ? std::nullopt : lots_to_reduce(world, account, order.terms);
    const Lots lots = open ? std::min(*open, order.leaves_lots) : order.leaves_lots;
    InstrumentState& instrument = world.instruments.at(order.terms.instrument);
    InstrumentState after = instrument;
    const auto fills = immediate_fills(after, group_of(world, account), order, lots);
    if (const auto refusal = order.adds_risk && !fills.empty() ? check_fill(world, order, fills) : std::nullopt) {
        cancel_taken(world, order, refusal->reason, refusal->after);
        return;
    }
    instrument = after;
    execute(world, order, fills, {TradeReason::triggered, asked_price(order.terms)});
    settle_rest(world, std::move(order), sum_of(fills));
}

bool is_stop_reached(const OrderState& order, const ClientQuote& quote) {
    const bool has_stop = order.terms.type == OrderType::stop || order.terms.type == OrderType::stop_limit ||
                          (order.terms.type == OrderType::trailing_stop && order.trails);
    if (!has_stop || order.triggered) {
        return false;
    }
    return order.terms.side == Side::buy ? quote.ask >= *order.terms.stop_price : quote.bid <= *order.terms.stop_price;
}

void enter(World& world, OrderId id) {
    OrderState& order = world.orders.at(id);
    const InstrumentState& instrument = world.instruments.at(order.terms.instrument);
    const ClientQuote quote = client_quote(instrument, group_of(world, world.accounts.at(order.account)));
    const bool is_reached = is_stop_reached(order, quote);
    if (is_reached) {
        order.triggered = order.terms.type == OrderType::stop_limit;
        say(world, OrderTriggered{.account = order.account, .order = id, .bid = quote.bid, .ask = quote.ask});
    }
    const bool is_limit = order.terms.type == OrderType::limit || order.triggered;
    if (is_reached || is_limit) {
        fill_waiting(world, id);
    }
}

void make_entries(World& world, InstrumentId instrument) {
    std::vector<OrderId> ids;
    for (const auto& [id, order] : world.orders) {
        if (order.terms.instrument == instrument) {
            ids.push_back(id);
        }
    }
    for (const OrderId id : ids) {
        if (world.orders.contains(id)) {  // an earlier one may have ended it
            enter(world, id);
        }
    }
}

void at_quote(World& world, InstrumentId id) {
    const Instrument& terms = world.instruments.at(id).terms;
    const bool is_traded = terms.active && is_open(terms, world.now);
    if (is_traded) {
        move_position_stops(world, id);
        make_exits(world, id);
    }
    for (const AccountId account : accounts_valued_by(world, id)) {
        world.touched.insert(account);
    }
    examine_touched(world);
    if (is_traded) {
        move_order_stops(world, id);
        make_entries(world, id);
    }
    examine_touched(world);
}

bool is_quote(const World& world, const Quote& quote) {
    return world.instruments.contains(quote.instrument) && quote.bid > Price() && quote.bid <= quote.ask &&
           quote.ask <= price_max;
}

// Best first, with prices and volumes that can be.
bool is_in_order(const BookSide& side, bool ascending) {
    for (std::size_t at = 0; at < side.size(); ++at) {
        const bool can_be = side[at].lots > Lots() && side[at].lots <= volume_max && is_price(side[at].price);
        const bool follows =
            at == 0 || (ascending ? side[at - 1].price < side[at].price : side[at - 1].price > side[at].price);
        if (!can_be || !follows) {
            return false;
        }
    }
    return true;
}

}  // namespace

void take_quote(World& world, const Quote& quote) {
    if (!is_quote(world, quote)) {
        say(world, QuoteIgnored{quote});
        return;
    }
    InstrumentState& instrument = world.instruments.at(quote.instrument);
    instrument.bid = quote.bid;
    instrument.ask = quote.ask;
    instrument.quoted_at = world.now;
    wake_waiting_hedges(world, instrument.terms.id);
    instrument.bids.clear();
    instrument.asks.clear();
    at_quote(world, quote.instrument);
}

void take_book(World& world, const BookUpdate& update) {
    const bool is_empty = update.bids.empty() && update.asks.empty();
    const Quote best{update.instrument, update.bids.empty() ? Price() : update.bids[0].price,
                     update.asks.empty() ? Price() : update.asks[0].price};
    const bool is_sound = is_in_order(update.bids, false) && is_in_order(update.asks, true);
    if (!is_sound || !(is_empty ? world.instruments.contains(update.instrument) : is_quote(world, best))) {
        say(world, QuoteIgnored{best});
        return;
    }
    InstrumentState& instrument = world.instruments.at(update.instrument);
    instrument.bids = update.bids;
    instrument.asks = update.asks;
    if (is_empty) {
        return;  // the price stays what it was; there is only nothing left to take
    }
    instrument.bid = best.bid;
    instrument.ask = best.ask;
    instrument.quoted_at = world.now;
    wake_waiting_hedges(world, instrument.terms.id);
    at_quote(world, update.instrument);
}

}  // namespace trireme::reference
