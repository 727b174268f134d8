#pragma once

#include "base/result.hpp"
#include "counter/commands.hpp"
#include "counter/events.hpp"
#include "counter/rules.hpp"

#include <cstdint>
#include <vector>

// All the counter ledger knows. Snapshots hold it, and the state hash covers it, field by field.
namespace trireme::counter {

inline constexpr std::size_t accounts_max = 16'384;
inline constexpr std::size_t scheduled_max = 4'096;

// How many requests are remembered, over all accounts. The oldest is forgotten for a new one; if it came again after
// that, it would be taken for a new one. Whoever has fewer than this many requests under way can safely repeat any of
// them.
inline constexpr std::size_t remembered_requests_max = 16'384;

// Lower ids are the house's.
inline constexpr AccountId client_account_min{1'000};

struct Account {
    AccountId id;
    AccountKind kind = AccountKind::client;
    Money balance;
    std::uint64_t last_seq = 0;  // of the latest event in the account's stream

    bool operator==(const Account&) const = default;
};
TRIREME_DESCRIBE(Account, (id, kind, balance, last_seq));

// The house's side of one currency. The accounts of the currency opened first have the ids 1 (bank), 2 (conversion) and
// 3 (rounding), those of the second 4, 5 and 6, and so on.
struct HouseCurrency {
    Currency currency;
    // What exchanges into this currency were worth exactly, less what was posted to the conversion account for them: at
    // most half a minor unit either way.
    Amount unposted_conversion;

    bool operator==(const HouseCurrency&) const = default;
};
TRIREME_DESCRIBE(HouseCurrency, (currency, unposted_conversion));

struct ScheduledTransfer {
    ScheduleId id;
    ScheduleTransfer order;

    bool operator==(const ScheduledTransfer&) const = default;
};
TRIREME_DESCRIBE(ScheduledTransfer, (id, order));

struct RememberedRequest {
    Request request;
    RequestOutcome outcome;

    bool operator==(const RememberedRequest&) const = default;
};
TRIREME_DESCRIBE(RememberedRequest, (request, outcome));

struct CounterState {
    std::uint32_t rules_version = first_rules_version;
    TransactionId last_transaction;
    ScheduleId last_schedule;
    std::vector<Account> accounts;          // in the order in which they were opened
    std::vector<HouseCurrency> currencies;  // likewise
    std::vector<ScheduledTransfer>
        scheduled;  // by due time and id, the last one first, so that the next is taken off the end
    std::vector<RememberedRequest> requests;  // a ring, once it is full
    std::uint32_t oldest_request = 0;         // where the ring begins; 0 until it is full

    bool operator==(const CounterState&) const = default;
};
TRIREME_DESCRIBE(CounterState, (rules_version, last_transaction, last_schedule, accounts, currencies, scheduled,
                                requests, oldest_request));

// Whether the state is one that commands can lead to, as far as a look at it can tell. `corrupt`, saying where, if not.
[[nodiscard]] Result<void> check_state(const CounterState& state);

// The id of a house account, for the currency that stands at `index` in `CounterState::currencies`.
inline constexpr std::size_t house_accounts_per_currency = 3;
[[nodiscard]] constexpr AccountId house_account(AccountKind kind, std::size_t index) {
    return AccountId(index * house_accounts_per_currency + static_cast<std::size_t>(kind));
}
static_assert(house_account(AccountKind::bank, 0) == AccountId(1));
static_assert(house_account(AccountKind::rounding, currency_table::rows.size()) < client_account_min);

}  // namespace trireme::counter
