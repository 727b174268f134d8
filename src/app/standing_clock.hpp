#pragma once

#include "ports/clock.hpp"

namespace trireme::app {

// A clock that stands at 1970, for an engine whose commands all state their times.
class StandingClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() override { return {}; }
};

}  // namespace trireme::app
