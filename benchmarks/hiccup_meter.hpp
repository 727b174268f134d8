#pragma once

#include "benchmarks/clocks.hpp"

#include <cstdint>

namespace trireme::benchmarks {

// How long the machine itself keeps a thread from going on. While it spins the thread does nothing but read a clock, so
// what lies between two readings is the machine's doing: another program's turn, an interrupt, the host of a virtual
// machine. A latency no longer than this says nothing about what was timed.
class HiccupMeter {
public:
    // Half of the time by the clock on the wall, half by the thread's own.
    void spin(double seconds);

    [[nodiscard]] double longest_wall_ns() const { return wall_.longest_ns; }
    [[nodiscard]] double longest_cpu_ns() const { return cpu_.longest_ns; }
    // Between two readings of the thread's own clock, as a rule: what each timing of a command includes.
    [[nodiscard]] double usual_cpu_ns() const { return cpu_.readings == 0 ? 0 : cpu_.total_ns / cpu_.readings; }
    // The part of the time on the wall that went by in gaps of more than 5 microseconds.
    [[nodiscard]] double lost_share() const { return wall_.total_ns == 0 ? 0 : wall_.lost_ns / wall_.total_ns; }

private:
    struct Gaps {
        double longest_ns = 0;
        double lost_ns = 0;
        double total_ns = 0;
        double readings = 0;
    };
    static void spin(Gaps& gaps, ReadClock clock, double seconds);

    Gaps wall_;
    Gaps cpu_;
};

}  // namespace trireme::benchmarks
