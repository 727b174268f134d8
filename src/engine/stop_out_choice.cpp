#include "engine/stop_out_choice.hpp"

#include "base/planted_bug.hpp"
#include "engine/admission.hpp"
#include "engine/amounts.hpp"
#include "engine/closing_bounds.hpp"
#include "engine/trade_plan.hpp"

#include <algorithm>

namespace trireme::engine {
namespace {

bool can_be_traded(const Books& books, const InstrumentRecord& instrument) {
    const bool is_open = is_trading(instrument, books.now) || planted_bug(PlantedBug::ignore_session_in_stop_out);
    return is_open && has_fresh_quote(instrument, books.now);
}

// However little it is.
bool has_volume_to_close(const Holding& holding, Side side) {
    constexpr Lots least(1);
    return !fills_for(*holding.instrument, *holding.account->group, opposite(side), least, std::nullopt).empty();
}

void plan_closing(Books& books, PositionRecord& position, Lots lots, TradePlan& plan) {
    const Holding& holding = *position.holding;
    const ClientQuote quote = client_quote(*holding.instrument, *holding.account->group);
    plan_close(books, position, lots, exit_price(position.side, quote), plan);
}

// Whether that holds of every way to stand within the range, of none or of some.
Meant raises_level(const Standing& now, const StandingRange& after) {
    const Int128 used = now.used_margin.minor_units;
    if (used == 0) {
        return Meant::all;
    }
    const Int128 equity = now.equity.minor_units;
    const Int128 least = equity * (equity < 0 ? after.used_margin.high : after.used_margin.low);
    const Int128 most = equity * (equity < 0 ? after.used_margin.low : after.used_margin.high);
    const bool some_are_above_zero = after.equity.high > 0;
    const bool some_are_not = after.equity.low <= 0;
    const bool all = (!some_are_above_zero || std::max<Int128>(after.equity.low, 1) * used > most) &&
                     (!some_are_not || after.used_margin.high < used);
    const bool none =
        (!some_are_above_zero || after.equity.high * used <= least) && (!some_are_not || after.used_margin.low >= used);
    return all ? Meant::all : none ? Meant::none : Meant::some;
}

}  // namespace

std::optional<Standing> standing_without(Books& books, PositionRecord& position, Lots lots) {
    const Holding& holding = *position.holding;
    TradePlan plan;
    plan_closing(books, position, lots, plan);
    return books.margin.standing(*holding.account,
                                 {.instrument = holding.instrument, .sums = plan.after, .cash = plan.cash});
}

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

StopOutChooser::StopOutChooser(Books& books, const AccountRecord& account)
    : books_(books),
      account_(account),
      by_loss_(account.group->stop_out_order == StopOutOrder::largest_loss),
      closings_(&books.scratch),
      legs_(&books.scratch) {
    closings_.reserve(account.position_count);  // trees lend parts of it
    legs_.reserve(2 * account.holdings.size());
    for (Holding* const holding : account.holdings) {
        if (holding->positions.empty()) {
            continue;
        }
        if (can_be_traded(books, *holding->instrument)) {
            add_leg(*holding, Side::buy);
            add_leg(*holding, Side::sell);
        } else {
            not_tradable_ += static_cast<std::uint32_t>(holding->positions.size());
        }
    }
}

void StopOutChooser::add_leg(Holding& holding, Side side) {
    const std::size_t begin = closings_.size();
    for (PositionRecord& position : holding.positions) {
        if (position.side == side) {
            closings_.push_back(closing_of(position));
        }
    }
    if (closings_.size() > begin) {
        legs_.push_back({&holding, side, ClosingTree(std::span(closings_).subspan(begin), books_.scratch)});
    }
}

Closing StopOutChooser::closing_of(PositionRecord& position) const {
    const InstrumentRecord& instrument = *position.holding->instrument;
    const Margin::Parts own = books_.margin.own_parts(position);
    TradePlan plan;
    plan_closing(books_, position, position.lots, plan);
    // What is cut now may not be cut at a later step.
    const Amount posted = leaves_room(account_.cash) ? amount_of({plan.cash, account_.currency()}) : Amount(int128_max);
    const bool smallest_first = planted_bug(PlantedBug::stop_out_wrong_order);
    return {.position = &position,
            .id = position.id,
            .gain = unrealised(instrument.terms, sums_of(position), client_quote(instrument, *account_.group)),
            .profit = own.profit,
            .drift = minus(posted, own.profit),
            .margin = own.margin,
            .rank = by_loss_         ? negative(own.profit)
                    : smallest_first ? negative(own.margin)
                                     : own.margin};
}

StopOutCandidate StopOutChooser::shown(const Closing& closing) const {
    return {closing.id, by_loss_ ? closing.profit : closing.margin};
}

PositionRecord* StopOutChooser::choose(const Standing& now, StopOutChoice& choice) {
    choice.positions = account_.position_count;
    choice.not_tradable = not_tradable_;
    const AccountSums account = sums_of(books_, account_);
    ClosingSummary found;
    for (Leg& leg : legs_) {
        const std::uint32_t count = leg.tree.whole().count;
        if (count == 0) {
            continue;
        }
        if (!has_volume_to_close(*leg.holding, leg.side)) {
            choice.no_volume += count;
            continue;
        }
        const ClosingBounds bounds(books_, account, *leg.holding, leg.side);
        const std::uint32_t before = found.count;
        leg.tree.collect(
            [&](const ClosingSummary& positions) {
                ++judged_;
                const auto after = bounds.after_closing_one_of(positions);
                return after ? raises_level(now, *after) : Meant::some;
            },
            [&](PositionRecord& position) {
                ++judged_;
                const auto after = standing_without(books_, position, position.lots);
                return after && raises_level(now, *after);
            },
            found);
        choice.not_helpful += count - (found.count - before);
    }
    if (found.count == 0) {
        return nullptr;
    }
    choice.chosen = shown(*found.first);
    if (found.second != nullptr) {
        choice.next = shown(*found.second);
    }
    chosen_.push_back(found.first);
    return found.first->position;
}

std::optional<HedgedPair> StopOutChooser::largest_pair(StopOutChoice& choice) {
    std::optional<HedgedPair> largest;
    for (std::size_t at = 0; at + 1 < legs_.size(); ++at) {
        const Closing* const longs = legs_[at].tree.whole().with_most_margin;
        const Closing* const shorts = legs_[at + 1].tree.whole().with_most_margin;
        if (legs_[at].holding != legs_[at + 1].holding || longs == nullptr || shorts == nullptr) {
            continue;
        }
        const StopOutCandidate pair{longs->id, plus(longs->margin, shorts->margin)};
        if (!choice.chosen || pair.measure > choice.chosen->measure) {
            choice.next = choice.chosen;
            choice.chosen = pair;
            largest = HedgedPair{longs->position, shorts->position};
            chosen_.assign({longs, shorts});
        } else if (!choice.next || pair.measure > choice.next->measure) {
            choice.next = pair;
        }
    }
    return largest;
}

void StopOutChooser::take_in_step() {
    for (const Closing* const closing : chosen_) {
        Closing now = *closing;
        now.position = books_.find(closing->id);
        if (now.position != nullptr) {
            now = closing_of(*now.position);
        }
        std::ranges::find_if(legs_, [&](const Leg& leg) {
            return leg.tree.has(*closing);
        })->tree.replace(*closing, now);
    }
    chosen_.clear();
}

}  // namespace trireme::engine
