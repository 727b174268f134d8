#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace trireme::app {

// Counts durations in steps of an eighth of their power of two, so that a quantile is off by 12 % at most. One thread
// records; another takes.
class LatencyHistogram {
public:
    void record(std::chrono::nanoseconds latency);

    struct Quantiles {
        std::uint64_t count = 0;
        std::chrono::nanoseconds p50{0};
        std::chrono::nanoseconds p99{0};
    };
    // Of what was recorded since the last call.
    [[nodiscard]] Quantiles take();

private:
    static constexpr std::size_t steps = 8;
    static constexpr std::size_t bucket_count = 64 * steps;

    [[nodiscard]] static std::size_t bucket_of(std::uint64_t ns);
    [[nodiscard]] static std::uint64_t end_of(std::size_t bucket);

    std::array<std::atomic<std::uint64_t>, bucket_count> counts_{};
};

}  // namespace trireme::app
