#include "reference/hedging.hpp"

#include "model/bounds.hpp"
#include "reference/amounts.hpp"
#include "reference/checks.hpp"
#include "reference/definitions.hpp"
#include "reference/desk.hpp"
#include "reference/ledger.hpp"
#include "reference/lp_orders.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace trireme::reference {
namespace {

// All of a position in parts, whatever it is carried by.
std::vector<RoutedVolume> parts_of(const PositionState& position) {
    if (position.volumes.empty() && position.lots > Lots()) {
        return {{Route(), position.lots}};
    }
    return position.volumes;
}

// Joins neighbours that are alike; what is carried by B alone is not written down.
std::vector<RoutedVolume> written_down(const std::vector<RoutedVolume>& parts) {
    std::vector<RoutedVolume> joined;
    for (const RoutedVolume& part : parts) {
        if (part.lots == Lots()) {
            continue;
        }
        if (!joined.empty() && joined.back().route == part.route) {
            joined.back().lots = Lots(joined.back().lots.value() + part.lots.value());
        } else {
            joined.push_back(part);
        }
    }
    const bool is_plain =
        std::ranges::all_of(joined, [](const RoutedVolume& part) { return part.route.book == Book::b; });
    return is_plain ? std::vector<RoutedVolume>() : joined;
}

bool is_hedged(const Route& route) { return route.book == Book::c && route.hedge_share != Ratio(); }

Integer signed_lots(Side side, Lots lots) { return side == Side::buy ? Integer(lots.value()) : -Integer(lots.value()); }

HedgeState& hedge_at(World& world, const HedgePlace& place) {
    HedgeState& hedge = world.hedges[place];
    hedge.instrument = place.instrument;
    hedge.lp = place.lp;
    return hedge;
}

// Lots by where and how they are hedged.
std::map<std::pair<HedgePlace, std::pair<ClientClass, Ratio>>, Integer> hedged_parts(const PositionState& position) {
    std::map<std::pair<HedgePlace, std::pair<ClientClass, Ratio>>, Integer> parts;
    for (const auto& [route, lots] : position.volumes) {
        if (is_hedged(route)) {
            parts[{{position.instrument, route.lp}, {route.client_class, route.hedge_share}}] += lots.value();
        }
    }
    return parts;
}

Integer limit_of(const HedgePolicy& policy, ClientClass client_class) {
    for (const HedgeLimit& limit : policy.limits) {
        if (limit.client_class == client_class) {
            return limit.limit.value();
        }
    }
    return policy.limit.value();
}

Integer abs_of(const Integer& value) { return value < 0 ? Integer(-value) : value; }

// hedge.wanted, in 1e-8 lots.
Integer wanted_at(const World& world, const HedgePlace& place) {
    std::map<ClientClass, Integer> by_class;
    Integer net = 0;
    for (const auto& [id, position] : world.positions) {
        for (const auto& [route, lots] : position.volumes) {
            if (is_hedged(route) && route.lp == place.lp && position.instrument == place.instrument) {
                const Integer share = signed_lots(position.side, lots) * route.hedge_share.value();
                by_class[route.client_class] += share;
                net += share;
            }
        }
    }
    const HedgePolicy& policy = world.instruments.at(place.instrument).hedge_policy;
    Integer beyond = abs_of(net);
    for (const auto& [client_class, share] : by_class) {
        if (share * net > 0) {
            beyond -= std::min(Integer(limit_of(policy, client_class) * one), abs_of(share));
        }
    }
    const Integer lots = beyond <= 0 ? Integer(0) : floor_of(beyond, one);
    const Integer bounded = std::min(lots, Integer(Integer(80) * volume_max.value()));
    return net < 0 ? Integer(-bounded) : bounded;
}

// hedge.mode and hedge.size
Integer lots_to_order(const InstrumentState& instrument, const Integer& missing) {
    const HedgePolicy& policy = instrument.hedge_policy;
    Integer lots = abs_of(missing);
    if (policy.mode == HedgeMode::threshold) {
        lots = lots <= policy.threshold.value() ? Integer(0) : Integer(lots - policy.resume.value());
    }
    lots = std::min(lots, Integer(volume_max.value()));
    const Integer step = policy.lots_step.value_or(instrument.terms.lots_step).value();
    lots = floor_of(lots, step) * step;
    return lots < policy.lots_min.value_or(instrument.terms.lots_min).value() ? Integer(0) : lots;
}

std::optional<Price> price_to_order(const InstrumentState& instrument, Side side) {
    const auto deviation = instrument.hedge_policy.deviation;
    if (!deviation) {
        return std::nullopt;
    }
    const Integer tick = instrument.terms.tick_size.value();
    if (side == Side::buy) {
        const Integer most =
            std::min(Integer(Integer(instrument.ask.value()) + deviation->value()), Integer(price_max.value()));
        return Price(bounded_64(std::max(Integer(floor_of(most, tick) * tick), tick)));
    }
    const Integer least = std::max(Integer(Integer(instrument.bid.value()) - deviation->value()), Integer(1));
    return Price(bounded_64(-floor_of(-least, tick) * tick));
}

Timestamp next_multiple(Duration interval, Timestamp now) {
    const Integer span = interval.nanoseconds();
    const Integer next = (floor_of(now.nanoseconds_since_1970(), span) + 1) * span;
    return Timestamp(bounded_64(next));
}

bool may_deal(const World& world, const HedgePlace& place) {
    const auto lp = world.lps.find(place.lp);
    const InstrumentState& instrument = world.instruments.at(place.instrument);
    return lp != world.lps.end() && lp->second.is_available && instrument.terms.active &&
           is_open(instrument.terms, world.now) && is_fresh(instrument, world.now);
}

void settle(World& world, const HedgePlace& place) {
    HedgeState& hedge = hedge_at(world, place);
    hedge.is_due = false;
    hedge.waits = false;
    if (order_under_way(world, place) != nullptr) {
        return;
    }
    const InstrumentState& instrument = world.instruments.at(place.instrument);
    const Integer wanted = wanted_at(world, place);
    const Integer missing = wanted - hedge.held.value();
    const Integer lots = lots_to_order(instrument, missing);
    if (lots == 0) {
        hedge.not_before.reset();
        return;
    }
    if (instrument.hedge_policy.mode == HedgeMode::schedule && !hedge.not_before) {
        hedge.not_before = next_multiple(instrument.hedge_policy.interval, world.now);
    }
    if (hedge.not_before && *hedge.not_before > world.now) {
        return;
    }
    if (!may_deal(world, place)) {
        hedge.waits = true;
        return;
    }
    hedge.not_before.reset();
    const Side side = missing > 0 ? Side::buy : Side::sell;
    place_lp_order(world, {.lp = place.lp,
                           .instrument = place.instrument,
                           .side = side,
                           .lots = Lots(bounded_64(lots)),
                           .price = price_to_order(instrument, side),
                           .wanted = Lots(bounded_64(wanted)),
                           .held = hedge.held});
}

Integer after_split(Lots held, const SplitInstrument& split) {
    const Integer scaled = abs_of(held.value()) * split.numerator / split.denominator;
    return held < Lots() ? Integer(-scaled) : scaled;
}

}  // namespace

