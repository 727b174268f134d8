#pragma once

#include "benchmarks/report.hpp"

// The tick store, on files in a folder of its own.
namespace trireme::benchmarks {

// Rows a second of comma-separated values into sealed parts, everything checked, in the thread's own time.
void measure_import(Report& report);

// Ranges and sweeps of a hundred million ticks, beside a sweep of plain memory, and how much memory that takes.
void measure_store(Report& report);

}  // namespace trireme::benchmarks
