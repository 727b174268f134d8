#pragma once

#include "base/bytes.hpp"
#include "counter/invariants.hpp"
#include "counter/ledger.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trireme::simulation {

// One event as it was said to someone, or as it should have been.
struct SaidEvent {
    std::uint64_t sequence = 0;
    std::int64_t time = 0;
    std::uint64_t command_sequence = 0;
    std::uint64_t account = 0;
    std::uint64_t account_sequence = 0;
    std::uint16_t type = 0;
    ByteBuffer body;

    bool operator==(const SaidEvent&) const = default;
};

[[nodiscard]] std::string describe(const SaidEvent& event);

// Says which events the commands of a journal lead to: a ledger of its own, fed by hand, that knows nothing of the
// runtime. Checks the ledger's invariants after every command.
class ShadowLedger {
public:
    ShadowLedger() : invariants_(ledger_.state()) {}

    // Applies the command and appends its events. Says what is wrong, if anything is.
    [[nodiscard]] std::optional<std::string> apply(std::int64_t time, ByteView command, std::vector<SaidEvent>& events);

    // Whether the state is one that could be read back from a snapshot; says why not.
    [[nodiscard]] std::optional<std::string> check_whole_state() const;

    [[nodiscard]] std::uint64_t sequence() const { return sequence_; }
    [[nodiscard]] std::uint64_t event_sequence() const { return event_sequence_; }
    // Over all bytes of the state, made from them and not field by field, so that a field that the engine's hash
    // forgets shows.
    [[nodiscard]] std::uint64_t state_hash() const;

private:
    // The checks of counter::Invariants, but for the one that looks at the whole state: that one is not for every
    // command.
    struct Checks {
        explicit Checks(const counter::CounterState& state) : balances(state), streams(state) {}

        [[nodiscard]] std::optional<std::string> broken(const counter::CounterState& state);

        counter::TransactionsBalance transactions;
        counter::BalancesAreTheirPostings balances;
        counter::StreamsAreGapless streams;
    };

    counter::CounterLedger ledger_;
    Checks invariants_;
    std::int64_t time_ = INT64_MIN;
    std::uint64_t sequence_ = 0;
    std::uint64_t event_sequence_ = 0;
};

}  // namespace trireme::simulation