Route kept(const RoutingDecision& decision) {
    Route route;
    if (decision.book != Book::b) {
        route = {decision.book, decision.lp, decision.hedge_share, decision.inputs.client_class};
    }
    return route;
}

void add_volume(PositionState& position, const Route& route, Lots lots) {
    std::vector<RoutedVolume> parts = parts_of(position);
    parts.push_back({route, lots});
    position.volumes = written_down(parts);
}

void take_volume(PositionState& position, Lots lots) {
    std::vector<RoutedVolume> parts = parts_of(position);
    for (RoutedVolume& part : parts) {
        const Lots taken = std::min(part.lots, lots);
        part.lots = Lots(part.lots.value() - taken.value());
        lots = Lots(lots.value() - taken.value());
    }
    position.volumes = written_down(parts);
}

void split_volumes(PositionState& position, const SplitInstrument& split) {
    Integer left = position.lots.value();
    for (auto part = position.volumes.begin(); part != position.volumes.end(); ++part) {
        const bool is_newest = std::next(part) == position.volumes.end();
        const Integer scaled = floor_of(Integer(part->lots.value()) * split.numerator, split.denominator);
        const Integer share = is_newest ? left : std::min(scaled, left);
        part->lots = Lots(bounded_64(share));
        left -= share;
    }
    position.volumes = written_down(position.volumes);
}

Book oldest_book(const World& world, PositionId id) {
    const std::vector<RoutedVolume> parts = parts_of(world.positions.at(id));
    return parts.front().route.book;
}

void note_volumes(World& world, const PositionState& after) {
    const auto before = world.positions.find(after.id);
    auto changes = hedged_parts(after);
    if (before != world.positions.end()) {
        for (const auto& [part, lots] : hedged_parts(before->second)) {
            changes[part] -= lots;
        }
    }
    for (const auto& [part, lots] : changes) {
        if (lots != 0) {
            hedge_at(world, part.first).is_due = true;
        }
    }
}

void note_all_volumes(World& world, const PositionState& position) {
    for (const auto& [part, lots] : hedged_parts(position)) {
        hedge_at(world, part.first).is_due = true;
    }
}

