#include "app/latency.hpp"

#include <bit>

namespace trireme::app {

// The first buckets hold one nanosecond each; from there on every power of two has as many.
std::size_t LatencyHistogram::bucket_of(std::uint64_t ns) {
    if (ns < steps) {
        return ns;
    }
    const auto exponent = static_cast<std::size_t>(std::bit_width(ns)) - std::bit_width(steps);
    return exponent * steps + (ns >> exponent);
}

std::uint64_t LatencyHistogram::end_of(std::size_t bucket) {
    if (bucket < steps) {
        return bucket + 1;
    }
    const std::size_t exponent = bucket / steps - 1;
    return (bucket % steps + steps + 1) << exponent;
}

void LatencyHistogram::record(std::chrono::nanoseconds latency) {
    const auto ns = static_cast<std::uint64_t>(latency.count() > 0 ? latency.count() : 0);
    counts_[bucket_of(ns)].fetch_add(1, std::memory_order_relaxed);
}

LatencyHistogram::Quantiles LatencyHistogram::take() {
    std::array<std::uint64_t, bucket_count> counts{};
    Quantiles quantiles;
    for (std::size_t bucket = 0; bucket < bucket_count; ++bucket) {
        counts[bucket] = counts_[bucket].exchange(0, std::memory_order_relaxed);
        quantiles.count += counts[bucket];
    }
    const auto quantile = [&](std::uint64_t percent) {
        const std::uint64_t rank = (quantiles.count * percent + 99) / 100;
        std::uint64_t below = 0;
        for (std::size_t bucket = 0; bucket < bucket_count; ++bucket) {
            below += counts[bucket];
            if (below >= rank && below > 0) {
                return std::chrono::nanoseconds(end_of(bucket));
            }
        }
        return std::chrono::nanoseconds(0);
    };
    quantiles.p50 = quantile(50);
    quantiles.p99 = quantile(99);
    return quantiles;
}

}  // namespace trireme::app
