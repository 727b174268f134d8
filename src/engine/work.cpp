#include "engine/work.hpp"

#include "base/planted_bug.hpp"
#include "engine/charges.hpp"
#include "engine/examining.hpp"
#include "engine/hedging.hpp"
#include "engine/lp_orders.hpp"
#include "engine/order_end.hpp"
#include "engine/splits.hpp"

#include <algorithm>
#include <utility>

namespace trireme::engine {
namespace {

constexpr int slice_items = 256;

// Looks at the next records of the slice, ascending from `next_id`. True when there are none left.
template <class Id, class Visit>
bool look_through(Books& books, WorkState& work, Visit&& visit) {
    auto* record = books.find_from(Id(work.next_id));
    for (int looked_at = 0; looked_at < slice_items && record != nullptr; ++looked_at) {
        work.next_id = record->id.value() + 1;
        visit(*record);
        // Visiting may have taken this one, and others, out.
        record = books.find_from(Id(work.next_id));
    }
    return record == nullptr;
}

void take_baseline(Books& books, AccountRecord& account) {
    if (const auto standing = books.margin.standing(account)) {
        account.baseline = standing->equity;
        account.moved = {0, account.currency()};
    }
}

bool is_in_scope(const OrderRecord& order, const SetKillSwitch& kill_switch) {
    if (kill_switch.instrument) {
        return order.holding->instrument->id == *kill_switch.instrument;
    }
    return !kill_switch.account || order.holding->account->id == *kill_switch.account;
}

void go_on_with(WorkState& work, WorkKind kind) {
    work.kind = kind;
    work.next_id = 0;
}

// One slice. True when all of the work is done.
bool do_slice(Books& books, WorkState& work) {
    switch (work.kind) {
        case WorkKind::swaps:
            if (look_through<PositionId>(
                    books, work, [&](PositionRecord& position) { charge_swap(books, position, work.rollover); })) {
                go_on_with(work, WorkKind::baselines);
            }
            return false;
        case WorkKind::baselines:
            return look_through<AccountId>(books, work, [&](AccountRecord& account) { take_baseline(books, account); });
        case WorkKind::dividend:
            return look_through<PositionId>(books, work, [&](PositionRecord& position) {
                if (position.holding->instrument->id == work.dividend->instrument) {
                    pay_dividend(books, position, *work.dividend);
                }
            });
        case WorkKind::split_positions:
            if (look_through<PositionId>(books, work, [&](PositionRecord& position) {
                    if (position.holding->instrument->id == work.split->instrument) {
                        split_position(books, position, *work.split);
                    }
                })) {
                go_on_with(work, WorkKind::split_orders);
            }
            return false;
        case WorkKind::split_orders:
            return look_through<OrderId>(books, work, [&](OrderRecord& order) {
                if (order.holding->instrument->id == work.split->instrument) {
                    split_order(books, order, *work.split);
                }
            });
        case WorkKind::kill_switch: break;
    }
    return look_through<OrderId>(books, work, [&](OrderRecord& order) {
        if (order.adds_risk && is_in_scope(order, *work.kill_switch)) {
            cancel(books, order, {.reason = CancelReason::kill_switch});
        }
    });
}

void touch_concerned(Books& books, const WorkState& split) {
    for (const AccountId id : split.to_examine) {
        books.touch(*books.find(id));
    }
    touch_dependents(books, *books.find(split.split->instrument));
}

void say_done(Books& books, const WorkState& work) {
    switch (work.kind) {
        case WorkKind::baselines: books.emit(RolloverDone{.date = work.rollover.date}); return;
        case WorkKind::dividend:
            books.emit(CorporateActionDone{.action = work.dividend->action,
                                           .instrument = work.dividend->instrument,
                                           .per_unit = work.dividend->per_unit});
            return;
        case WorkKind::split_orders:
            books.emit(CorporateActionDone{.action = work.split->action,
                                           .instrument = work.split->instrument,
                                           .numerator = work.split->numerator,
                                           .denominator = work.split->denominator});
            touch_concerned(books, work);
            return;
        case WorkKind::swaps:
        case WorkKind::split_positions:
        case WorkKind::kill_switch: return;
    }
}

// Halfway through a split prices and volumes do not go together, so that no account can be looked at before its end.
void put_off_examining(Books& books) {
    for (AccountRecord* const account : books.touched) {
        account->is_touched = false;
        auto& put_off = books.work->to_examine;
        const auto place = std::ranges::lower_bound(put_off, account->id);
        if (place == put_off.end() || *place != account->id) {
            put_off.insert(place, account->id);
        }
    }
    books.touched.clear();
}

void do_next_slice(Books& books) {
    const bool is_split = books.work->split.has_value();
    const bool is_done = do_slice(books, *books.work);
    if (is_split) {
        put_off_examining(books);
    }
    if (is_done) {
        say_done(books, *std::exchange(books.work, std::nullopt));
    }
    examine_touched(books);
}

template <class Timed>
std::optional<Timestamp> first_time_of(const Timed& set) {
    return set.empty() ? std::nullopt : std::optional(set.begin()->first);
}

}  // namespace

std::optional<Timestamp> next_timer(const Books& books) {
    if (books.work) {
        return books.work->since;
    }
    std::optional<Timestamp> next;
    if (!books.rollovers.empty()) {
        next = books.rollovers.front().at;
    }
    const auto consider = [&](std::optional<Timestamp> time) { next = time && (!next || *time < *next) ? time : next; };
    if (!planted_bug(PlantedBug::keep_expired_order)) {
        consider(books.expiries.first_time());
    }
    consider(first_time_of(books.hedges.answers));
    consider(first_time_of(books.hedges.wakes));
    return next;
}

std::optional<Rejection> timer_due(Books& books) {
    if (books.work) {
        do_next_slice(books);
        return std::nullopt;
    }
    const auto due = next_timer(books);
    if (!due || *due > books.now) {
        return Rejection{RejectCode::nothing_due, {}};
    }
    if (!books.rollovers.empty() && books.rollovers.front().at == *due) {
        const Rollover rollover = books.rollovers.front();
        books.rollovers.erase(books.rollovers.begin());
        begin_work(books, {.kind = WorkKind::swaps, .since = books.now, .rollover = rollover});
        return std::nullopt;
    }
    if (books.expiries.first_time() == due) {
        expire(books, *books.expiries.first());
    } else if (first_time_of(books.hedges.answers) == due) {
        lose_sight_of_first(books);
    } else {
        wake_first(books);
    }
    return std::nullopt;
}

void begin_work(Books& books, const WorkState& work) {
    books.work = work;
    do_next_slice(books);
}

void finish_work(Books& books) {
    while (books.work) {
        do_next_slice(books);
    }
}

}  // namespace trireme::engine
