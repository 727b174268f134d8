#pragma once

#include "counter/invariants.hpp"
#include "counter/ledger.hpp"
#include "simulation/shadow.hpp"

namespace trireme::simulation {

// The counter ledger without the runtime, and its invariants.
class CounterShadow final : public Shadow {
public:
    [[nodiscard]] std::optional<std::string> check_whole_state() const override;
    [[nodiscard]] std::uint64_t state_hash() const override;
    [[nodiscard]] bool is_timer(std::uint16_t type) const override;

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

    [[nodiscard]] std::optional<std::string> decide(Timestamp time, ByteView command,
                                                    std::vector<SaidEvent>& events) override;
    void forget_all() override;

    counter::CounterLedger ledger_;
    Checks invariants_{ledger_.state()};
};

}  // namespace trireme::simulation
