#pragma once

#include "engine/account_figures.hpp"
#include "engine/state.hpp"
#include "reference/world.hpp"

#include <optional>
#include <vector>

namespace trireme::reference {

// A second brokerage engine: docs/rules.md written down as plainly as can be, from nothing of the first but the types
// it speaks in. It is slow: every sum is counted anew, every list is walked. That both decide alike is what is tested.
class ReferenceBroker {
public:
    // What comes of a command. Time does not go back.
    [[nodiscard]] std::vector<Event> apply(Timestamp time, const Command& command);

    [[nodiscard]] std::optional<Timestamp> next_timer() const;

    // Nothing for an account that is not there.
    [[nodiscard]] std::optional<engine::AccountFigures> figures(AccountId account) const;

    // All that is known, in the form and order of the engine's. Fingerprints of requests are its own affair and 0 here.
    [[nodiscard]] engine::EngineState state() const;

    [[nodiscard]] const World& world() const { return world_; }

private:
    World world_;
};

}  // namespace trireme::reference
