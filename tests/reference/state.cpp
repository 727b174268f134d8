#include "reference/ledger.hpp"
#include "reference/reference_broker.hpp"
#include "reference/repeats.hpp"

#include <algorithm>

// What the reference broker knows, as the engine would write it down.
namespace trireme::reference {
namespace {

engine::AccountState account_state(const World& world, const Account& account) {
    return {.terms = account.terms,
            .last_seq = account.last_seq,
            .cash = cash_of(world, account),
            .credit = credit_of(world, account),
            .halted = account.halted,
            .margin_called = account.margin_called,
            .stop_out_waits = account.stop_out_waits,
            .baseline = account.baseline,
            .moved = account.moved,
            .rate_second = account.rate_second,
            .rate_count = account.rate_count};
}

std::vector<engine::HouseBalance> house_balances(const World& world) {
    std::vector<engine::HouseBalance> balances;
    for (const auto& [key, postings] : world.postings) {
        if (!is_clients(key.kind)) {
            const Integer sum = house_sum(world, key.kind, key.currency, key.lp);
            balances.push_back({key.kind, key.currency, HouseSum(static_cast<Int128>(sum)), key.lp});
        }
    }
    return balances;
}

std::vector<engine::RememberedRequest> remembered_requests(const World& world) {
    std::map<std::uint64_t, engine::RememberedRequest> by_arrival;
    for (const auto& [key, request] : world.requests) {
        if (is_remembered(world, request)) {
            by_arrival.emplace(request.arrival, engine::RememberedRequest{.account = key.account,
                                                                          .client_order_id = key.client_order_id,
                                                                          .outcome = request.outcome,
                                                                          .at = request.at});
        }
    }
    std::vector<engine::RememberedRequest> requests;
    for (auto& [arrival, request] : by_arrival) {
        requests.push_back(request);
    }
    return requests;
}

template <class Map>
auto values_of(const Map& map) {
    std::vector<typename Map::mapped_type> values;
    for (const auto& [id, value] : map) {
        values.push_back(value);
    }
    return values;
}

}  // namespace

engine::EngineState ReferenceBroker::state() const {
    engine::EngineState state{.time = world_.now,
                              .rules_version = world_.rules_version,
                              .halted = world_.halted,
                              .last_order = world_.last_order,
                              .last_position = world_.last_position,
                              .last_trade = world_.last_trade,
                              .last_transaction = world_.last_transaction,
                              .last_withdrawal = world_.last_withdrawal,
                              .instruments = values_of(world_.instruments),
                              .groups = values_of(world_.groups),
                              .orders = values_of(world_.orders),
                              .positions = values_of(world_.positions),
                              .house = house_balances(world_),
                              .withdrawals = values_of(world_.withdrawals),
                              .rollovers = world_.rollovers,
                              .routing_version = world_.routing_version,
                              .routing_rules = world_.routing_rules,
                              .corporate_actions = {world_.corporate_actions.begin(), world_.corporate_actions.end()},
                              .work = world_.work,
                              .requests = remembered_requests(world_),
                              .last_lp_order = world_.last_lp_order,
                              .lp_orders = values_of(world_.lp_orders)};
    for (const auto& [id, account] : world_.accounts) {
        state.accounts.push_back(account_state(world_, account));
    }
    for (const auto& [id, lp] : world_.lps) {
        state.lps.push_back({id, lp.is_available, lp.terms});
    }
    for (const auto& [place, hedge] : world_.hedges) {
        if (hedge != HedgeState{.instrument = place.instrument, .lp = place.lp}) {
            state.hedges.push_back(hedge);
        }
    }
    return state;
}

}  // namespace trireme::reference
