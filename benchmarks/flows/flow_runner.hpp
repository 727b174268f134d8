#pragma once

#include "flows/applier.hpp"
#include "flows/command_flow.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace trireme::benchmarks {

// Has commands of a flow applied, batch by batch. Clocks run only while they are.
class FlowRunner {
public:
    FlowRunner(Applier& applier, CommandFlow& flow) : applier_(applier), flow_(flow) {}

    // Seconds for the next `count` of them, by the clock on the wall.
    double seconds_for(std::size_t count) { return time_all(count).wall; }

    // The thread's own seconds as well, which leave out when another program had the processor. Reading them takes each
    // batch the time of a system call, which is among them.
    struct Seconds {
        double wall = 0;
        double cpu = 0;
    };
    Seconds time_all(std::size_t count);

    // Shows each of the next `count` with its nanoseconds, the reading of the clock included.
    using Show = std::function<void(const Command&, std::int64_t ns)>;
    void time_each(std::size_t count, ReadClock clock, const Show& show);

private:
    // Makes the next commands; returns how many.
    std::size_t prepare(std::size_t at_most);

    Applier& applier_;
    CommandFlow& flow_;
    std::vector<Command> commands_ = std::vector<Command>(batch_commands_max);
    std::vector<std::int64_t> readings_;
};

}  // namespace trireme::benchmarks
