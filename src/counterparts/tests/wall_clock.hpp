#pragma once

#include "ports/clock.hpp"

#include <chrono>

namespace trireme::counterparts::testing {

// The machine's time, which sockets live in.
class WallClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() override {
        return Timestamp(
            std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
                .count());
    }
};

}  // namespace trireme::counterparts::testing
