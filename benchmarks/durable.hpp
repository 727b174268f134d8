#pragma once

#include "benchmarks/report.hpp"
#include "benchmarks/workload.hpp"
#include "runtime/waiting.hpp"

#include <string_view>

namespace trireme::benchmarks {

// How long one client, who sends one command at a time, waits until it is durable, beside fdatasync.
void measure_one_client(Report& report, Workload& workload, runtime::WaitPolicy wait);

// A thousand commands in flight, beside what engine and codec make of the same commands without a disk; then starting
// from the journal that this wrote, from its first record.
void measure_many_and_replay(Report& report, std::string_view what, Workload& workload);

}  // namespace trireme::benchmarks
