#include "runtime/sequencer.hpp"

#include "base/assert.hpp"
#include "base/planted_bug.hpp"

#include <algorithm>

namespace trireme::runtime {

Timestamp Sequencer::now() {
    const Timestamp clock_time = clock_.now();
    return planted_bug(PlantedBug::time_goes_back) ? clock_time : std::max(clock_time, position().time);
}

Timestamp Sequencer::time_of(Timestamp reading, const Submission& submission) const {
    const Timestamp time = std::max(reading, submission.not_before);
    return planted_bug(PlantedBug::time_goes_back) ? time : std::max(time, position().time);
}

bool Sequencer::timer_is_due_by(Timestamp time) const {
    const auto due = next_timer();
    return due && *due <= time;
}

void Sequencer::sequence_timer(Batch& batch) {
    // A timer bears the time it was due at, so that what it does does not depend on when the machine came to it.
    const Timestamp time = std::max(*next_timer(), position().time);
    timer_command_.clear();
    runner_.core().append_timer_command(timer_command_);
    apply(time, timer_command_, nullptr, 0, batch);
}

Result<void> Sequencer::sequence(Timestamp time, const Submission& submission, Batch& batch) {
    TRIREME_ASSERT(!timer_is_due_by(time) || planted_bug(PlantedBug::late_timer));
    ByteView command = submission.command;
    if (forgotten_ != nullptr) {
        TRIREME_TRY_ASSIGN(command, settle_repeat(time, command));
    }
    apply(time, command, submission.receiver, submission.tag, batch);
    return {};
}

Result<ByteView> Sequencer::settle_repeat(Timestamp time, ByteView command) {
    Core& core = runner_.core();
    if (!core.is_new_request(time, command, name_)) {
        return command;
    }
    // Asking may have made the core forget, as of the command that comes now.
    forgotten_->take_from(core, position().sequence + 1);
    TRIREME_TRY_ASSIGN(const auto answer, forgotten_->find(name_));
    if (!answer) {
        return command;
    }
    core.make_repeat(command, answer->view(), repeat_);
    TRIREME_ASSERT(repeat_.size() <= Core::repeat_bytes_max, "an answer of {} bytes", repeat_.size());
    return ByteView(repeat_);
}

void Sequencer::apply(Timestamp time, ByteView command, OutcomeReceiver* receiver, std::uint64_t tag, Batch& batch) {
    const std::size_t events_before = batch.events().count();
    const auto applied = runner_.apply(time, command, batch.events());
    TRIREME_ASSERT(applied.has_value(), "a command that was checked cannot be applied: {}", applied.error().message);
    if (forgotten_ != nullptr) {
        forgotten_->take_from(runner_.core(), position().sequence);
    }
    const journal::RecordHeader header{
        .sequence = position().sequence,
        .time = time,
        .link = position().event_hash,
        .type = runner_.core().type_of(command),
    };
    batch.add(header, command, events_before, receiver, tag);
}

}  // namespace trireme::runtime