bool is_too_much_for_hedges(const World& world, const SplitInstrument& split) {
    const Integer most = Integer(90) * volume_max.value();
    return std::ranges::any_of(world.hedges, [&](const auto& entry) {
        return entry.first.instrument == split.instrument && abs_of(after_split(entry.second.held, split)) > most;
    });
}

void split_hedges(World& world, const SplitInstrument& split) {
    for (auto& [place, hedge] : world.hedges) {
        if (place.instrument == split.instrument && hedge.held != Lots()) {
            hedge.held = Lots(bounded_64(after_split(hedge.held, split)));
            hedge.cost = hedge.held == Lots() ? PriceLots() : hedge.cost;
            hedge.is_due = true;
        }
    }
    std::erase_if(world.lp_orders, [&](const auto& entry) { return entry.second.instrument == split.instrument; });
}

const LpOrderState* order_under_way(const World& world, const HedgePlace& place) {
    for (const auto& [id, order] : world.lp_orders) {
        if (order.instrument == place.instrument && order.lp == place.lp && !order.ended_at) {
            return &order;
        }
    }
    return nullptr;
}

bool can_hold(const World& world, const HedgePlace& place, Side side, Lots lots) {
    const auto found = world.hedges.find(place);
    const Integer held = found == world.hedges.end() ? Integer(0) : Integer(found->second.held.value());
    return abs_of(held + signed_lots(side, lots)) <= Integer(90) * volume_max.value();
}

void trade_at_lp(World& world, const LpOrderState& order, LpTrade trade) {
    HedgeState& hedge = hedge_at(world, {order.instrument, order.lp});
    const InstrumentState& instrument = world.instruments.at(order.instrument);
    const Integer held = hedge.held.value();
    const Integer change = signed_lots(trade.side, trade.lots);
    const Integer closed = held * change < 0 ? std::min(abs_of(held), abs_of(change)) : Integer(0);
    const Integer price = trade.price.value();
    Integer won = 0;
    if (closed > 0) {
        // In the direction of what is held: it cost its part and brings the price.
        const Integer direction = held > 0 ? 1 : -1;
        const Integer cost = direction * carried(exact(hedge.cost) * direction, closed, abs_of(held));
        won = direction * price * closed - cost;
        hedge.cost = price_lots_from(exact(hedge.cost) - cost);
    }
    const Integer opened = (change < 0 ? Integer(-1) : Integer(1)) * (abs_of(change) - closed);
    hedge.cost = price_lots_from(exact(hedge.cost) + price * opened);
    hedge.held = Lots(bounded_64(held + change));
    hedge.is_due = true;
    trade.lp_order = order.id;
    trade.lp = order.lp;
    trade.instrument = order.instrument;
    trade.bid = instrument.bid;
    trade.ask = instrument.ask;
    trade.filled = order.filled;
    trade.held = hedge.held;
    trade.cost = hedge.cost;
    say(world, trade);
    const Money money = posting_of(carried(won, instrument.terms.contract_size.value(), one), instrument.terms.quote);
    if (money.minor_units != 0) {
        post_of_house(
            world, TransactionKind::hedge,
            {{LedgerAccountKind::trading_pnl, money, {}}, {LedgerAccountKind::lp_clearing, minus(money), order.lp}},
            {.lp_order = order.id});
    }
}

void hedge_again(World& world, const LpOrderState& ended) {
    HedgeState& hedge = hedge_at(world, {ended.instrument, ended.lp});
    hedge.is_due = true;
    const bool is_scheduled = world.instruments.at(ended.instrument).hedge_policy.mode == HedgeMode::schedule;
    if (ended.filled < ended.lots && !is_scheduled) {
        hedge.not_before = world.now.plus(world.lps.at(ended.lp).terms.retry_after);
    }
}

void settle_hedges(World& world) {
    if (world.work) {
        return;
    }
    std::vector<HedgePlace> due;
    for (const auto& [place, hedge] : world.hedges) {
        if (hedge.is_due) {
            due.push_back(place);
        }
    }
    for (const HedgePlace& place : due) {
        settle(world, place);
    }
}

Objection perform_for_desk(World& world, const SetHedgePolicy& command) {
    if (auto objection = check_instrument(world, command.instrument)) {
        return objection;
    }
    if (auto objection = check_policy(command.policy)) {
        return objection;
    }
    world.instruments.at(command.instrument).hedge_policy = command.policy;
    say(world, HedgePolicySet{command.instrument, command.policy});
    for (auto& [place, hedge] : world.hedges) {
        if (place.instrument == command.instrument) {
            hedge.not_before.reset();
            hedge.is_due = true;
        }
    }
    return std::nullopt;
}

}  // namespace trireme::reference
