#include "base/planted_bug.hpp"
#include "engine/admission.hpp"
#include "engine/amounts.hpp"
#include "engine/examining.hpp"
#include "engine/execution.hpp"
#include "engine/order_end.hpp"
#include "engine/position_requests.hpp"
#include "engine/trade_plan.hpp"

#include <algorithm>
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
    TradePlan plan(books.scratch);
    plan_close(books, position, lots, exit_price(position.side, quote), plan);
    return books.margin.standing(*holding.account,
                                 {.instrument = holding.instrument, .sums = plan.after, .cash = plan.cash});
}

// stop_out.candidates
bool raises_level(const Standing& now, const Standing& after) {
    if (after.equity.minor_units > 0) {
        return Int128{after.equity.minor_units} * now.used_margin.minor_units >
               Int128{now.equity.minor_units} * after.used_margin.minor_units;
    }
    return after.used_margin.minor_units < now.used_margin.minor_units;
}

ScratchList<PositionRecord*> candidates(Books& books, const AccountRecord& account, const Standing& now) {
    ScratchList<PositionRecord*> positions = positions_of(books, account);
    std::erase_if(positions, [&](PositionRecord* position) {
        if (!can_be_traded(books, *position->holding->instrument) || !has_volume_to_close(*position)) {
            return true;
        }
        const auto after = standing_without(books, *position, position->lots);
        return !after || !raises_level(now, *after);
    });
    return positions;
}

// The one to close, of candidates ascending by id: of equals the first.
PositionRecord& choose(const Books& books, const ScratchList<PositionRecord*>& positions, StopOutOrder order) {
    const auto smaller_profit = [&](PositionRecord* a, PositionRecord* b) {
        return books.margin.own_profit(*a) < books.margin.own_profit(*b);
    };
    const auto larger_margin = [&](PositionRecord* a, PositionRecord* b) {
        return planted_bug(PlantedBug::stop_out_wrong_order)
                   ? books.margin.own_margin(*a) < books.margin.own_margin(*b)
                   : books.margin.own_margin(*a) > books.margin.own_margin(*b);
    };
    const auto chosen = order == StopOutOrder::largest_loss ? std::ranges::min_element(positions, smaller_profit)
                                                            : std::ranges::min_element(positions, larger_margin);
    return **chosen;
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
std::optional<Pair> largest_pair(Books& books, const AccountRecord& account) {
    std::optional<Pair> largest;
    Amount largest_margin;
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
        if (!largest || margin > largest_margin) {
            largest = pair;
            largest_margin = margin;
        }
    }
    return largest;
}

// Takes one step. False if none can be taken.
bool take_step(Books& books, AccountRecord& account, const Standing& now) {
    StopOut step{.figures = now.figures()};
    if (account.risk_order_count > 0) {
        step.step = StopOutStep::release_orders;
        books.emit(account, step);
        cancel_orders(books, account, std::nullopt, Which::those_that_add_risk, {.reason = CancelReason::stop_out});
        return true;
    }
    const auto closable = candidates(books, account, now);
    if (!closable.empty()) {
        PositionRecord& position = choose(books, closable, account.group->stop_out_order);
        step.step = StopOutStep::close_position;
        step.position = position.id;
        step.lots =
            account.group->stop_out_order == StopOutOrder::minimal ? least_lots(books, position) : position.lots;
        books.emit(account, step);
        return close_at_market(books, position, step.lots, TradeReason::stop_out, std::nullopt);
    }
    const auto pair = largest_pair(books, account);
    if (!pair) {
        return false;
    }
    step.step = StopOutStep::close_pair;
    step.position = pair->long_leg->id;
    step.opposite = pair->short_leg->id;
    step.lots = std::min(pair->long_leg->lots, pair->short_leg->lots);
    books.emit(account, step);
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
            if (!account.stop_out_waits) {
                account.stop_out_waits = true;
                books.emit(account, StopOut{.step = StopOutStep::wait, .figures = standing->figures()});
            }
            return;
        }
        account.stop_out_waits = false;
    }
    account.stop_out_waits = false;
}

}  // namespace trireme::engine
