#pragma once

#include "app/simulation.hpp"
#include "runtime/runtime.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace trireme::app {

// A line of figures for each second.
class StatusLine {
public:
    // Without a simulation: null.
    StatusLine(const runtime::Runtime& runtime, Simulation* simulation) : runtime_(runtime), simulation_(simulation) {}

    void print();

private:
    void print_simulation(double seconds);
    // Each is said once, though the follower tries again and again.
    void print_follower_failure();

    const runtime::Runtime& runtime_;
    Simulation* simulation_;
    std::optional<std::string> said_failure_;
    std::uint64_t sequence_before_ = runtime_.durable_sequence();
    std::uint64_t quotes_before_ = 0;
    std::chrono::steady_clock::time_point printed_at_ = std::chrono::steady_clock::now();
};

}  // namespace trireme::app
