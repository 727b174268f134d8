#pragma once

#include "model/events.hpp"

#include <cstdint>

namespace trireme::app {

// What happened while someone looked.
struct Activity {
    std::uint64_t orders = 0;
    std::uint64_t trades = 0;
    std::uint64_t positions_opened = 0;
    std::uint64_t margin_calls = 0;
    std::uint64_t stop_outs = 0;  // positions closed, alone or in pairs
    std::uint64_t rejects = 0;

    void count(const Event& event);
};

}  // namespace trireme::app
