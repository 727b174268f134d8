#include "engine/state.hpp"

#include "engine/definitions.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace trireme::engine {
namespace {

template <class Items, class IdOf>
Result<void> check_ascending(const Items& items, std::string_view what, IdOf id_of) {
    const bool is_ascending = std::ranges::adjacent_find(items, [&](const auto& a, const auto& b) {
                                  return !(std::invoke(id_of, a) < std::invoke(id_of, b));
                              }) == items.end();
    if (!is_ascending) {
        return fail(ErrorCode::corrupt, "the {} of the state are not ascending by id", what);
    }
    return {};
}

// The item of a list ascending by id; null if it is not there.
template <class Items, class Id, class IdOf>
auto find_in(const Items& items, Id id, IdOf id_of) -> decltype(items.data()) {
    const auto found = std::ranges::lower_bound(items, id, {}, id_of);
    return found != items.end() && std::invoke(id_of, *found) == id ? &*found : nullptr;
}

constexpr auto account_id = [](const AccountState& account) { return account.terms.account; };
constexpr auto instrument_id = [](const InstrumentState& instrument) { return instrument.terms.id; };
constexpr auto order_id = [](const OrderState& order) { return order.id; };
constexpr auto position_id = [](const PositionState& position) { return position.id; };

Result<void> check_lists(const EngineState& state) {
    TRIREME_TRY(check_ascending(state.instruments, "instruments", instrument_id));
    TRIREME_TRY(check_ascending(state.groups, "groups", [](const Group& group) { return group.id; }));
    TRIREME_TRY(check_ascending(state.accounts, "accounts", account_id));
    TRIREME_TRY(check_ascending(state.orders, "orders", order_id));
    TRIREME_TRY(check_ascending(state.positions, "positions", position_id));
    TRIREME_TRY(check_ascending(state.withdrawals, "withdrawals",
                                [](const WithdrawalState& withdrawal) { return withdrawal.id; }));
    TRIREME_TRY(check_ascending(state.lps, "LPs", [](const LpState& lp) { return lp.id; }));
    TRIREME_TRY(check_ascending(state.corporate_actions, "corporate actions", std::identity()));
    TRIREME_TRY(check_ascending(state.hedges, "hedges",
                                [](const HedgeState& hedge) { return std::pair(hedge.instrument, hedge.lp); }));
    TRIREME_TRY(check_ascending(state.lp_orders, "orders at LPs", &LpOrderState::id));
    return check_ascending(state.house, "house balances", [](const HouseBalance& balance) {
        return std::tuple(balance.account, balance.currency, balance.lp);
    });
}

Result<void> check_accounts(const EngineState& state) {
    for (const AccountState& account : state.accounts) {
        const std::uint64_t id = account.terms.account.value();
        if (find_in(state.groups, account.terms.group, &Group::id) == nullptr) {
            return fail(ErrorCode::corrupt, "account {} is in group {}, which is not there", id,
                        account.terms.group.value());
        }
        for (const Money& money : {account.cash, account.credit, account.baseline, account.moved}) {
            if (money.currency != account.terms.currency) {
                return fail(ErrorCode::corrupt, "account {} holds {} in an account of {}", id, format(money),
                            format(account.terms.currency));
            }
        }
    }
    return {};
}

// What an order or position refers to.
Result<void> check_place(const EngineState& state, std::string_view what, std::uint64_t id, AccountId account,
                         InstrumentId instrument) {
    if (find_in(state.accounts, account, account_id) == nullptr) {
        return fail(ErrorCode::corrupt, "{} {} is of account {}, which is not there", what, id, account.value());
    }
    const InstrumentState* const found = find_in(state.instruments, instrument, instrument_id);
    if (found == nullptr || found->bid <= Price()) {
        return fail(ErrorCode::corrupt, "{} {} is in instrument {}, which is not there or has no quote", what, id,
                    instrument.value());
    }
    return {};
}

// Whether a field is stated where it has to be, and only there, and holds a price.
bool suits(const std::optional<Price>& stated, bool has_to_be) {
    return has_to_be ? stated && *stated > Price() : !stated;
}

bool is_sound(const OrderState& order) {
    const OrderTerms& terms = order.terms;
    const bool is_trailing = terms.type == OrderType::trailing_stop;
    const bool has_price = terms.type == OrderType::limit || terms.type == OrderType::stop_limit;
    const bool has_stop = terms.type != OrderType::limit && (!is_trailing || order.trails);
    const bool has_trailing =
        is_trailing ? terms.trailing && (order.trails || terms.trailing->activation) : !terms.trailing;
    return terms.type != OrderType::market && order.leaves_lots > Lots() && suits(terms.price, has_price) &&
           suits(terms.stop_price, has_stop) && has_trailing && !terms.max_deviation &&
           (order.reserved_at > Price()) == order.adds_risk;
}

// What accounts hold, on which side.
using Stake = std::tuple<AccountId, InstrumentId, Side>;

std::vector<Stake> stakes_of(const EngineState& state) {
    std::vector<Stake> stakes;
    stakes.reserve(state.positions.size());
    for (const PositionState& position : state.positions) {
        stakes.emplace_back(position.account, position.instrument, position.side);
    }
    std::ranges::sort(stakes);
    return stakes;
}

// An order that names no position reduces whatever the account has on the other side.
bool has_position_to_reduce(const EngineState& state, const std::vector<Stake>& stakes, const OrderState& order) {
    const Stake reduced(order.account, order.terms.instrument, opposite(order.terms.side));
    if (!order.terms.position) {
        return std::ranges::binary_search(stakes, reduced);
    }
    const PositionState* const position = find_in(state.positions, *order.terms.position, position_id);
    return position != nullptr && Stake(position->account, position->instrument, position->side) == reduced;
}

bool is_paired(const EngineState& state, const OrderState& order) {
    const OrderState* const partner = find_in(state.orders, *order.oco, order_id);
    return partner != nullptr && partner->oco == order.id && partner->account == order.account &&
           partner->terms.instrument == order.terms.instrument;
}

Result<void> check_orders(const EngineState& state) {
    const std::vector<Stake> stakes = stakes_of(state);
    for (const OrderState& order : state.orders) {
        const std::uint64_t id = order.id.value();
        TRIREME_TRY(check_place(state, "order", id, order.account, order.terms.instrument));
        const Currency currency = find_in(state.accounts, order.account, account_id)->terms.currency;
        if (!is_sound(order) || order.commission_posted.currency != currency || order.id > state.last_order) {
            return fail(ErrorCode::corrupt, "order {} cannot be a live order", id);
        }
        if (!order.adds_risk && !has_position_to_reduce(state, stakes, order)) {
            return fail(ErrorCode::corrupt, "order {} reduces a position that is not there", id);
        }
        if (order.oco && !is_paired(state, order)) {
            return fail(ErrorCode::corrupt, "order {} is paired with order {}, and not that with it", id,
                        order.oco->value());
        }
    }
    return {};
}

// Where any part is not carried by B, all parts together are the position, and neighbours differ.
bool are_sound(const std::vector<RoutedVolume>& volumes, Lots lots) {
    Int128 sum = 0;
    for (const RoutedVolume& volume : volumes) {
        sum += volume.lots.value();
    }
    const auto is_alike = [](const RoutedVolume& one, const RoutedVolume& other) { return one.route == other.route; };
    return volumes.empty() ||
           (sum == lots.value() &&
            std::ranges::all_of(volumes, [](const RoutedVolume& volume) { return volume.lots > Lots(); }) &&
            std::ranges::adjacent_find(volumes, is_alike) == volumes.end() &&
            (volumes.size() > 1 || volumes.front().route != Route()));
}

Result<void> check_positions(const EngineState& state) {
    for (const PositionState& position : state.positions) {
        TRIREME_TRY(check_place(state, "position", position.id.value(), position.account, position.instrument));
        const auto& trailing = position.protection.trailing;
        const bool trails_soundly =
            trailing ? position.trailing_stop || trailing->activation : !position.trailing_stop.has_value();
        const Currency currency = find_in(state.accounts, position.account, account_id)->terms.currency;
        if (position.lots <= Lots() || !trails_soundly || position.commission_posted.currency != currency ||
            position.id > state.last_position || !are_sound(position.volumes, position.lots)) {
            return fail(ErrorCode::corrupt, "position {} cannot be an open position", position.id.value());
        }
    }
    return {};
}

bool has_instrument(const EngineState& state, InstrumentId id) {
    return find_in(state.instruments, id, instrument_id) != nullptr;
}
bool has_account(const EngineState& state, AccountId id) { return find_in(state.accounts, id, account_id) != nullptr; }

// Each kind with what it is about, and with nothing that another kind is about.
bool is_sound(const EngineState& state, const WorkState& work) {
    const bool is_split = work.kind == WorkKind::split_positions || work.kind == WorkKind::split_orders;
    if (work.dividend.has_value() != (work.kind == WorkKind::dividend) || work.split.has_value() != is_split ||
        work.kill_switch.has_value() != (work.kind == WorkKind::kill_switch) ||
        (!is_split && !work.to_examine.empty())) {
        return false;
    }
    if (work.kill_switch) {
        const SetKillSwitch& kill_switch = *work.kill_switch;
        return (!kill_switch.instrument || has_instrument(state, *kill_switch.instrument)) &&
               (!kill_switch.account || has_account(state, *kill_switch.account));
    }
    return (!work.dividend || has_instrument(state, work.dividend->instrument)) &&
           (!work.split || has_instrument(state, work.split->instrument)) &&
           std::ranges::adjacent_find(work.to_examine, std::greater_equal()) == work.to_examine.end() &&
           std::ranges::all_of(work.to_examine, [&](AccountId id) { return has_account(state, id); });
}

bool is_sound(const EngineState& state, const LpOrderState& order) {
    const bool has_ended = order.status != OrderStatus::pending && order.status != OrderStatus::accepted &&
                           order.status != OrderStatus::unknown;
    return has_instrument(state, order.instrument) && order.id <= state.last_lp_order && order.filled >= Lots() &&
           order.filled <= order.lots && order.told_by_status >= Lots() && order.told_by_status <= order.lots &&
           order.ended_at.has_value() == has_ended;
}

// At most one order is under way at an LP in an instrument.
bool are_alone(const std::vector<LpOrderState>& orders) {
    std::set<std::pair<InstrumentId, LpId>> under_way;
    return std::ranges::all_of(orders, [&](const LpOrderState& order) {
        return order.ended_at || under_way.emplace(order.instrument, order.lp).second;
    });
}

Result<void> check_hedges(const EngineState& state) {
    for (const HedgeState& hedge : state.hedges) {
        if (!has_instrument(state, hedge.instrument) || (hedge.held == Lots()) != (hedge.cost == PriceLots())) {
            return fail(ErrorCode::corrupt, "the hedge of instrument {} at LP {} cannot be one",
                        hedge.instrument.value(), hedge.lp.value());
        }
    }
    for (const LpOrderState& order : state.lp_orders) {
        if (!is_sound(state, order)) {
            return fail(ErrorCode::corrupt, "order {} at LP {} cannot be one", order.id.value(), order.lp.value());
        }
    }
    if (!are_alone(state.lp_orders)) {
        return fail(ErrorCode::corrupt, "two orders are under way at an LP in an instrument");
    }
    return {};
}

Result<void> check_rest(const EngineState& state) {
    if (state.last_order.value() == UINT64_MAX || state.last_position.value() == UINT64_MAX) {
        return fail(ErrorCode::corrupt, "the ids of orders or positions have run out");
    }
    if (state.work && !is_sound(state, *state.work)) {
        return fail(ErrorCode::corrupt, "the work under way cannot be that of this state");
    }
    for (const WithdrawalState& withdrawal : state.withdrawals) {
        if (!has_account(state, withdrawal.account)) {
            return fail(ErrorCode::corrupt, "withdrawal {} is of account {}, which is not there", withdrawal.id.value(),
                        withdrawal.account.value());
        }
    }
    for (const InstrumentState& instrument : state.instruments) {
        if (check_instrument(instrument.terms, nullptr)) {
            return fail(ErrorCode::corrupt, "instrument {} is not soundly defined", instrument.terms.id.value());
        }
    }
    for (const Group& group : state.groups) {
        if (check_group(group)) {
            return fail(ErrorCode::corrupt, "group {} is not soundly defined", group.id.value());
        }
    }
    return {};
}

}  // namespace

Result<void> check_state(const EngineState& state) {
    TRIREME_TRY(check_lists(state));
    TRIREME_TRY(check_accounts(state));
    TRIREME_TRY(check_orders(state));
    TRIREME_TRY(check_positions(state));
    TRIREME_TRY(check_hedges(state));
    return check_rest(state);
}

}  // namespace trireme::engine
