#pragma once

#include "engine/books.hpp"
#include "model/commands.hpp"

#include <optional>

// Time: what is due, and work over many in slices (docs/rules.md, Time).
namespace trireme::engine {

[[nodiscard]] std::optional<Timestamp> next_timer(const Books& books);

// Does what is due first. `nothing_due` if nothing is.
[[nodiscard]] std::optional<Rejection> timer_due(Books& books);

// Begins work with its first slice.
void begin_work(Books& books, const WorkState& work);
// Does all that is left of the work under way.
void finish_work(Books& books);

}  // namespace trireme::engine
