#include "simulation/shadow.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace trireme::simulation {

std::string describe(const SaidEvent& event) {
    return fmt::format("event {} (of command {}, account {} number {}, type {}, {} bytes)", event.sequence,
                       event.command_sequence, event.account, event.account_sequence, event.type, event.body.size());
}

std::optional<std::string> Shadow::apply(std::int64_t time, ByteView command, std::vector<SaidEvent>& events) {
    sequence_ += 1;
    if (time < time_) {
        return fmt::format("the time of command {} goes back from {} to {}", sequence_, time_, time);
    }
    time_ = time;
    const std::size_t first = events.size();
    auto wrong = decide(Timestamp(time), command, events);
    for (std::size_t at = first; at < events.size(); ++at) {
        events[at].sequence = ++event_sequence_;
        events[at].time = time;
        events[at].command_sequence = sequence_;
    }
    return wrong;
}

void Shadow::reset() {
    forget_all();
    time_ = INT64_MIN;
    sequence_ = 0;
    event_sequence_ = 0;
}

bool Shadow::stands_for(ByteView record, ByteView command) const { return std::ranges::equal(record, command); }

}  // namespace trireme::simulation
