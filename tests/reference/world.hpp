#pragma once

#include "engine/state.hpp"
#include "model/commands.hpp"
#include "model/events.hpp"

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

// All that the reference broker knows: plain ordered containers, and the events of the command at hand.
namespace trireme::reference {

using engine::HedgeState;
using engine::InstrumentState;
using engine::LpFill;
using engine::LpOrderEnd;
using engine::LpOrderState;
using engine::OrderState;
using engine::PositionState;
using engine::WithdrawalState;
using engine::WorkKind;
using engine::WorkState;

// An account without its money, which is what its postings add up to.
struct Account {
    AccountTerms terms;
    std::uint64_t last_seq = 0;
    bool halted = false;
    bool margin_called = false;
    bool stop_out_waits = false;
    Money baseline;
    Money moved;
    std::int64_t rate_second = 0;
    std::uint32_t rate_count = 0;
};

struct RequestKey {
    AccountId account;
    ClientOrderId client_order_id;

    auto operator<=>(const RequestKey&) const = default;
};

struct RememberedRequest {
    Command command;
    RequestOutcome outcome;
    Timestamp at;
    std::uint64_t arrival = 0;    // counts requests
    std::vector<OrderId> orders;  // that it placed
};

// A ledger account: a client's, or the house's (account 0) in a currency.
struct LedgerKey {
    AccountId account;
    LedgerAccountKind kind = LedgerAccountKind::cash;
    Currency currency;
    LpId lp = {};

    auto operator<=>(const LedgerKey&) const = default;
};

// Where the house hedges an instrument.
struct HedgePlace {
    InstrumentId instrument;
    LpId lp;

    auto operator<=>(const HedgePlace&) const = default;
};

struct Lp {
    bool is_available = false;
    LpTerms terms;
};

struct World {
    Timestamp now;
    std::vector<Event> events;
    std::set<AccountId> touched;  // by the command at hand, and not examined yet

    std::uint32_t rules_version = 1;
    bool halted = false;
    OrderId last_order;
    PositionId last_position;
    TradeId last_trade;
    TransactionId last_transaction;
    WithdrawalId last_withdrawal;
    std::map<InstrumentId, InstrumentState> instruments;
    std::map<GroupId, Group> groups;
    std::map<AccountId, Account> accounts;
    std::map<OrderId, OrderState> orders;
    std::map<PositionId, PositionState> positions;
    std::map<LedgerKey, std::vector<std::int64_t>> postings;  // every one, in minor units
    std::map<WithdrawalId, WithdrawalState> withdrawals;
    std::vector<Rollover> rollovers;
    std::uint32_t routing_version = 0;
    std::vector<RoutingRule> routing_rules;
    std::map<LpId, Lp> lps;
    std::map<HedgePlace, HedgeState> hedges;  // all that were ever asked for
    std::map<LpOrderId, LpOrderState> lp_orders;
    LpOrderId last_lp_order;
    std::set<CorporateActionId> corporate_actions;
    std::optional<WorkState> work;
    std::map<RequestKey, RememberedRequest> requests;
    std::uint64_t requests_arrived = 0;
};

[[nodiscard]] inline const Group& group_of(const World& world, const Account& account) {
    return world.groups.at(account.terms.group);
}

// Says an event, numbered in its account's stream. What is said of an account other than in answer to a request has
// touched it.
template <class E>
void say(World& world, E event) {
    if constexpr (requires { event.account_seq; }) {
        if (event.account != AccountId()) {
            event.account_seq = ++world.accounts.at(event.account).last_seq;
            if constexpr (!std::same_as<E, Rejected> && !std::same_as<E, Repeated> && !std::same_as<E, SwapSkipped>) {
                world.touched.insert(event.account);
            }
        }
    }
    world.events.emplace_back(std::move(event));
}

[[nodiscard]] inline Rejection reject(RejectCode code, const RejectFigures& figures = {}) { return {code, figures}; }

[[nodiscard]] inline Rejection reject_field(RejectCode code, FieldName field) { return {code, {.field = field}}; }

// What speaks against a command, if anything does.
using Objection = std::optional<Rejection>;

// The position that an account on netting holds in an instrument.
[[nodiscard]] inline const PositionState* netting_position(const World& world, AccountId account,
                                                           InstrumentId instrument) {
    for (const auto& [id, position] : world.positions) {
        if (position.account == account && position.instrument == instrument) {
            return &position;
        }
    }
    return nullptr;
}

// A position by its id, if it is this account's.
[[nodiscard]] inline const PositionState* position_of(const World& world, AccountId account, PositionId id) {
    const auto found = world.positions.find(id);
    return found != world.positions.end() && found->second.account == account ? &found->second : nullptr;
}

}  // namespace trireme::reference
