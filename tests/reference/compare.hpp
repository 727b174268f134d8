#pragma once

#include "engine/state.hpp"
#include "model/events.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

// Where two brokers differ, in words: the first place, as a JSON pointer, with what stands there.
namespace trireme::reference {

[[nodiscard]] std::optional<std::string> first_difference(std::span<const Event> reference,
                                                          std::span<const Event> engine);

// A request that only the engine still remembers is no difference: after 30 days it may forget when it likes, as long
// as it answers as if it had.
[[nodiscard]] std::optional<std::string> first_difference(engine::EngineState reference, engine::EngineState engine);

}  // namespace trireme::reference
