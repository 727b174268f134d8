#pragma once

#include "app/live_market.hpp"
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
    // Null for what there is not.
    StatusLine(const runtime::Runtime& runtime, const LiveMarket* market, Simulation* simulation)
        : runtime_(runtime), market_(market), simulation_(simulation) {}

    void print();

private:
    void print_market(double seconds);
    void print_simulation();
    // Each LP that is not connected.
    void print_lps_away();
    // Each is said once, though the follower tries again and again.
    void print_follower_failure();

    const runtime::Runtime& runtime_;
    const LiveMarket* market_;
    Simulation* simulation_;
    std::optional<std::string> said_failure_;
    std::uint64_t sequence_before_ = runtime_.durable_sequence();
    std::uint64_t quotes_before_ = 0;
    std::chrono::steady_clock::time_point printed_at_ = std::chrono::steady_clock::now();
};

}  // namespace trireme::app
