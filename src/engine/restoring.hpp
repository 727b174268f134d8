#pragma once

#include "engine/books.hpp"
#include "engine/state.hpp"

namespace trireme::engine {

// All that the books hold, as a snapshot does.
[[nodiscard]] EngineState state_of(const Books& books);

// Fills empty books from a state that check_state found nothing wrong with. `corrupt` if a request stands in it twice.
[[nodiscard]] Result<void> restore(Books& books, EngineState state);

}  // namespace trireme::engine
