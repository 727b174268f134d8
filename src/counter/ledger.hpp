#pragma once

#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "counter/account_index.hpp"
#include "counter/request_memory.hpp"
#include "counter/state.hpp"

#include <expected>
#include <optional>
#include <string_view>

namespace trireme::counter {

class Transaction;

// A double-entry ledger of accounts that clients move money between, now or later, in one currency or through an
// exchange. Deterministic: what it does follows from its state, the command and the command's time. Every command is
// answered by at least one event, but for a timer that found nothing wrong. Any command may come at any time: what the
// ledger cannot or must not do is a reject and changes nothing but the memory of requests. Not thread-safe.
//
// A request (transfer, schedule_transfer, cancel_scheduled, exchange) is first looked up among those remembered: one
// with the same content is answered with `repeated`, whatever has changed since; other content is rejected as
// request_conflict.
class CounterLedger {
public:
    using Command = counter::Command;
    using Event = counter::Event;
    using Sink = EventSink;
    using State = CounterState;
    static constexpr std::string_view name = "counter ledger";

    CounterLedger();

    // Goes on from a state that another ledger had. `corrupt` if none can have had it.
    [[nodiscard]] static Result<CounterLedger> from_state(CounterState state);

    void apply(Timestamp time, const Command& command, EventSink& events);

    // When the scheduled transfer that comes first is due.
    [[nodiscard]] std::optional<Timestamp> next_timer() const;
    [[nodiscard]] static Command timer_command() { return TimerDue{}; }

    [[nodiscard]] const CounterState& state() const { return state_; }

private:
    void handle(Timestamp time, const OpenAccount& command, EventSink& events);
    void handle(Timestamp time, const SetRulesVersion& command, EventSink& events);
    void handle(Timestamp time, const TimerDue& command, EventSink& events);
    template <class AnyRequest>
    void handle(Timestamp time, const AnyRequest& request, EventSink& events);

    RequestOutcome execute(Timestamp time, const Transfer& request, EventSink& events);
    RequestOutcome execute(Timestamp time, const ScheduleTransfer& request, EventSink& events);
    RequestOutcome execute(Timestamp time, const CancelScheduled& request, EventSink& events);
    RequestOutcome execute(Timestamp time, const Exchange& request, EventSink& events);

    // What speaks against a command, or what was found while looking for it.
    template <class Found>
    using Checked = std::expected<Found, Rejection>;
    struct Parties {
        Account* from;
        Account* to;
    };

    void answer_repeat(const RememberedRequest& first, const Request& again, EventSink& events);
    [[nodiscard]] std::optional<Rejection> check_opening(const OpenAccount& command);
    void open(AccountId id, AccountKind kind, Currency currency, EventSink& events);

    RequestOutcome transfer(const Transfer& order, std::optional<ScheduleId> schedule, EventSink& events);
    RequestOutcome post(Transaction& transaction, RequestId request, std::optional<ScheduleId> schedule,
                        EventSink& events);
    // An account that a request may name.
    [[nodiscard]] Checked<Account*> find_party(AccountId id);
    [[nodiscard]] Checked<Parties> find_parties(AccountId from, AccountId to);
    [[nodiscard]] Checked<Parties> check_transfer(AccountId from, AccountId to, Money amount);
    [[nodiscard]] Checked<Parties> check_exchange(const Exchange& order);

    [[nodiscard]] Account* find(AccountId id) { return accounts_.find(state_.accounts, id); }
    [[nodiscard]] Account& existing(AccountId id);
    // Where the currency stands among the state's; one past the last if it does not.
    [[nodiscard]] std::size_t currency_index(Currency currency) const;
    void reject(AccountId asker, std::optional<RequestId> request, std::optional<ScheduleId> schedule,
                const Rejection& rejection, EventSink& events);

    CounterState state_;
    AccountIndex accounts_;
    RequestMemory requests_;
};

}  // namespace trireme::counter
