#include "engine/hedging.hpp"

#include "base/assert.hpp"
#include "engine/admission.hpp"
#include "engine/amounts.hpp"
#include "engine/definitions.hpp"
#include "engine/lp_orders.hpp"
#include "engine/rejection.hpp"
#include "model/bounds.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace trireme::engine {
namespace {

// Beyond which no hedge is wanted, so that what is held always fits.
constexpr Int128 wanted_max = Int128{80} * volume_max.value();
constexpr Int128 held_max = Int128{90} * volume_max.value();
constexpr Int128 share_scale = 100'000'000;

Int128 magnitude(Int128 value) { return value < 0 ? -value : value; }
std::int64_t signed_lots(Side side, Lots lots) { return side == Side::buy ? lots.value() : -lots.value(); }

Int128 scaled(Lots held, const SplitInstrument& split) {
    return Int128{held.value()} * split.numerator / split.denominator;
}

Hedge& hedge_at(Books& books, HedgeKey key) {
    const auto [place, is_new] = books.hedges.all.try_emplace(key);
    if (is_new) {
        place->second.instrument = key.instrument;
        place->second.lp = key.lp;
    }
    return place->second;
}

void make_due(Books& books, Hedge& hedge) {
    hedge.is_due = true;
    books.hedges.due.insert({hedge.instrument, hedge.lp});
}

void set_not_before(Books& books, Hedge& hedge, std::optional<Timestamp> time) {
    const HedgeKey key{hedge.instrument, hedge.lp};
    if (hedge.not_before) {
        books.hedges.wakes.erase({*hedge.not_before, key});
    }
    hedge.not_before = time;
    if (time && *time > books.now) {
        books.hedges.wakes.insert({*time, key});
    }
}

void count(Books& books, const PositionRecord& position, const RoutedVolume& volume, Int128 sign) {
    const Route& route = volume.route;
    if (route.book != Book::c || route.hedge_share == Ratio()) {
        return;
    }
    Hedge& hedge = hedge_at(books, {position.holding->instrument->id, route.lp});
    const Int128 lots = sign * signed_lots(position.side, volume.lots);
    hedge.shares[static_cast<std::size_t>(route.client_class) - 1] += lots * route.hedge_share.value();
    make_due(books, hedge);
}

Lots limit_of(const HedgePolicy& policy, ClientClass client_class) {
    const auto own = std::ranges::find(policy.limits, client_class, &HedgeLimit::client_class);
    return own == policy.limits.end() ? policy.limit : own->limit;
}

// hedge.wanted
Int128 wanted_by(const Hedge& hedge, const HedgePolicy& policy) {
    Int128 net = 0;
    for (const Int128 share : hedge.shares) {
        net += share;
    }
    Int128 kept = 0;
    for (std::size_t at = 0; at < hedge.shares.size(); ++at) {
        const Int128 share = hedge.shares[at];
        if (share != 0 && (share < 0) == (net < 0)) {
            const Lots limit = limit_of(policy, static_cast<ClientClass>(at + 1));
            kept += std::min(limit.value() * share_scale, magnitude(share));
        }
    }
    const Int128 beyond = std::max<Int128>(magnitude(net) - kept, 0) / share_scale;
    const Int128 wanted = std::min(beyond, wanted_max);
    return net < 0 ? -wanted : wanted;
}

// hedge.size: of the order that takes what is held to what is wanted; 0 for none.
Lots order_lots(const InstrumentRecord& instrument, Int128 missing) {
    const HedgePolicy& policy = instrument.hedge_policy;
    Int128 size = magnitude(missing);
    if (policy.mode == HedgeMode::threshold) {
        size = size > policy.threshold.value() ? size - policy.resume.value() : 0;
    }
    const Lots step = policy.lots_step.value_or(instrument.terms.lots_step);
    const Lots least = policy.lots_min.value_or(instrument.terms.lots_min);
    const Int128 whole_steps = std::min<Int128>(size, volume_max.value()) / step.value() * step.value();
    return whole_steps < least.value() ? Lots() : Lots(static_cast<std::int64_t>(whole_steps));
}

// hedge.price: at a multiple of the tick size, and not worse than stated.
std::optional<Price> limit_price(const InstrumentRecord& instrument, Side side) {
    const auto& deviation = instrument.hedge_policy.deviation;
    if (!deviation) {
        return std::nullopt;
    }
    const std::int64_t tick = instrument.terms.tick_size.value();
    if (side == Side::buy) {
        const std::int64_t most = std::min(instrument.ask.value() + deviation->value(), price_max.value());
        return Price(std::max(most / tick, std::int64_t{1}) * tick);
    }
    const std::int64_t least = std::max(instrument.bid.value() - deviation->value(), std::int64_t{1});
    return Price((least + tick - 1) / tick * tick);
}

// hedge.schedule: the first multiple of the interval after now.
Timestamp next_of(Duration interval, Timestamp now) {
    const std::int64_t span = interval.nanoseconds();
    const std::int64_t time = now.nanoseconds_since_1970();
    const std::int64_t into = ((time % span) + span) % span;
    return now.plus(Duration::nanoseconds(span - into));
}

void settle(Books& books, Hedge& hedge) {
    hedge.is_due = false;
    hedge.waits = false;
    if (hedge.in_flight) {
        return;
    }
    InstrumentRecord& instrument = *books.find(hedge.instrument);
    const HedgePolicy& policy = instrument.hedge_policy;
    const Int128 wanted = wanted_by(hedge, policy);
    const Int128 missing = wanted - hedge.held.value();
    const Lots lots = order_lots(instrument, missing);
    if (lots == Lots()) {
        set_not_before(books, hedge, std::nullopt);
        return;
    }
    if (policy.mode == HedgeMode::schedule && !hedge.not_before) {
        set_not_before(books, hedge, next_of(policy.interval, books.now));
    }
    if (hedge.not_before && *hedge.not_before > books.now) {
        return;
    }
    const LpState* const lp = books.find(hedge.lp);
    const bool can_deal = is_trading(instrument, books.now) && has_fresh_quote(instrument, books.now);
    if (lp == nullptr || !lp->available || !can_deal) {
        hedge.waits = true;
        instrument.hedge_waits = true;
        return;
    }
    set_not_before(books, hedge, std::nullopt);
    const Side side = missing > 0 ? Side::buy : Side::sell;
    hedge.in_flight = place_lp_order(books, {.lp = hedge.lp,
                                             .instrument = hedge.instrument,
                                             .side = side,
                                             .lots = lots,
                                             .price = limit_price(instrument, side),
                                             .wanted = Lots(static_cast<std::int64_t>(wanted)),
                                             .held = hedge.held});
}

// cost x part / whole, of a part with the sign of the whole.
PriceLots part_of_cost(const Hedge& hedge, std::int64_t part) {
    if (hedge.held.value() < 0) {
        return part_of(hedge.cost, Lots(-part), Lots(-hedge.held.value()));
    }
    return part_of(hedge.cost, Lots(part), hedge.held);
}

// Adds signed lots to what is held; returns what was won with those that were held before.
PriceLots change_held(Hedge& hedge, std::int64_t change, Price price) {
    const std::int64_t held = hedge.held.value();
    const bool reduces = held != 0 && (held < 0) != (change < 0);
    const std::int64_t opened = !reduces ? change : magnitude(change) <= magnitude(held) ? 0 : held + change;
    const std::int64_t taken_out = opened - change;  // with the sign of what is held
    PriceLots profit;
    if (taken_out != 0) {
        const PriceLots cost = part_of_cost(hedge, taken_out);
        profit = minus(value_of(price, taken_out), cost);
        hedge.cost = minus(hedge.cost, cost);
    }
    hedge.cost = plus(hedge.cost, value_of(price, opened));
    hedge.held = Lots(held + change);
    return profit;
}

void post_profit(Books& books, const LpOrderState& order, PriceLots profit) {
    const Instrument& terms = books.find(order.instrument)->terms;
    const Money money = rounded_posting(times_contract(profit, terms.contract_size), terms.quote);
    if (money.minor_units != 0) {
        const Leg legs[] = {{LedgerAccountKind::trading_pnl, money, {}},
                            {LedgerAccountKind::lp_clearing, negative(money), order.lp}};
        books.post_hedge(legs, order.id);
    }
}

}  // namespace

