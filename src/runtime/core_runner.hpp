#pragma once

#include "base/timestamp.hpp"
#include "runtime/core.hpp"
#include "runtime/event_records.hpp"

#include <cstdint>

namespace trireme::runtime {

// How far a core has come: all that a replay needs besides the core's state.
struct Position {
    std::uint64_t sequence = 0;              // of the last command applied
    std::uint64_t event_sequence = 0;        // of the last event
    std::uint64_t event_hash = 0;            // over all events so far, in order
    Timestamp time = Timestamp::earliest();  // of the last command; the next is not earlier

    bool operator==(const Position&) const = default;
};

// Runs a core one command at a time, numbers its events and keeps the running hash. Live operation, replay, the
// snapshot follower and tools all go through here, so that they cannot differ.
class CoreRunner {
public:
    CoreRunner(Core& core, const Position& position) : core_(core), position_(position) {}

    // Applies the next command at `time` and appends its events. After an error nothing has changed.
    [[nodiscard]] Result<void> apply(Timestamp time, ByteView command, EventRecords& events);

    [[nodiscard]] const Position& position() const { return position_; }
    [[nodiscard]] Core& core() { return core_; }
    [[nodiscard]] const Core& core() const { return core_; }

private:
    Core& core_;
    Position position_;
};

}  // namespace trireme::runtime
