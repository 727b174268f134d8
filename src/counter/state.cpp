#include "counter/state.hpp"

#include "counter/request_memory.hpp"
#include "counter/schedule.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace trireme::counter {
namespace {

using AccountsById = std::map<AccountId, const Account*>;

Result<void> check_bounds(const CounterState& state) {
    if (state.rules_version > latest_rules_version) {
        return fail(ErrorCode::unsupported_version, "rules version {} is not known here, the latest is {}",
                    state.rules_version, latest_rules_version);
    }
    if (state.rules_version < first_rules_version) {
        return fail(ErrorCode::corrupt, "rules version {}, the first is {}", state.rules_version, first_rules_version);
    }
    if (state.accounts.size() > accounts_max || state.scheduled.size() > scheduled_max ||
        state.requests.size() > remembered_requests_max) {
        return fail(ErrorCode::corrupt,
                    "{} accounts, {} scheduled transfers and {} requests are more than there can be",
                    state.accounts.size(), state.scheduled.size(), state.requests.size());
    }
    const bool ring_is_full = state.requests.size() == remembered_requests_max;
    if (state.oldest_request >= (ring_is_full ? remembered_requests_max : 1)) {
        return fail(ErrorCode::corrupt, "the oldest of {} requests cannot be number {}", state.requests.size(),
                    state.oldest_request);
    }
    return {};
}

Result<AccountsById> check_accounts(const CounterState& state) {
    AccountsById accounts;
    std::map<Currency, Int128> sums;
    for (const Account& account : state.accounts) {
        if (!accounts.emplace(account.id, &account).second) {
            return fail(ErrorCode::corrupt, "account {} is there twice", account.id.value());
        }
        if ((account.kind == AccountKind::client) != (account.id >= client_account_min) || account.last_seq == 0) {
            return fail(ErrorCode::corrupt, "account {} cannot be of its kind and have had {} events",
                        account.id.value(), account.last_seq);
        }
        sums[account.balance.currency] += account.balance.minor_units;
    }
    for (const auto& [currency, sum] : sums) {
        if (sum != 0) {
            return fail(ErrorCode::corrupt, "the balances in {} do not sum to zero", format(currency));
        }
    }
    if (sums.size() != state.currencies.size()) {
        return fail(ErrorCode::corrupt, "accounts in {} currencies, where the house has {}", sums.size(),
                    state.currencies.size());
    }
    return accounts;
}

Result<void> check_house(const CounterState& state, const AccountsById& accounts) {
    std::size_t house_accounts = 0;
    for (std::size_t index = 0; index < state.currencies.size(); ++index) {
        const auto& [currency, unposted_conversion] = state.currencies[index];
        for (const AccountKind kind : {AccountKind::bank, AccountKind::conversion, AccountKind::rounding}) {
            const auto found = accounts.find(house_account(kind, index));
            if (found == accounts.end() || found->second->kind != kind || found->second->balance.currency != currency) {
                return fail(ErrorCode::corrupt, "the house's accounts in {} are not there", format(currency));
            }
            house_accounts += 1;
        }
        const UInt128 minor_unit = magnitude_of(amount_of(Money{1, currency}).value());
        if (magnitude_of(unposted_conversion.value()) > minor_unit / 2) {
            return fail(ErrorCode::corrupt, "{} {} of exchanges are not posted", format(unposted_conversion),
                        format(currency));
        }
    }
    const auto clients = std::ranges::count(state.accounts, AccountKind::client, &Account::kind);
    if (house_accounts + static_cast<std::size_t>(clients) != state.accounts.size()) {
        return fail(ErrorCode::corrupt, "the house has accounts in a currency that nobody uses");
    }
    return {};
}

Result<void> check_scheduled(const CounterState& state, const AccountsById& accounts) {
    std::set<ScheduleId> ids;
    for (const auto& [id, order] : state.scheduled) {
        const auto from = accounts.find(order.from);
        const auto to = accounts.find(order.to);
        const bool is_possible = id.value() > 0 && id <= state.last_schedule && from != accounts.end() &&
                                 to != accounts.end() && from->second->balance.currency == order.amount.currency;
        if (!is_possible || !ids.insert(id).second) {
            return fail(ErrorCode::corrupt, "the scheduled transfer {} cannot be there", id.value());
        }
    }
    if (!is_in_order(state.scheduled)) {
        return fail(ErrorCode::corrupt, "the scheduled transfers are out of order");
    }
    return {};
}

Result<void> check_requests(const CounterState& state) {
    std::set<RequestKey> keys;
    for (const auto& [request, outcome] : state.requests) {
        const RequestKey key = key_of(request);
        if (!keys.insert(key).second) {
            return fail(ErrorCode::corrupt, "request {} of account {} is remembered twice", key.request.value(),
                        key.requester.value());
        }
        const int outcomes = int{outcome.transaction.has_value()} + int{outcome.schedule.has_value()} +
                             int{outcome.rejection.has_value()};
        if (outcomes != 1 || outcome.transaction > state.last_transaction || outcome.schedule > state.last_schedule) {
            return fail(ErrorCode::corrupt, "request {} of account {} cannot have had its outcome", key.request.value(),
                        key.requester.value());
        }
    }
    return {};
}

}  // namespace

Result<void> check_state(const CounterState& state) {
    TRIREME_TRY(check_bounds(state));
    TRIREME_TRY_ASSIGN(const AccountsById accounts, check_accounts(state));
    TRIREME_TRY(check_house(state, accounts));
    TRIREME_TRY(check_scheduled(state, accounts));
    return check_requests(state);
}

}  // namespace trireme::counter