std::optional<Rejection> set_hedge_policy(Books& books, const SetHedgePolicy& request) {
    const auto known = known_instrument(books, request.instrument);
    if (!known) {
        return known.error();
    }
    if (auto rejection = check_hedge_policy(request.policy)) {
        return rejection;
    }
    InstrumentRecord& instrument = **known;
    instrument.hedge_policy = request.policy;
    books.emit(HedgePolicySet{.instrument = instrument.id, .policy = request.policy});
    for (auto place = books.hedges.all.lower_bound({instrument.id, LpId()});
         place != books.hedges.all.end() && place->first.instrument == instrument.id; ++place) {
        set_not_before(books, place->second, std::nullopt);
        make_due(books, place->second);
    }
    return std::nullopt;
}

void count_in_hedge(Books& books, const PositionRecord& position, const RoutedVolume& volume) {
    count(books, position, volume, 1);
}

void count_out_of_hedge(Books& books, const PositionRecord& position, const RoutedVolume& volume) {
    count(books, position, volume, -1);
}

bool can_hold(const Books& books, HedgeKey key, Side side, Lots lots) {
    const auto place = books.hedges.all.find(key);
    const Int128 held = place == books.hedges.all.end() ? 0 : place->second.held.value();
    return magnitude(held + signed_lots(side, lots)) <= held_max;
}

