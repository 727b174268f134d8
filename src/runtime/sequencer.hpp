#pragma once

#include "ports/clock.hpp"
#include "runtime/batch.hpp"
#include "runtime/core_runner.hpp"
#include "runtime/submission_queue.hpp"

#include <cstdint>
#include <optional>

namespace trireme::runtime {

// Gives every command its place and time, due timers before any later command, and lets the core apply it.
// Owned by the engine thread.
class Sequencer {
public:
    Sequencer(Core& core, const Position& position, Clock& clock) : runner_(core, position), clock_(clock) {}

    // The clock's time, but never before the last command's.
    [[nodiscard]] Timestamp now();

    // Whether a timer must come before a command at `time`.
    [[nodiscard]] bool timer_is_due_by(Timestamp time) const;

    // Applies the next timer, which is due, and adds it to the batch.
    void sequence_timer(Batch& batch);

    // Applies the command at `time`, by which no timer is due, and adds it to the batch.
    void sequence(Timestamp time, const Submission& submission, Batch& batch);

    [[nodiscard]] std::optional<Timestamp> next_timer() const { return runner_.core().next_timer(); }
    [[nodiscard]] const Position& position() const { return runner_.position(); }
    [[nodiscard]] const Core& core() const { return runner_.core(); }

private:
    void apply(Timestamp time, ByteView command, OutcomeReceiver* receiver, std::uint64_t tag, Batch& batch);

    CoreRunner runner_;
    Clock& clock_;
    ByteBuffer timer_command_;
};

}  // namespace trireme::runtime
