#include "engine/examining.hpp"
#include "engine/execution.hpp"
#include "engine/order_end.hpp"
#include "engine/position_requests.hpp"
#include "engine/stop_out_choice.hpp"
#include "engine/valuation.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

// docs/rules.md, Stop-out.
namespace trireme::engine {
namespace {

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

// Closes one position, or a hedged pair. False if there is nothing to be closed.
bool close_next(Books& books, AccountRecord& account, const Standing& now, StopOutChooser& chooser) {
    StopOut step{.figures = now.figures()};
    StopOutChoice& choice = step.choice.emplace();
    if (PositionRecord* const position = chooser.choose(now, choice)) {
        const bool is_minimal = account.group->stop_out_order == StopOutOrder::minimal;
        step.step = StopOutStep::close_position;
        step.position = position->id;
        step.lots = is_minimal ? least_lots(books, *position) : position->lots;
        emit_valued(books, account, step);
        return close_at_market(books, *position, step.lots, TradeReason::stop_out, std::nullopt);
    }
    if (const auto pair = chooser.largest_pair(choice)) {
        step.step = StopOutStep::close_pair;
        step.position = pair->long_leg->id;
        step.opposite = pair->short_leg->id;
        step.lots = std::min(pair->long_leg->lots, pair->short_leg->lots);
        emit_valued(books, account, step);
        close_against(books, *pair->long_leg, *pair->short_leg, ClientOrderId(), TradeReason::stop_out);
        return true;
    }
    if (!account.stop_out_waits) {
        account.stop_out_waits = true;
        step.step = StopOutStep::wait;
        emit_valued(books, account, step);
    }
    return false;
}

// stop_out.orders_first
void release_orders(Books& books, AccountRecord& account, const Standing& now) {
    emit_valued(books, account, StopOut{.step = StopOutStep::release_orders, .figures = now.figures()});
    cancel_orders(books, account, std::nullopt, Which::those_that_add_risk, {.reason = CancelReason::stop_out});
}

}  // namespace

void stop_out(Books& books, AccountRecord& account) {
    std::optional<StopOutChooser> chooser;  // once there are only positions left
    while (account.position_count > 0 || account.risk_order_count > 0) {
        const auto standing = books.margin.standing(account);
        if (!standing || !standing->is_at_or_below(account.group->stop_out_level)) {
            break;
        }
        if (account.risk_order_count > 0) {
            release_orders(books, account, *standing);
        } else {
            if (!chooser) {
                chooser.emplace(books, account);
            }
            if (!close_next(books, account, *standing, *chooser)) {
                return;
            }
            chooser->take_in_step();
        }
        account.stop_out_waits = false;
    }
    account.stop_out_waits = false;
}

}  // namespace trireme::engine