void book_lp_trade(Books& books, const LpOrderState& order, LpTrade trade) {
    Hedge& hedge = hedge_at(books, {order.instrument, order.lp});
    InstrumentRecord& instrument = *books.find(order.instrument);
    const PriceLots profit = change_held(hedge, signed_lots(trade.side, trade.lots), trade.price);
    instrument.hedged_lots += signed_lots(trade.side, trade.lots);
    make_due(books, hedge);
    trade.lp_order = order.id;
    trade.lp = order.lp;
    trade.instrument = order.instrument;
    trade.bid = instrument.bid;
    trade.ask = instrument.ask;
    trade.filled = order.filled;
    trade.held = hedge.held;
    trade.cost = hedge.cost;
    books.emit(trade);
    post_profit(books, order, profit);
}

void end_hedge_order(Books& books, const LpOrderState& order) {
    Hedge& hedge = hedge_at(books, {order.instrument, order.lp});
    hedge.in_flight.reset();
    const bool retries = order.filled < order.lots;
    const bool is_scheduled = books.find(order.instrument)->hedge_policy.mode == HedgeMode::schedule;
    const LpState* const lp = books.find(order.lp);
    if (retries && !is_scheduled && lp != nullptr) {
        set_not_before(books, hedge, books.now.plus(lp->terms.retry_after));
    }
    make_due(books, hedge);
}

void wake_waiting(Books& books, InstrumentRecord& instrument) {
    instrument.hedge_waits = false;
    for (auto place = books.hedges.all.lower_bound({instrument.id, LpId()});
         place != books.hedges.all.end() && place->first.instrument == instrument.id; ++place) {
        if (place->second.waits) {
            make_due(books, place->second);
        }
    }
}

void wake_waiting(Books& books, LpId lp) {
    for (auto& [key, hedge] : books.hedges.all) {
        if (key.lp == lp && hedge.waits) {
            make_due(books, hedge);
        }
    }
}

void wake_first(Books& books) {
    const HedgeKey key = books.hedges.wakes.begin()->second;
    books.hedges.wakes.erase(books.hedges.wakes.begin());
    make_due(books, books.hedges.all.at(key));
}

bool hedges_fit(Books& books, const InstrumentRecord& instrument, const SplitInstrument& split) {
    return std::ranges::all_of(books.hedges.all, [&](const auto& known) {
        return known.first.instrument != instrument.id || magnitude(scaled(known.second.held, split)) <= held_max;
    });
}

void split_hedges(Books& books, InstrumentRecord& instrument, const SplitInstrument& split) {
    for (auto place = books.hedges.all.lower_bound({instrument.id, LpId()});
         place != books.hedges.all.end() && place->first.instrument == instrument.id; ++place) {
        Hedge& hedge = place->second;
        if (hedge.held == Lots()) {
            continue;
        }
        const Lots held(static_cast<std::int64_t>(scaled(hedge.held, split)));
        instrument.hedged_lots += held.value() - hedge.held.value();
        hedge.held = held;
        hedge.cost = held == Lots() ? PriceLots() : hedge.cost;
        make_due(books, hedge);
    }
}

void restore_hedges(Books& books, const EngineState& state) {
    Hedges& hedges = books.hedges;
    // The positions have been counted in, and are nothing new.
    hedges.due.clear();
    for (auto& [key, hedge] : hedges.all) {
        hedge.is_due = false;
    }
    for (const HedgeState& known : state.hedges) {
        const HedgeKey key{known.instrument, known.lp};
        Hedge& hedge = hedge_at(books, key);
        static_cast<HedgeState&>(hedge) = known;
        InstrumentRecord& instrument = *books.find(known.instrument);
        instrument.hedged_lots += known.held.value();
        instrument.hedge_waits |= known.waits;
        if (known.is_due) {
            hedges.due.insert(key);
        }
        if (known.not_before && *known.not_before > books.now) {
            hedges.wakes.insert({*known.not_before, key});
        }
    }
    hedges.last_order = state.last_lp_order;
    for (const LpOrderState& order : state.lp_orders) {
        hedges.orders.emplace(order.id, order);
        if (order.ended_at) {
            hedges.endings.insert({*order.ended_at, order.id});
            continue;
        }
        hedge_at(books, {order.instrument, order.lp}).in_flight = order.id;
        if (order.answer_due) {
            hedges.answers.insert({*order.answer_due, order.id});
        }
    }
}

void settle_hedges(Books& books) {
    if (books.work) {
        return;
    }
    for (const HedgeKey key : std::exchange(books.hedges.due, std::pmr::set<HedgeKey>(&books.scratch))) {
        settle(books, books.hedges.all.at(key));
    }
}

}  // namespace trireme::engine
