#include "flows/engine_alone.hpp"

namespace trireme::benchmarks {

void EngineAlone::apply(ReadClock clock, std::vector<std::int64_t>& readings) {
    apply_in_turn(commands_.size(), clock, readings, [this](std::size_t index) {
        const std::size_t coming = index + engine::BrokerageEngine::lookahead;
        engine_.foresee(coming < commands_.size() ? &commands_[coming] : nullptr);
        now_ = now_.plus(Duration::microseconds(1));
        tally_.begin(made_[index]);
        engine_.apply(now_, commands_[index], tally_);
    });
}

}  // namespace trireme::benchmarks
