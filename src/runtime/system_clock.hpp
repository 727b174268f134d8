#pragma once

#include "ports/clock.hpp"

#include <chrono>

namespace trireme::runtime {

// The time of the machine. Safe from any thread.
class SystemClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() override {
        const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
        return Timestamp(std::chrono::duration_cast<std::chrono::nanoseconds>(since_1970).count());
    }
};

}  // namespace trireme::runtime
