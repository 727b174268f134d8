#include "flows/engine_alone.hpp"

namespace trireme::benchmarks {
namespace {

// Of 1, 2, 4, 8 and 16 those from 1 to 4 were as good as each other; without, a market order took 7 % more time.
constexpr std::size_t commands_ahead = 4;

}  // namespace

void EngineAlone::apply(ReadClock clock, std::vector<std::int64_t>& readings) {
    apply_in_turn(commands_.size(), clock, readings, [this](std::size_t index) {
        if (index + commands_ahead < commands_.size()) {
            engine_.prefetch(commands_[index + commands_ahead]);
        }
        now_ = now_.plus(Duration::microseconds(1));
        tally_.begin(made_[index]);
        engine_.apply(now_, commands_[index], tally_);
    });
}

}  // namespace trireme::benchmarks
