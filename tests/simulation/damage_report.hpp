#pragma once

#include "simulation/damage.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace trireme::simulation {

// What a damaged disk leads to, tried on a copy of it.
struct DamageReport {
    std::string message;                 // of the error that reports the damage
    std::optional<std::string> failing;  // what is wrong with how it was reported, or repaired; nothing if all is well
};

// Starts the engine and reads everything that there is; one of the two must report the damage as `corrupt` and name a
// file. With the bytes put back, the engine must start with all commands through `last_promised`.
[[nodiscard]] DamageReport look_for_damage(const TestedCore& core, const SimulatedStorage& damaged,
                                           const Damage& damage, std::uint64_t last_promised);

// Reads all of both logs and replays the journal from its beginning through `last_command`.
[[nodiscard]] Result<void> read_everything(const TestedCore& core, journal::Storage& storage,
                                           std::uint64_t last_command);

}  // namespace trireme::simulation
