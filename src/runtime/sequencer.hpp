#pragma once

#include "ports/clock.hpp"
#include "runtime/batch.hpp"
#include "runtime/core_runner.hpp"
#include "runtime/forgotten_requests.hpp"
#include "runtime/submission_queue.hpp"

#include <cstdint>
#include <optional>

namespace trireme::runtime {

// Gives every command its place and time, due timers before any later command, and lets the core apply it; in place of
// a request that the core has forgotten, what it was answered with. Owned by the engine thread.
class Sequencer {
public:
    // `forgotten` is null for a core that forgets nothing.
    Sequencer(Core& core, const Position& position, Clock& clock, ForgottenRequests* forgotten)
        : runner_(core, position), clock_(clock), forgotten_(forgotten) {}

    // The clock's time, but never before the last command's.
    [[nodiscard]] Timestamp now();

    // Of a submission that comes at this reading of `now`.
    [[nodiscard]] Timestamp time_of(Timestamp reading, const Submission& submission) const;

    // Whether a timer must come before a command at `time`.
    [[nodiscard]] bool timer_is_due_by(Timestamp time) const;

    // Applies the next timer, which is due, and adds it to the batch.
    void sequence_timer(Batch& batch);

    // Applies the command at `time`, by which no timer is due, and adds it to the batch. Fails, having done nothing, if
    // it cannot be told whether the command came before.
    [[nodiscard]] Result<void> sequence(Timestamp time, const Submission& submission, Batch& batch);

    [[nodiscard]] std::optional<Timestamp> next_timer() const { return runner_.core().next_timer(); }
    [[nodiscard]] const Position& position() const { return runner_.position(); }
    [[nodiscard]] const Core& core() const { return runner_.core(); }

private:
    void apply(Timestamp time, ByteView command, OutcomeReceiver* receiver, std::uint64_t tag, Batch& batch);
    // The command, or what stands in its place because it came before and was forgotten.
    [[nodiscard]] Result<ByteView> settle_repeat(Timestamp time, ByteView command);

    CoreRunner runner_;
    Clock& clock_;
    ForgottenRequests* forgotten_;
    ByteBuffer timer_command_;
    ByteBuffer name_;
    ByteBuffer repeat_;
};

}  // namespace trireme::runtime
