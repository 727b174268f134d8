#pragma once

#include "app/day.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace trireme::app {

// Shows how far a day has come: on a terminal in one line that is written over, else in a line every few seconds.
class DayProgressLine {
public:
    // How many there will be, where that is known.
    explicit DayProgressLine(std::optional<std::uint64_t> quotes);

    // Prints now and then, not each time.
    void show(const DayProgress& progress);
    void end();

private:
    const std::optional<std::uint64_t> quotes_;
    const bool is_terminal_;
    std::chrono::steady_clock::time_point shown_at_ = std::chrono::steady_clock::now();
    std::uint64_t commands_before_ = 0;
    bool has_shown_ = false;
};

}  // namespace trireme::app
