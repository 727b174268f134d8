#pragma once

#include "reference/random_commands.hpp"
#include "reference/tally.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace trireme::golden {

// What clients, the desk and the market of a small made-up broker ask for, with the times at which they do.
struct GoldenStream {
    std::vector<reference::TimedCommand> commands;  // of outsiders: timers come from the runtime
    reference::Tally tally;                         // what the reference model makes of them
};

// Drawn from the seed as the reference model's comparison draws them (tests/reference), so that most of what is asked
// for is there and much of the rest is hostile.
[[nodiscard]] GoldenStream golden_stream(std::uint64_t seed, std::size_t count);

}  // namespace trireme::golden
