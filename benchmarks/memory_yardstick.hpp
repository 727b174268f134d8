#pragma once

#include <cstddef>

// What the machine's memory can do by itself, over more of it than any cache holds.
namespace trireme::benchmarks {

// Bytes per second of reading it from front to back.
[[nodiscard]] double measure_memory_sweep(std::size_t bytes);

// Nanoseconds for each of so many reads whose address is known only when the one before has arrived, anywhere in it.
[[nodiscard]] double measure_memory_chase_ns(std::size_t bytes, std::size_t count);

}  // namespace trireme::benchmarks
