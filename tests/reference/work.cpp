#include "reference/work.hpp"

#include "reference/charges.hpp"
#include "reference/desk.hpp"
#include "reference/examination.hpp"
#include "reference/execution.hpp"
#include "reference/lp_orders.hpp"
#include "reference/margin.hpp"
#include "reference/split.hpp"

#include <algorithm>

namespace trireme::reference {
namespace {

constexpr std::size_t slice_size = 256;

template <class Id, class Entry>
std::optional<std::uint64_t> first_from(const std::map<Id, Entry>& entries, std::uint64_t id) {
    const auto at = entries.lower_bound(Id(id));
    return at == entries.end() ? std::nullopt : std::optional(at->first.value());
}

// What is to be looked at next; nothing when all has been.
std::optional<std::uint64_t> next_to_look_at(const World& world, const WorkState& work) {
    switch (work.kind) {
        case WorkKind::swaps:
        case WorkKind::dividend:
        case WorkKind::split_positions: return first_from(world.positions, work.next_id);
        case WorkKind::baselines: return first_from(world.accounts, work.next_id);
        case WorkKind::split_orders:
        case WorkKind::kill_switch: break;
    }
    return first_from(world.orders, work.next_id);
}

bool is_in_scope(const SetKillSwitch& scope, const OrderState& order) {
    const bool fits_instrument = !scope.instrument || *scope.instrument == order.terms.instrument;
    const bool fits_account = !scope.account || *scope.account == order.account;
    return order.adds_risk && fits_instrument && fits_account;
}

void take_baseline(World& world, Account& account) {
    account.baseline = figures_now(world, account.terms.account).equity;
    account.moved = Money{0, account.terms.currency};
}

void look_at_position(World& world, const WorkState& work, PositionId id) {
    PositionState& position = world.positions.at(id);
    if (work.kind == WorkKind::swaps) {
        charge_swap(world, position, work.rollover);
    } else if (work.dividend && work.dividend->instrument == position.instrument) {
        pay_dividend(world, position, *work.dividend);
    } else if (work.split && work.split->instrument == position.instrument) {
        split_position(world, id, *work.split);
    }
}

void look_at_order(World& world, const WorkState& work, OrderId id) {
    const OrderState& order = world.orders.at(id);
    if (work.split && work.split->instrument == order.terms.instrument) {
        split_order(world, id, *work.split);
    } else if (work.kill_switch && is_in_scope(*work.kill_switch, order)) {
        cancel_order(world, id, CancelReason::kill_switch);
    }
}

void look_at(World& world, const WorkState& work, std::uint64_t id) {
    switch (work.kind) {
        case WorkKind::swaps:
        case WorkKind::dividend:
        case WorkKind::split_positions: look_at_position(world, work, PositionId(id)); return;
        case WorkKind::baselines: take_baseline(world, world.accounts.at(AccountId(id))); return;
        case WorkKind::split_orders:
        case WorkKind::kill_switch: look_at_order(world, work, OrderId(id)); return;
    }
}

// What follows when all of a kind is done: the next kind, with the next slice, or the end.
void finish_kind(World& world) {
    WorkState& work = *world.work;
    work.next_id = 0;
    switch (work.kind) {
        case WorkKind::swaps: work.kind = WorkKind::baselines; return;
        case WorkKind::split_positions: work.kind = WorkKind::split_orders; return;
        case WorkKind::baselines: say(world, RolloverDone{work.rollover.date}); break;
        case WorkKind::dividend:
            say(world, CorporateActionDone{.action = work.dividend->action,
                                           .instrument = work.dividend->instrument,
                                           .per_unit = work.dividend->per_unit});
            break;
        case WorkKind::split_orders:
            say(world, CorporateActionDone{.action = work.split->action,
                                           .instrument = work.split->instrument,
                                           .numerator = work.split->numerator,
                                           .denominator = work.split->denominator});
            break;
        case WorkKind::kill_switch: break;
    }
    world.touched.insert(work.to_examine.begin(), work.to_examine.end());
    world.work.reset();
}

void do_slice(World& world) {
    const WorkState work = *world.work;
    auto id = next_to_look_at(world, work);
    for (std::size_t count = 0; count < slice_size && id; ++count) {
        look_at(world, work, *id);
        world.work->next_id = *id + 1;
        id = next_to_look_at(world, *world.work);
    }
    if (work.split) {
        world.touched.clear();  // half split, an account's figures mean nothing: it is examined when all is done
    }
    if (!id) {
        finish_kind(world);
    }
}

// The order that expires first, the lowest id of those that do at the same moment.
std::optional<OrderId> first_to_expire(const World& world) {
    std::optional<OrderId> first;
    for (const auto& [id, order] : world.orders) {
        if (order.expires_at && (!first || *order.expires_at < *world.orders.at(*first).expires_at)) {
            first = id;
        }
    }
    return first;
}

}  // namespace

std::optional<Timestamp> next_timer(const World& world) {
    if (world.work) {
        return world.work->since;
    }
    std::optional<Timestamp> next;
    if (!world.rollovers.empty()) {
        next = world.rollovers.front().at;
    }
    if (const auto order = first_to_expire(world)) {
        const Timestamp expiry = *world.orders.at(*order).expires_at;
        next = next ? std::min(*next, expiry) : expiry;
    }
    if (const auto hedging = next_lp_timer(world)) {
        next = next ? std::min(*next, *hedging) : hedging;
    }
    return next;
}

void begin_work(World& world, WorkState work) {
    work.since = world.now;
    world.work = std::move(work);
    do_slice(world);
}

void finish_work(World& world) {
    while (world.work) {
        do_slice(world);
        examine_touched(world);
    }
}

Objection perform_for_desk(World& world, const TimerDue&) {
    const auto due = next_timer(world);
    if (!due || *due > world.now) {
        return reject(RejectCode::nothing_due);
    }
    if (world.work) {
        do_slice(world);
    } else if (!world.rollovers.empty() && world.rollovers.front().at == *due) {
        const Rollover rollover = world.rollovers.front();
        world.rollovers.erase(world.rollovers.begin());
        begin_work(world, {.kind = WorkKind::swaps, .rollover = rollover});
    } else if (const auto order = first_to_expire(world); order && world.orders.at(*order).expires_at == due) {
        expire_order(world, *order);
    } else {
        do_lp_timer(world, *due);
    }
    return std::nullopt;
}

}  // namespace trireme::reference
