#pragma once

#include "counter/invariants.hpp"
#include "counter/ledger.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace trireme::counter::testing {

class CollectingSink final : public EventSink {
public:
    void on_event(const Event& event) override { events.push_back(event); }

    std::vector<Event> events;
};

// A ledger for tests: applies commands one by one, checks the invariants after each and hands back its events. Inserts
// due timers before a command, as the runtime does, unless asked not to.
class Notebook {
public:
    Notebook() : invariants_(ledger_.state()) {}
    explicit Notebook(CounterLedger ledger) : ledger_(std::move(ledger)), invariants_(ledger_.state()) {}

    std::vector<Event> apply(Timestamp time, const Command& command) {
        run_timers(time);
        return apply_alone(time, command);
    }
    std::vector<Event> apply(const Command& command) { return apply(now, command); }

    // Everything that is due until `time`.
    std::vector<Event> run_timers(Timestamp time) {
        std::vector<Event> all;
        while (ledger_.next_timer() && *ledger_.next_timer() <= time) {
            const auto events = apply_alone(time, CounterLedger::timer_command());
            all.insert(all.end(), events.begin(), events.end());
        }
        return all;
    }

    std::vector<Event> apply_alone(Timestamp time, const Command& command) {
        if (const auto broken = Invariants::broken_before(time, command, ledger_.state())) {
            ADD_FAILURE() << *broken;
        }
        CollectingSink sink;
        ledger_.apply(time, command, sink);
        for (const Event& event : sink.events) {
            invariants_.on_event(event);
        }
        if (const auto broken = invariants_.broken_after(ledger_.state())) {
            ADD_FAILURE() << *broken;
        }
        EXPECT_FALSE(sink.events.empty()) << "a command without an answer";
        return sink.events;
    }

    // Money from the bank of the currency, which is opened first if need be.
    void deposit(AccountId account, Money amount) {
        apply(Transfer{RequestId(next_deposit_++), bank_of(amount.currency), account, amount});
    }

    [[nodiscard]] const CounterLedger& ledger() const { return ledger_; }
    [[nodiscard]] const CounterState& state() const { return ledger_.state(); }

    [[nodiscard]] const Account& account(AccountId id) const {
        for (const Account& account : state().accounts) {
            if (account.id == id) {
                return account;
            }
        }
        ADD_FAILURE() << "no account " << id.value();
        return state().accounts.front();
    }
    [[nodiscard]] std::int64_t balance(AccountId id) const { return account(id).balance.minor_units; }

    [[nodiscard]] AccountId house(AccountKind kind, Currency currency) const {
        std::size_t index = 0;
        while (index < state().currencies.size() && state().currencies[index].currency != currency) {
            ++index;
        }
        return house_account(kind, index);
    }
    [[nodiscard]] AccountId bank_of(Currency currency) const { return house(AccountKind::bank, currency); }

    Timestamp now{1'000};

private:
    CounterLedger ledger_;
    Invariants invariants_;
    std::uint64_t next_deposit_ = 1'000'000;
};

inline constexpr Currency usd{"USD"};
inline constexpr Currency eur{"EUR"};
inline constexpr Currency jpy{"JPY"};
inline constexpr Currency btc{"BTC"};
inline constexpr AccountId ann{1'001};
inline constexpr AccountId ben{1'002};
inline constexpr AccountId cho{1'003};

// Ann and Ben have 100.00 USD each, Cho 100.00 EUR.
inline Notebook notebook_of_three() {
    Notebook book;
    book.apply(OpenAccount{ann, usd});
    book.apply(OpenAccount{ben, usd});
    book.apply(OpenAccount{cho, eur});
    book.deposit(ann, Money{100'00, usd});
    book.deposit(ben, Money{100'00, usd});
    book.deposit(cho, Money{100'00, eur});
    return book;
}

// The only event, if it is a rejection with that code and those figures.
inline ::testing::AssertionResult is_rejected(const std::vector<Event>& events, RejectCode code,
                                              const RejectFigures& figures = {}) {
    const auto* const rejected = events.size() == 1 ? std::get_if<Rejected>(&events.front()) : nullptr;
    if (rejected == nullptr) {
        return ::testing::AssertionFailure() << events.size() << " events, and no rejection alone";
    }
    if (rejected->code != code) {
        return ::testing::AssertionFailure() << "rejected with code " << static_cast<int>(rejected->code);
    }
    if (rejected->figures != figures) {
        return ::testing::AssertionFailure() << "rejected with other figures";
    }
    return ::testing::AssertionSuccess();
}

}  // namespace trireme::counter::testing
