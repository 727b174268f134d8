#pragma once

#include <cstdint>

namespace trireme::benchmarks {

// Reads a clock, in nanoseconds from some beginning.
using ReadClock = std::int64_t (*)();

// As a clock on the wall goes, whoever has the processor.
[[nodiscard]] std::int64_t wall_ns();

// The time that this thread had a processor, less what interrupts took where the system counts that apart. Costs a
// system call.
[[nodiscard]] std::int64_t thread_cpu_ns();

}  // namespace trireme::benchmarks
