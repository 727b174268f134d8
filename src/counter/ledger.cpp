#include "counter/ledger.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <utility>

namespace trireme::counter {
namespace {

// Room for all there may ever be, so that no command pays for moving what is there.
void reserve(CounterState& state) {
    state.accounts.reserve(accounts_max);
    state.currencies.reserve(currency_table::rows.size());
    state.scheduled.reserve(scheduled_max);
    state.requests.reserve(remembered_requests_max);
}

}  // namespace

CounterLedger::CounterLedger() { reserve(state_); }

Result<CounterLedger> CounterLedger::from_state(CounterState state) {
    TRIREME_TRY(check_state(state));
    CounterLedger ledger;
    ledger.state_ = std::move(state);
    reserve(ledger.state_);
    for (std::size_t slot = 0; slot < ledger.state_.accounts.size(); ++slot) {
        ledger.accounts_.insert(ledger.state_.accounts[slot].id, slot);
    }
    ledger.requests_.load(ledger.state_);
    return ledger;
}

void CounterLedger::apply(Timestamp time, const Command& command, EventSink& events) {
    std::visit([&](const auto& any) { handle(time, any, events); }, command);
}

std::optional<Timestamp> CounterLedger::next_timer() const {
    if (state_.scheduled.empty()) {
        return std::nullopt;
    }
    return state_.scheduled.back().order.due;
}

template <class AnyRequest>
void CounterLedger::handle(Timestamp time, const AnyRequest& request, EventSink& events) {
    const RequestKey key{request.requester(), request.request};
    if (const RememberedRequest* const first = requests_.find(state_, key)) {
        answer_repeat(*first, request, events);
        return;
    }
    const RequestOutcome outcome = execute(time, request, events);
    if (outcome.rejection) {
        reject(key.requester, key.request, std::nullopt, *outcome.rejection, events);
    }
    requests_.remember(state_, request, outcome);
}

void CounterLedger::answer_repeat(const RememberedRequest& first, const Request& again, EventSink& events) {
    const RequestKey key = key_of(again);
    if (first.request != again) {
        reject(key.requester, key.request, std::nullopt, {RejectCode::request_conflict, {.account = key.requester}},
               events);
        return;
    }
    Repeated repeated{.request = key.request, .first = first.outcome};
    if (Account* const account = find(key.requester)) {
        repeated.account = account->id;
        repeated.account_seq = ++account->last_seq;
    }
    events.on_event(repeated);
}

void CounterLedger::handle(Timestamp, const OpenAccount& command, EventSink& events) {
    if (const auto rejection = check_opening(command)) {
        reject(AccountId(), std::nullopt, std::nullopt, *rejection, events);
        return;
    }
    if (currency_index(command.currency) == state_.currencies.size()) {
        const std::size_t index = state_.currencies.size();
        state_.currencies.push_back({command.currency, Amount()});
        for (const AccountKind kind : {AccountKind::bank, AccountKind::conversion, AccountKind::rounding}) {
            open(house_account(kind, index), kind, command.currency, events);
        }
    }
    open(command.account, AccountKind::client, command.currency, events);
}

std::optional<Rejection> CounterLedger::check_opening(const OpenAccount& command) {
    if (command.account < client_account_min) {
        return Rejection{RejectCode::reserved_account,
                         {.account = command.account, .limit = client_account_min.value()}};
    }
    if (command.currency == Currency()) {
        return Rejection{RejectCode::no_currency, {.account = command.account}};
    }
    if (find(command.account) != nullptr) {
        return Rejection{RejectCode::account_exists, {.account = command.account}};
    }
    const bool is_new_currency = currency_index(command.currency) == state_.currencies.size();
    const std::size_t to_open = is_new_currency ? house_accounts_per_currency + 1 : 1;
    if (state_.accounts.size() + to_open > accounts_max) {
        return Rejection{RejectCode::too_many_accounts, {.limit = accounts_max}};
    }
    return std::nullopt;
}

void CounterLedger::open(AccountId id, AccountKind kind, Currency currency, EventSink& events) {
    accounts_.insert(id, state_.accounts.size());
    state_.accounts.push_back({.id = id, .kind = kind, .balance = Money{0, currency}, .last_seq = 1});
    events.on_event(AccountOpened{.account = id, .account_seq = 1, .kind = kind, .currency = currency});
}

void CounterLedger::handle(Timestamp, const SetRulesVersion& command, EventSink& events) {
    const std::uint32_t in_force = state_.rules_version;
    if (command.version > latest_rules_version) {
        reject(AccountId(), std::nullopt, std::nullopt,
               {RejectCode::unknown_rules_version, {.limit = latest_rules_version}}, events);
        return;
    }
    if (command.version <= in_force) {
        reject(AccountId(), std::nullopt, std::nullopt, {RejectCode::rules_version_goes_back, {.limit = in_force}},
               events);
        return;
    }
    state_.rules_version = command.version;
    events.on_event(RulesVersionChanged{.from = in_force, .to = command.version});
}

void CounterLedger::handle(Timestamp time, const TimerDue&, EventSink& events) {
    if (state_.scheduled.empty() || state_.scheduled.back().order.due > time) {
        reject(AccountId(), std::nullopt, std::nullopt, {RejectCode::nothing_due, {}}, events);
        return;
    }
    const auto [id, order] = state_.scheduled.back();
    state_.scheduled.pop_back();
    const RequestOutcome outcome = transfer({order.request, order.from, order.to, order.amount}, id, events);
    if (outcome.rejection) {
        reject(order.from, order.request, id, *outcome.rejection, events);
    }
}

Account& CounterLedger::existing(AccountId id) {
    Account* const account = find(id);
    TRIREME_ASSERT(account != nullptr, "account {} is not there", id.value());
    return *account;
}

std::size_t CounterLedger::currency_index(Currency currency) const {
    const auto found = std::ranges::find(state_.currencies, currency, &HouseCurrency::currency);
    return static_cast<std::size_t>(found - state_.currencies.begin());
}

void CounterLedger::reject(AccountId asker, std::optional<RequestId> request, std::optional<ScheduleId> schedule,
                           const Rejection& rejection, EventSink& events) {
    Rejected rejected{.request = request, .schedule = schedule, .code = rejection.code, .figures = rejection.figures};
    if (Account* const account = find(asker)) {
        rejected.account = account->id;
        rejected.account_seq = ++account->last_seq;
    }
    events.on_event(rejected);
}

}  // namespace trireme::counter
