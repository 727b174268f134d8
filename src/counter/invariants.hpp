#pragma once

#include "base/timestamp.hpp"
#include "counter/events.hpp"
#include "counter/state.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

// What must hold after every command, whatever the command was. Each class watches the events and says in `broken` what
// it finds wrong, or nothing. Tests and the simulation run all of them after each command; they are not made to be
// fast.
namespace trireme::counter {

// The legs of a transaction come together, are complete and sum to zero per currency.
class TransactionsBalance {
public:
    void on_event(const Event& event);
    // After the last event of a command.
    [[nodiscard]] std::optional<std::string> broken();

private:
    void on_leg(const Posted& posted);

    TransactionId transaction_;
    std::uint8_t legs_seen_ = 0;
    std::uint8_t legs_expected_ = 0;
    std::map<Currency, Int128> sums_;
    std::optional<std::string> broken_;
};

// Each balance is the sum of the account's postings, and each posting states the balance it led to.
class BalancesAreTheirPostings {
public:
    explicit BalancesAreTheirPostings(const CounterState& state);
    void on_event(const Event& event);
    [[nodiscard]] std::optional<std::string> broken(const CounterState& state) const;

private:
    std::map<AccountId, Money> balances_;
    std::optional<std::string> broken_;
};

// In each account's stream `account_seq` counts without gaps, and the account remembers where it stands.
class StreamsAreGapless {
public:
    explicit StreamsAreGapless(const CounterState& state);
    void on_event(const Event& event);
    [[nodiscard]] std::optional<std::string> broken(const CounterState& state) const;

private:
    std::map<AccountId, std::uint64_t> last_seq_;
    std::optional<std::string> broken_;
};

// All of them, from a given state on, and that the state could be read back from a snapshot.
class Invariants final : public EventSink {
public:
    explicit Invariants(const CounterState& state) : balances_(state), streams_(state) {}

    // What was due before `command` came must have been executed before it; `state` is the one before the command.
    [[nodiscard]] static std::optional<std::string> broken_before(Timestamp time, const Command& command,
                                                                  const CounterState& state);
    void on_event(const Event& event) override;
    // After the last event of a command.
    [[nodiscard]] std::optional<std::string> broken_after(const CounterState& state);

private:
    TransactionsBalance transactions_;
    BalancesAreTheirPostings balances_;
    StreamsAreGapless streams_;
};

}  // namespace trireme::counter
