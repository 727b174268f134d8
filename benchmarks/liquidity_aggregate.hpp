#pragma once

#include "benchmarks/report.hpp"

// Quotes of five LPs in a hundred instruments made into one price each.
namespace trireme::benchmarks {

void measure_aggregation(Report& report);

}  // namespace trireme::benchmarks
