#pragma once

#include "benchmarks/report.hpp"

// Frames of an exchange's stream, as they come from a socket, made into aggregated prices.
namespace trireme::benchmarks {

void measure_frames(Report& report);

}  // namespace trireme::benchmarks
