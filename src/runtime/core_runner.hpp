#pragma once

#include "ports/event_source.hpp"
#include "runtime/core.hpp"

#include <cstdint>
#include <vector>

namespace trireme::runtime {

// How far a core has come: all that a replay needs besides the core's state.
struct Position {
    std::uint64_t sequence = 0;              // of the last command applied
    std::uint64_t event_sequence = 0;        // of the last event
    std::uint64_t event_hash = 0;            // over all events so far, in order
    Timestamp time = Timestamp::earliest();  // of the last command; the next is not earlier

    bool operator==(const Position&) const = default;
};

// The events of one or more commands: as records, ready for the event log, and where each lies in them.
class EventRecords {
public:
    void clear();
    // Returns the event's payload as the event log holds it, valid until the next call.
    ByteView append(const EventView& event);

    [[nodiscard]] bool empty() const { return slots_.empty(); }
    [[nodiscard]] std::size_t count() const { return slots_.size(); }
    [[nodiscard]] ByteView records() const { return records_; }
    [[nodiscard]] EventView at(std::size_t index) const;
    // Where the record of the event begins in `records`; for `count()` where they end.
    [[nodiscard]] std::size_t record_begin(std::size_t index) const;

private:
    struct Slot {
        EventView event;  // without body, which may still move
        std::size_t body_begin = 0;
        std::size_t body_bytes = 0;
    };

    ByteBuffer records_;
    ByteBuffer payload_;
    std::vector<Slot> slots_;
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
