#pragma once

#include "base/describe.hpp"
#include "base/timestamp.hpp"
#include "model/events.hpp"
#include "model/ids.hpp"

namespace trireme::explain {

// An event with its place in the event log.
struct LoggedEvent {
    EventSequence sequence{};
    CommandSequence command{};  // that led to it
    Timestamp time{};           // of the command
    Event event{};

    bool operator==(const LoggedEvent&) const = default;
};
TRIREME_DESCRIBE(LoggedEvent, (sequence, command, time, event));

}  // namespace trireme::explain
