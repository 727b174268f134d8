#include "flows/flow_runner.hpp"

#include <algorithm>

namespace trireme::benchmarks {

std::size_t FlowRunner::prepare(std::size_t at_most) {
    const std::size_t count = std::min(at_most, batch_commands_max);
    flow_.make(std::span(commands_).first(count));
    applier_.prepare(std::span(commands_).first(count));
    return count;
}

FlowRunner::Seconds FlowRunner::time_all(std::size_t count) {
    std::int64_t total_wall_ns = 0;
    std::int64_t total_cpu_ns = 0;
    for (std::size_t done = 0; done < count;) {
        done += prepare(count - done);
        const std::int64_t cpu_begin = thread_cpu_ns();
        const std::int64_t begin = wall_ns();
        applier_.apply(nullptr, readings_);
        total_wall_ns += wall_ns() - begin;
        total_cpu_ns += thread_cpu_ns() - cpu_begin;
        flow_.learn(applier_.made());
    }
    return {.wall = static_cast<double>(total_wall_ns) / 1e9, .cpu = static_cast<double>(total_cpu_ns) / 1e9};
}

void FlowRunner::time_each(std::size_t count, ReadClock clock, const Show& show) {
    for (std::size_t done = 0; done < count;) {
        const std::size_t prepared = prepare(count - done);
        done += prepared;
        applier_.apply(clock, readings_);
        flow_.learn(applier_.made());
        for (std::size_t index = 0; index < prepared; ++index) {
            show(commands_[index], readings_[index + 1] - readings_[index]);
        }
    }
}

}  // namespace trireme::benchmarks
