#pragma once

#include "base/timestamp.hpp"

namespace trireme {

// Where the runtime takes the time from that it stamps onto commands. May step back, as a system clock does; who needs
// order takes the time from commands instead.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Timestamp now() = 0;
};

}  // namespace trireme
