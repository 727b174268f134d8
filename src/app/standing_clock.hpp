#pragma once

#include "ports/clock.hpp"

namespace trireme::app {

// A clock that stands still: at 1970, for an engine whose commands all state their times, or where a generated day
// begins.
class StandingClock final : public Clock {
public:
    StandingClock() = default;
    explicit StandingClock(Timestamp time) : time_(time) {}

    [[nodiscard]] Timestamp now() override { return time_; }

private:
    Timestamp time_{};
};

}  // namespace trireme::app
