#include "engine/restoring.hpp"

#include "engine/hedging.hpp"
#include "engine/margin_watch.hpp"

#include <utility>

namespace trireme::engine {

EngineState state_of(const Books& books) {
    EngineState state{.time = books.now,
                      .rules_version = books.rules_version,
                      .halted = books.is_halted,
                      .last_order = books.last_order,
                      .last_position = books.last_position,
                      .last_trade = books.last_trade,
                      .last_transaction = books.ledger.last_transaction(),
                      .last_withdrawal = books.last_withdrawal};
    for (const auto& [id, instrument] : books.instruments) {
        state.instruments.push_back(instrument);
    }
    for (const auto& [id, group] : books.groups) {
        state.groups.push_back(group);
    }
    for (const AccountRecord& account : books.accounts) {
        state.accounts.push_back(account);
    }
    books.for_each_order([&](const OrderRecord& order) { state.orders.push_back(order.state()); });
    books.for_each_position([&](const PositionRecord& position) { state.positions.push_back(position.state()); });
    for (const auto& [id, withdrawal] : books.withdrawals) {
        state.withdrawals.push_back(withdrawal);
    }
    state.house = books.ledger.house();
    state.rollovers = books.rollovers;
    state.routing_version = books.routing_version;
    state.routing_rules = books.routing_rules;
    state.lps = books.lps;
    state.corporate_actions = books.corporate_actions;
    state.work = books.work;
    state.last_lp_order = books.hedges.last_order;
    for (const auto& [key, hedge] : books.hedges.all) {
        if (const HedgeState& told = hedge; told != HedgeState{.instrument = key.instrument, .lp = key.lp}) {
            state.hedges.push_back(told);
        }
    }
    for (const auto& [id, order] : books.hedges.orders) {
        state.lp_orders.push_back(order);
    }
    state.requests = books.requests.save(books.now, [&](OrderId id) { return books.is_live(id); });
    return state;
}

Result<void> restore(Books& books, EngineState state) {
    books.now = state.time;
    books.rules_version = state.rules_version;
    books.is_halted = state.halted;
    books.last_order = state.last_order;
    books.last_position = state.last_position;
    books.last_trade = state.last_trade;
    books.last_withdrawal = state.last_withdrawal;
    books.ledger.restore(state.last_transaction, state.house);
    books.rollovers = std::move(state.rollovers);
    books.routing_version = state.routing_version;
    books.routing_rules = std::move(state.routing_rules);
    books.lps = std::move(state.lps);
    books.routing.set_rules(books.routing_version, books.routing_rules, books.lps);
    books.corporate_actions = std::move(state.corporate_actions);
    books.work = state.work;
    for (Group& group : state.groups) {
        const GroupId id = group.id;
        books.groups.emplace(id, std::move(group));
    }
    for (InstrumentState& instrument : state.instruments) {
        books.add_instrument(std::move(instrument));
    }
    for (const AccountState& account : state.accounts) {
        books.add_account(account);
    }
    for (const PositionState& position : state.positions) {
        books.add_position(position);
    }
    for (const OrderState& order : state.orders) {
        books.add_order(order);
    }
    for (const WithdrawalState& withdrawal : state.withdrawals) {
        books.withdrawals.emplace(withdrawal.id, withdrawal);
        books.find(withdrawal.account)->withdrawal_count += 1;
    }
    restore_hedges(books, state);
    if (const RememberedRequest* const again = books.requests.load(state.requests)) {
        return fail(ErrorCode::corrupt, "the request {} of account {} is remembered twice",
                    again->client_order_id.view(), again->account.value());
    }
    for (AccountRecord& account : books.accounts) {
        watch(books, account);
    }
    return {};
}

}  // namespace trireme::engine
