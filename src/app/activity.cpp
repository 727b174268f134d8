#include "app/activity.hpp"

namespace trireme::app {

void Activity::count(const Event& event) {
    if (std::holds_alternative<OrderAccepted>(event)) {
        orders += 1;
    } else if (std::holds_alternative<Trade>(event)) {
        trades += 1;
    } else if (std::holds_alternative<Rejected>(event)) {
        rejects += 1;
    } else if (const auto* const position = std::get_if<PositionChanged>(&event)) {
        positions_opened += position->change == PositionChange::opened ? 1 : 0;
    } else if (const auto* const called = std::get_if<MarginCallChanged>(&event)) {
        margin_calls += called->called ? 1 : 0;
    } else if (const auto* const stopped = std::get_if<StopOut>(&event)) {
        const bool closes = stopped->step == StopOutStep::close_position || stopped->step == StopOutStep::close_pair;
        stop_outs += closes ? 1 : 0;
    }
}

}  // namespace trireme::app
