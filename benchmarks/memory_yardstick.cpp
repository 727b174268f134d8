#include "benchmarks/memory_yardstick.hpp"

#include "base/page_memory.hpp"
#include "benchmarks/report.hpp"

#include <chrono>
#include <cstdint>
#include <numeric>
#include <random>
#include <span>
#include <utility>

namespace trireme::benchmarks {
namespace {

constexpr std::size_t line_bytes = 64;

// A line of the cache, which holds the number of the next to be read.
struct alignas(line_bytes) Line {
    std::uint64_t next;
    std::uint64_t unused[line_bytes / sizeof(std::uint64_t) - 1];
};

}  // namespace

double measure_memory_sweep(std::size_t bytes) {
    const PageMemory memory = map_pages(bytes);
    want_large_pages(memory.get(), bytes);
    const std::span words(reinterpret_cast<std::uint64_t*>(memory.get()), bytes / sizeof(std::uint64_t));
    std::iota(words.begin(), words.end(), 0);  // so that there is memory behind every page
    const auto begin = std::chrono::steady_clock::now();
    keep(std::accumulate(words.begin(), words.end(), std::uint64_t{0}));
    return static_cast<double>(bytes) / seconds_since(begin);
}

double measure_memory_chase_ns(std::size_t bytes, std::size_t count) {
    const PageMemory memory = map_pages(bytes);
    want_large_pages(memory.get(), bytes);
    const std::span lines(reinterpret_cast<Line*>(memory.get()), bytes / sizeof(Line));
    for (std::size_t index = 0; index < lines.size(); ++index) {
        lines[index].next = index;
    }
    // Sattolo's shuffle: one circle through all lines.
    std::mt19937_64 random(11);
    for (std::size_t index = lines.size() - 1; index > 0; --index) {
        std::swap(lines[index].next, lines[random() % index].next);
    }
    const auto begin = std::chrono::steady_clock::now();
    std::uint64_t at = 0;
    for (std::size_t step = 0; step < count; ++step) {
        at = lines[at].next;
    }
    keep(at);
    return seconds_since(begin) * 1e9 / static_cast<double>(count);
}

}  // namespace trireme::benchmarks
