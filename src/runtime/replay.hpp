#pragma once

#include "journal/log_reader.hpp"
#include "journal/snapshot_store.hpp"
#include "runtime/core_runner.hpp"

#include <cstdint>

namespace trireme::runtime {

// Applies journal records to a core, one after another, and checks that they lead to the recorded events.
class Replay {
public:
    // Begins behind `position` with the core in the state it has there.
    [[nodiscard]] static Result<Replay> open(journal::Storage& storage, Core& core, const Position& position);

    // Applies the next record if its sequence is not above `through`; appends its events. False if there was none.
    // `corrupt` if the record is damaged or leads to other events than when it was recorded.
    [[nodiscard]] Result<bool> step(std::uint64_t through, EventRecords& events);

    [[nodiscard]] const Position& position() const { return runner_.position(); }

private:
    Replay(journal::LogReader reader, Core& core, const Position& position)
        : reader_(std::move(reader)), runner_(core, position) {}

    journal::LogReader reader_;
    CoreRunner runner_;
};

// Gives the core the snapshot's state and returns the position it stands at. Checks that the snapshot is this core's,
// and that the state has the hash it had when it was taken.
[[nodiscard]] Result<Position> restore_snapshot(const journal::Snapshot& snapshot, Core& core);

// The snapshot of a core that stands at `position`.
[[nodiscard]] journal::Snapshot take_snapshot(const Core& core, const Position& position, const journal::LogId& log_id);

}  // namespace trireme::runtime
