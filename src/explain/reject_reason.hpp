#pragma once

#include "explain/situation.hpp"
#include "model/events.hpp"

#include <string>

namespace trireme::explain {

// Why a command was refused, as a sentence that follows `because`: the code in words, with the figures of the event.
[[nodiscard]] std::string reason_in_words(const Rejected& rejected, const Situation& situation);

// The wire name of a command.
[[nodiscard]] std::string command_name(std::uint16_t wire_type);

}  // namespace trireme::explain
