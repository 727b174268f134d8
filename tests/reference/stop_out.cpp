#include "reference/stop_out.hpp"

#include "reference/close_by.hpp"
#include "reference/execution.hpp"
#include "reference/margin.hpp"
#include "reference/market.hpp"

#include <algorithm>

namespace trireme::reference {
namespace {

bool can_be_traded(const World& world, const InstrumentState& instrument) {
    return instrument.terms.active && is_open(instrument.terms, world.now) && is_fresh(instrument, world.now);
}

// How the account would stand after closing so much of a position at its exit price.
Figures figures_after_closing(const World& world, const Account& account, const PositionState& position, Lots lots) {
    OrderState order;
    order.account = account.terms.account;
    order.terms = closing_terms(position, lots);
    order.leaves_lots = lots;
    const ClientQuote quote = client_quote(world.instruments.at(position.instrument), group_of(world, account));
    Standing standing = standing_of(world, account.terms.account);
    const auto deals = fill_order(world, standing, order, {{quote.exit(position.side), lots}});
    TRIREME_ASSERT(deals.has_value(), "closing needs no rate that could be missing");
    return *figures_of(world, account, standing);
}

// Whether it helps to come from the one to the other. Without used margin no level says so, and anything helps.
bool raises_level(const Figures& before, const Figures& after) {
    const Integer used_before = before.used_margin.minor_units;
    const Integer used_after = after.used_margin.minor_units;
    if (used_before == 0) {
        return true;
    }
    if (after.equity.minor_units > 0) {
        return after.equity.minor_units * used_before > before.equity.minor_units * used_after;
    }
    return used_after < used_before;
}

std::vector<PositionState> candidates(const World& world, const Account& account, const Figures& figures,
                                      StopOutChoice& choice) {
    std::vector<PositionState> found;
    for (const auto& [id, position] : world.positions) {
        if (position.account != account.terms.account) {
            continue;
        }
        ++choice.positions;
        const InstrumentState& instrument = world.instruments.at(position.instrument);
        if (!can_be_traded(world, instrument)) {
            ++choice.not_tradable;
        } else if (!has_liquidity(instrument, opposite(position.side))) {
            ++choice.no_volume;
        } else if (!raises_level(figures, figures_after_closing(world, account, position, position.lots))) {
            ++choice.not_helpful;
        } else {
            found.push_back(position);
        }
    }
    return found;
}

// The first of those that are ahead of all others.
template <class IsAhead>
const PositionState& first_of(const std::vector<PositionState>& positions, const IsAhead& is_ahead) {
    const PositionState* chosen = &positions.front();
    for (const PositionState& position : positions) {
        if (is_ahead(position, *chosen)) {
            chosen = &position;
        }
    }
    return *chosen;
}

const PositionState& chosen_candidate(const World& world, const Account& account,
                                      const std::vector<PositionState>& positions) {
    if (group_of(world, account).stop_out_order == StopOutOrder::largest_loss) {
        return first_of(positions, [&](const PositionState& a, const PositionState& b) {
            return own_profit(world, account, a) < own_profit(world, account, b);
        });
    }
    return first_of(positions, [&](const PositionState& a, const PositionState& b) {
        return own_margin(world, account, a) > own_margin(world, account, b);
    });
}

// The chosen one, and the one that would be chosen if it were not there.
PositionState choose(const World& world, const Account& account, std::vector<PositionState> positions,
                     StopOutChoice& choice) {
    const bool by_loss = group_of(world, account).stop_out_order == StopOutOrder::largest_loss;
    const auto shown = [&](const PositionState& position) {
        const Integer measure = by_loss ? own_profit(world, account, position) : own_margin(world, account, position);
        return StopOutCandidate{position.id, amount_from(measure)};
    };
    PositionState chosen = chosen_candidate(world, account, positions);
    choice.chosen = shown(chosen);
    std::erase_if(positions, [&](const PositionState& position) { return position.id == chosen.id; });
    if (!positions.empty()) {
        choice.next = shown(chosen_candidate(world, account, positions));
    }
    return chosen;
}

Lots lots_held(const World& world, const PositionState& like, Side side) {
    std::int64_t lots = 0;
    for (const auto& [id, position] : world.positions) {
        if (position.account == like.account && position.instrument == like.instrument && position.side == side) {
            lots += position.lots.value();
        }
    }
    return Lots(lots);
}

// stop_out.minimal
Lots least_lots(const World& world, const Account& account, const PositionState& position) {
    const Instrument& terms = world.instruments.at(position.instrument).terms;
    const std::int64_t step = terms.lots_step.value();
    if (position.lots.value() % step != 0) {
        return position.lots;
    }
    std::int64_t most = position.lots.value();
    if (terms.hedged_margin == HedgedMargin::net) {
        const std::int64_t excess = lots_held(world, position, position.side).value() -
                                    lots_held(world, position, opposite(position.side)).value();
        most = excess > 0 ? std::min(most, excess) : most;
    }
    const Ratio level = group_of(world, account).stop_out_level;
    const auto suffices = [&](std::int64_t steps) {
        return !is_at_or_below(figures_after_closing(world, account, position, Lots(steps * step)), level);
    };
    std::int64_t least = 1;
    std::int64_t enough = most / step;
    if (enough < 1 || !suffices(enough)) {
        return position.lots;
    }
    while (least < enough) {
        const std::int64_t middle = least + (enough - least) / 2;
        if (suffices(middle)) {
            enough = middle;
        } else {
            least = middle + 1;
        }
    }
    return Lots(least * step);
}

struct HedgedPair {
    PositionState longs;
    PositionState shorts;
    Integer margin;
};

// The one of that side with the largest margin of its own.
std::optional<PositionState> largest_of(const World& world, const Account& account, InstrumentId instrument,
                                        Side side) {
    std::vector<PositionState> held;
    for (const auto& [id, position] : world.positions) {
        if (position.account == account.terms.account && position.instrument == instrument && position.side == side) {
            held.push_back(position);
        }
    }
    if (held.empty()) {
        return std::nullopt;
    }
    return first_of(held, [&](const PositionState& a, const PositionState& b) {
        return own_margin(world, account, a) > own_margin(world, account, b);
    });
}

// stop_out.hedged_pair
std::optional<HedgedPair> largest_pair(const World& world, const Account& account,
                                       std::optional<InstrumentId> other_than = {}) {
    std::optional<HedgedPair> largest;
    for (const auto& [id, instrument] : world.instruments) {
        const auto longs = largest_of(world, account, id, Side::buy);
        const auto shorts = largest_of(world, account, id, Side::sell);
        if (!longs || !shorts || !can_be_traded(world, instrument) || other_than == id) {
            continue;
        }
        const Integer margin = own_margin(world, account, *longs) + own_margin(world, account, *shorts);
        if (!largest || margin > largest->margin) {
            largest = HedgedPair{*longs, *shorts, margin};
        }
    }
    return largest;
}

StopOutCandidate shown(const HedgedPair& pair) { return {pair.longs.id, amount_from(pair.margin)}; }

bool has_orders_at_risk(const World& world, AccountId account) {
    return std::ranges::any_of(
        world.orders, [&](const auto& live) { return live.second.account == account && live.second.adds_risk; });
}

bool has_positions(const World& world, AccountId account) {
    return std::ranges::any_of(world.positions, [&](const auto& held) { return held.second.account == account; });
}

enum class Progress : std::uint8_t { made, none };

// One step; `wait` where there is none.
Progress make_step(World& world, Account& account, const Figures& figures) {
    const AccountId id = account.terms.account;
    StopOut event{.account = id, .figures = with_level(figures), .valuation = valuation_of(world, id)};
    if (has_orders_at_risk(world, id)) {
        say(world, event);
        cancel_all(world, CancelReason::stop_out, {},
                   [&](const OrderState& order) { return order.account == id && order.adds_risk; });
        return Progress::made;
    }
    event.choice = StopOutChoice();
    if (const auto closable = candidates(world, account, figures, *event.choice); !closable.empty()) {
        const PositionState position = choose(world, account, closable, *event.choice);
        const bool is_minimal = group_of(world, account).stop_out_order == StopOutOrder::minimal;
        event.step = StopOutStep::close_position;
        event.position = position.id;
        event.lots = is_minimal ? least_lots(world, account, position) : position.lots;
        say(world, event);
        place_reducing(world, id, closing_terms(position, event.lots), {}, {TradeReason::stop_out, std::nullopt});
        return Progress::made;
    }
    if (const auto pair = largest_pair(world, account)) {
        event.step = StopOutStep::close_pair;
        event.position = pair->longs.id;
        event.opposite = pair->shorts.id;
        event.lots = std::min(pair->longs.lots, pair->shorts.lots);
        event.choice->chosen = shown(*pair);
        if (const auto next = largest_pair(world, account, pair->longs.instrument)) {
            event.choice->next = shown(*next);
        }
        say(world, event);
        close_by(world, pair->longs, pair->shorts, {}, TradeReason::stop_out);
        return Progress::made;
    }
    if (!account.stop_out_waits) {
        event.step = StopOutStep::wait;
        say(world, event);
    }
    return Progress::none;
}

}  // namespace

void stop_out(World& world, Account& account) {
    const AccountId id = account.terms.account;
    const Ratio level = group_of(world, account).stop_out_level;
    while (has_positions(world, id) || has_orders_at_risk(world, id)) {
        const Figures figures = figures_now(world, id);
        if (!is_at_or_below(figures, level)) {
            break;
        }
        if (make_step(world, account, figures) == Progress::none) {
            account.stop_out_waits = true;
            return;
        }
        account.stop_out_waits = false;
    }
    account.stop_out_waits = false;
}

}  // namespace trireme::reference
