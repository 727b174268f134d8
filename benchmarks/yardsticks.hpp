#pragma once

#include "benchmarks/report.hpp"

namespace trireme::benchmarks {

inline constexpr std::size_t yardstick_rounds = 5;

// Measures what disk, memory and scheduler can do by themselves, so that the figures of the same run can be read beside
// it: fdatasync, a plain append, a sweep through memory, a chase through it, and the hiccups of the machine.
void report_yardsticks(Report& report);

}  // namespace trireme::benchmarks
