#include "benchmarks/hiccup_meter.hpp"

#include <algorithm>

namespace trireme::benchmarks {
namespace {

constexpr std::int64_t lost_from_ns = 5'000;

}  // namespace

void HiccupMeter::spin(double seconds) {
    spin(wall_, wall_ns, seconds / 2);
    spin(cpu_, thread_cpu_ns, seconds / 2);
}

void HiccupMeter::spin(Gaps& gaps, ReadClock clock, double seconds) {
    std::int64_t longest_ns = 0;
    std::int64_t lost_ns = 0;
    std::int64_t readings = 0;
    const std::int64_t begin = clock();
    const std::int64_t end = begin + static_cast<std::int64_t>(seconds * 1e9);
    std::int64_t last = begin;
    while (last < end) {
        const std::int64_t now = clock();
        const std::int64_t gap = now - last;
        longest_ns = std::max(longest_ns, gap);
        lost_ns += gap > lost_from_ns ? gap : 0;
        readings += 1;
        last = now;
    }
    gaps.longest_ns = std::max(gaps.longest_ns, static_cast<double>(longest_ns));
    gaps.lost_ns += static_cast<double>(lost_ns);
    gaps.total_ns += static_cast<double>(last - begin);
    gaps.readings += static_cast<double>(readings);
}

}  // namespace trireme::benchmarks
