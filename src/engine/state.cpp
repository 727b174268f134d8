#include "engine/state.hpp"

#include "engine/definitions.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

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

Result<void> check_lists(const EngineState& state) {
    TRIREME_TRY(check_ascending(state.instruments, "instruments", instrument_id));
    TRIREME_TRY(check_ascending(state.groups, "groups", [](const Group& group) { return group.id; }));
    TRIREME_TRY(check_ascending(state.accounts, "accounts", account_id));
    TRIREME_TRY(check_ascending(state.orders, "orders", [](const OrderState& order) { return order.id; }));
    TRIREME_TRY(check_ascending(state.positions, "positions", [](const PositionState& open) { return open.id; }));
    TRIREME_TRY(check_ascending(state.withdrawals, "withdrawals",
                                [](const WithdrawalState& withdrawal) { return withdrawal.id; }));
    TRIREME_TRY(check_ascending(state.lps, "LPs", [](const LpState& lp) { return lp.id; }));
    TRIREME_TRY(check_ascending(state.corporate_actions, "corporate actions", std::identity()));
    return check_ascending(state.house, "house balances",
                           [](const HouseBalance& balance) { return std::pair(balance.account, balance.currency); });
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

bool is_sound(const OrderState& order) {
    const OrderTerms& terms = order.terms;
    const bool has_price =
        terms.price.has_value() || (terms.type != OrderType::limit && terms.type != OrderType::stop_limit);
    const bool is_trailing = terms.type == OrderType::trailing_stop;
    const bool waits_for_activation = is_trailing && !order.trails;
    const bool has_stop = terms.stop_price.has_value() || terms.type == OrderType::limit || waits_for_activation;
    const bool has_trailing = !is_trailing || (terms.trailing && (order.trails || terms.trailing->activation));
    return terms.type != OrderType::market && order.leaves_lots > Lots() && has_price && has_stop && has_trailing &&
           (!order.adds_risk || order.reserved_at > Price());
}

Result<void> check_orders(const EngineState& state) {
    for (const OrderState& order : state.orders) {
        TRIREME_TRY(check_place(state, "order", order.id.value(), order.account, order.terms.instrument));
        if (!is_sound(order) || order.id > state.last_order) {
            return fail(ErrorCode::corrupt, "order {} cannot be a live order", order.id.value());
        }
    }
    return {};
}

Result<void> check_positions(const EngineState& state) {
    for (const PositionState& position : state.positions) {
        TRIREME_TRY(check_place(state, "position", position.id.value(), position.account, position.instrument));
        const auto& trailing = position.protection.trailing;
        const bool trails_soundly =
            trailing ? position.trailing_stop || trailing->activation : !position.trailing_stop.has_value();
        if (position.lots <= Lots() || !trails_soundly || position.id > state.last_position) {
            return fail(ErrorCode::corrupt, "position {} cannot be an open position", position.id.value());
        }
    }
    return {};
}

Result<void> check_rest(const EngineState& state) {
    for (const WithdrawalState& withdrawal : state.withdrawals) {
        if (find_in(state.accounts, withdrawal.account, account_id) == nullptr) {
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
    return check_rest(state);
}

}  // namespace trireme::engine
