#pragma once

#include "reference/world.hpp"

#include <optional>

// Timers, and work over many that is done in slices: the chapter Time of docs/rules.md.
namespace trireme::reference {

[[nodiscard]] std::optional<Timestamp> next_timer(const World& world);

// Begins work now, with its first slice.
void begin_work(World& world, WorkState work);

// Does all that is left of it: nothing else comes in between its slices.
void finish_work(World& world);

}  // namespace trireme::reference
