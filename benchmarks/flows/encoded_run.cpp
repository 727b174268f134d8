#include "flows/encoded_run.hpp"

#include "base/assert.hpp"
#include "flows/applier.hpp"
#include "journal/record.hpp"

namespace trireme::benchmarks {

void EncodedRun::apply(std::span<const ByteView> commands, ReadClock clock, std::vector<std::int64_t>& readings) {
    if (batch_.command_count() + commands.size() > batch_commands || !batch_.has_room({})) {
        seal_and_clear();
    }
    events_before_ = batch_.events().count();
    apply_in_turn(commands.size(), clock, readings, [&](std::size_t index) {
        const std::size_t coming = index + core_->lookahead();
        core_->foresee(coming < commands.size() ? commands[coming] : ByteView());
        const auto done = sequencer_.sequence(sequencer_.now(), {.command = commands[index]}, batch_);
        TRIREME_ASSERT(done.has_value());
    });
}

// What the stages behind do with a batch before they write it.
void EncodedRun::seal_and_clear() {
    runtime::EventRecords& events = batch_.events();
    batch_.seal(journal::RecordSeed());
    events.close();
    journal::seal_records(events.records_of(0, events.block_count()), journal::RecordSeed());
    batch_.clear();
}

}  // namespace trireme::benchmarks
