#include "base/planted_bug.hpp"
#include "engine/admission.hpp"
#include "engine/amounts.hpp"
#include "engine/examining.hpp"
#include "engine/execution.hpp"
#include "engine/order_end.hpp"
#include "engine/position_requests.hpp"
#include "engine/trade_plan.hpp"
#include "engine/valuation.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>

// docs/rules.md, Stop-out.
namespace trireme::engine {
namespace {

ScratchList<PositionRecord*> positions_of(const Books& books, const AccountRecord& account) {
    ScratchList<PositionRecord*> positions(&books.scratch);
    for (Holding* const holding : account.holdings) {
        for (PositionRecord& position : holding->positions) {
            positions.push_back(&position);
        }
    }
    std::ranges::sort(positions, {}, &PositionRecord::id);
    return positions;
}

bool can_be_traded(const Books& books, const InstrumentRecord& instrument) {
    const bool is_open = is_trading(instrument, books.now) || planted_bug(PlantedBug::ignore_session_in_stop_out);
    return is_open && has_fresh_quote(instrument, books.now);
}

bool has_volume_to_close(const PositionRecord& position) {
    const Holding& holding = *position.holding;
    return !fills_for(*holding.instrument, *holding.account->group, opposite(position.side), position.lots,
                      std::nullopt)
                .empty();
}

// How the account would stand with lots of the position closed at the present quote.
std::optional<Standing> standing_without(Books& books, PositionRecord& position, Lots lots) {
    const Holding& holding = *position.holding;
    const ClientQuote quote = client_quote(*holding.instrument, *holding.account->group);
    TradePlan plan;
    plan_close(books, position, lots, exit_price(position.side, quote), plan);
    return books.margin.standing(*holding.account,
                                 {.instrument = holding.instrument, .sums = plan.after, .cash = plan.cash});
}

// stop_out.candidates
bool raises_level(const Standing& now, const Standing& after) {
    if (now.used_margin.minor_units == 0) {
        return true;  // no margin is left to be freed, and yet the account owes
    }
    if (after.equity.minor_units > 0) {
        return Int128{after.equity.minor_units} * now.used_margin.minor_units >
               Int128{now.equity.minor_units} * after.used_margin.minor_units;
    }
    return after.used_margin.minor_units < now.used_margin.minor_units;
}

// Counts down why those are none that are left out.
ScratchList<PositionRecord*> candidates(Books& books, const AccountRecord& account, const Standing& now,
                                        StopOutChoice& choice) {
    ScratchList<PositionRecord*> positions = positions_of(books, account);
    choice.positions = static_cast<std::uint32_t>(positions.size());
    std::erase_if(positions, [&](PositionRecord* position) {
        if (!can_be_traded(books, *position->holding->instrument)) {
            choice.not_tradable += 1;
            return true;
        }
        if (!has_volume_to_close(*position)) {
            choice.no_volume += 1;
            return true;
        }
        const auto after = standing_without(books, *position, position->lots);
        const bool helps = after && raises_level(now, *after);
        choice.not_helpful += helps ? 0 : 1;
        return !helps;
    });
    return positions;
}

// Keeps the two foremost of those that it is shown: of equals the first.
template <class IsAhead>
void rank(StopOutChoice& choice, const StopOutCandidate& candidate, const IsAhead& is_ahead) {
    if (!choice.chosen || is_ahead(candidate.measure, choice.chosen->measure)) {
        choice.next = choice.chosen;
        choice.chosen = candidate;
    } else if (!choice.next || is_ahead(candidate.measure, choice.next->measure)) {
        choice.next = candidate;
    }
}

bool has_larger_margin(Amount a, Amount b) { return planted_bug(PlantedBug::stop_out_wrong_order) ? a < b : a > b; }

// The one to close, of candidates ascending by id.
PositionRecord& choose(Books& books, const ScratchList<PositionRecord*>& positions, StopOutOrder order,
                       StopOutChoice& choice) {
    for (const PositionRecord* const position : positions) {
        if (order == StopOutOrder::largest_loss) {
            rank(choice, {position->id, books.margin.own_profit(*position)}, std::less<>());
        } else {
            rank(choice, {position->id, books.margin.own_margin(*position)}, has_larger_margin);
        }
    }
    return *books.find(choice.chosen->position);
}

// How much of the position can be closed before closing more would raise the margin again.
Lots useful_lots(const PositionRecord& position) {
    const Holding& holding = *position.holding;
    if (holding.instrument->terms.hedged_margin != HedgedMargin::net) {
        return position.lots;
    }
    const HoldingSums& sums = holding.sums;
    const Int128 ahead = position.is_long() ? sums.long_lots - sums.short_lots : sums.short_lots - sums.long_lots;
    return ahead > 0 && ahead < position.lots.value() ? Lots(static_cast<std::int64_t>(ahead)) : position.lots;
}

// stop_out.minimal
Lots least_lots(Books& books, PositionRecord& position) {
    const AccountRecord& account = *position.holding->account;
    const std::int64_t step = position.holding->instrument->terms.lots_step.value();
    if (position.lots.value() % step != 0) {
        return position.lots;
    }
    const auto suffices = [&](std::int64_t steps) {
        const auto after = standing_without(books, position, Lots(steps * step));
        return after && !after->is_at_or_below(account.group->stop_out_level);
    };
    std::int64_t most = useful_lots(position).value() / step;
    if (most == 0 || !suffices(most)) {
        return position.lots;
    }
    std::int64_t least = 1;
    while (least < most) {
        const std::int64_t middle = least + (most - least) / 2;
        if (suffices(middle)) {
            most = middle;
        } else {
            least = middle + 1;
        }
    }
    return Lots(least * step);
}

struct Pair {
    PositionRecord* long_leg = nullptr;
    PositionRecord* short_leg = nullptr;
};

// stop_out.hedged_pair
std::optional<Pair> largest_pair(Books& books, const AccountRecord& account, StopOutChoice& choice) {
    std::optional<Pair> largest;
    for (Holding* const holding : account.holdings) {
        const bool is_hedged = holding->sums.long_lots != 0 && holding->sums.short_lots != 0;
        if (!is_hedged || !can_be_traded(books, *holding->instrument)) {
            continue;
        }
        Pair pair;
        for (PositionRecord& position : holding->positions) {
            PositionRecord*& leg = position.is_long() ? pair.long_leg : pair.short_leg;
            if (leg == nullptr || books.margin.own_margin(position) > books.margin.own_margin(*leg)) {
                leg = &position;
            }
        }
        const Amount margin = plus(books.margin.own_margin(*pair.long_leg), books.margin.own_margin(*pair.short_leg));
        rank(choice, {pair.long_leg->id, margin}, std::greater<>());
        largest = choice.chosen->position == pair.long_leg->id ? pair : largest;
    }
    return largest;
}

// Takes one step, of which waiting is none.
bool take_step(Books& books, AccountRecord& account, const Standing& now) {
    StopOut step{.figures = now.figures()};
    if (account.risk_order_count > 0) {
        step.step = StopOutStep::release_orders;
        emit_valued(books, account, step);
        cancel_orders(books, account, std::nullopt, Which::those_that_add_risk, {.reason = CancelReason::stop_out});
        return true;
    }
    StopOutChoice& choice = step.choice.emplace();
    const auto closable = candidates(books, account, now, choice);
    if (!closable.empty()) {
        PositionRecord& position = choose(books, closable, account.group->stop_out_order, choice);
        step.step = StopOutStep::close_position;
        step.position = position.id;
        step.lots =
            account.group->stop_out_order == StopOutOrder::minimal ? least_lots(books, position) : position.lots;
        emit_valued(books, account, step);
        return close_at_market(books, position, step.lots, TradeReason::stop_out, std::nullopt);
    }
    const auto pair = largest_pair(books, account, choice);
    if (!pair) {
        if (!account.stop_out_waits) {
            account.stop_out_waits = true;
            step.step = StopOutStep::wait;
            emit_valued(books, account, step);
        }
        return false;
    }
    step.step = StopOutStep::close_pair;
    step.position = pair->long_leg->id;
    step.opposite = pair->short_leg->id;
    step.lots = std::min(pair->long_leg->lots, pair->short_leg->lots);
    emit_valued(books, account, step);
    close_against(books, *pair->long_leg, *pair->short_leg, ClientOrderId(), TradeReason::stop_out);
    return true;
}

}  // namespace

void stop_out(Books& books, AccountRecord& account) {
    while (account.position_count > 0 || account.risk_order_count > 0) {
        const auto standing = books.margin.standing(account);
        if (!standing || !standing->is_at_or_below(account.group->stop_out_level)) {
            break;
        }
        if (!take_step(books, account, *standing)) {
            return;
        }
        account.stop_out_waits = false;
    }
    account.stop_out_waits = false;
}

}  // namespace trireme::engine
