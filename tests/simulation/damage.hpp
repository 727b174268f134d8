#pragma once

#include "simulation/auditor.hpp"
#include "simulation/simulated_storage.hpp"
#include "simulation/tally.hpp"
#include "simulation/tested_core.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

// Damage done to files while no process runs, and what must come of it.
namespace trireme::simulation {

enum class Remedy : unsigned char {
    heals,     // the next start succeeds and nothing that was told is lost
    reported,  // what was acknowledged is damaged: a start or `verify` says so, and repairing the bytes is enough
};

struct Damage {
    Fault fault = Fault::flip_in_acknowledged;
    Remedy remedy = Remedy::reported;
    std::string what;                                        // for the history
    std::vector<std::pair<std::string, ByteBuffer>> before;  // the files as they were
};

// Damages what an acknowledged command rests on. Nothing if the disk has nothing fit for that kind of damage.
[[nodiscard]] std::optional<Damage> damage_journal(SimulatedStorage& storage, const TestedCore& core,
                                                   std::uint64_t last_promised, Random& random);

// Damages what can be made again. Everything that was told must come through it.
[[nodiscard]] std::optional<Damage> damage_snapshots(SimulatedStorage& storage, Random& random);
[[nodiscard]] std::optional<Damage> damage_event_log(SimulatedStorage& storage, Random& random);
[[nodiscard]] std::optional<Damage> damage_spare_bytes(SimulatedStorage& storage, Random& random);
// Heals too, if not at the next start then at the one after an engine that came upon it and stopped.
[[nodiscard]] std::optional<Damage> damage_old_requests(SimulatedStorage& storage, Random& random);

// Puts the bytes back as a backup would.
void repair(SimulatedStorage& storage, const Damage& damage);

}  // namespace trireme::simulation
