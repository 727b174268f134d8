#pragma once

#include "benchmarks/clocks.hpp"
#include "model/commands.hpp"
#include "model/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace trireme::benchmarks {

// So many commands are made before the first of them is applied: making one is not the engine's work, and is done
// while no clock runs.
inline constexpr std::size_t batch_commands_max = 64;

// Which order and which position a command brought into being or changed last; 0 for none.
struct Made {
    OrderId order;
    PositionId position;
};

// Applies commands, by the engine alone or with what lies around it.
class Applier {
public:
    virtual ~Applier() = default;

    // Takes the commands that come next, at most batch_commands_max, and readies what is not to be measured. They stay
    // where they are until they were applied.
    virtual void prepare(std::span<const Command> commands) = 0;

    // Comes before what is to be measured, after all that led up to it: brings memory into the state that a start
    // leaves it in.
    virtual void settle() = 0;

    // Applies what was prepared. With a clock, `readings` becomes what it said before the first command and after each.
    virtual void apply(ReadClock clock, std::vector<std::int64_t>& readings) = 0;

    // What came of each of the commands applied last.
    [[nodiscard]] virtual std::span<const Made> made() = 0;

    [[nodiscard]] virtual std::uint64_t rejects() const = 0;
};

// The loop in which benchmarks apply commands, all of them: `apply_one(index)` for each.
template <class ApplyOne>
void apply_in_turn(std::size_t count, ReadClock clock, std::vector<std::int64_t>& readings, ApplyOne&& apply_one) {
    if (clock == nullptr) {
        for (std::size_t index = 0; index < count; ++index) {
            apply_one(index);
        }
        return;
    }
    readings.resize(count + 1);
    readings[0] = clock();
    for (std::size_t index = 0; index < count; ++index) {
        apply_one(index);
        readings[index + 1] = clock();
    }
}

}  // namespace trireme::benchmarks
