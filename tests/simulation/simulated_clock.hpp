#pragma once

#include "base/timestamp.hpp"
#include "ports/clock.hpp"

namespace trireme::simulation {

// A clock that moves only when it is told to, and backwards too.
class SimulatedClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() override { return now_; }

    void move(Duration span) { now_ = now_.plus(span); }

private:
    Timestamp now_{1'767'225'600'000'000'000};  // 2026-01-01T00:00:00Z
};

}  // namespace trireme::simulation
