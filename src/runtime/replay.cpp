#include "runtime/replay.hpp"

#include "base/planted_bug.hpp"

namespace trireme::runtime {

Result<Replay> Replay::open(journal::Storage& storage, Core& core, const Position& position) {
    TRIREME_TRY_ASSIGN(auto reader,
                       journal::LogReader::open(storage, journal::LogKind::commands, position.sequence + 1));
    return Replay(std::move(reader), core, position);
}

Result<bool> Replay::step(std::uint64_t through, EventRecords& events) {
    TRIREME_TRY_ASSIGN(const auto record, reader_.next(through));
    if (!record) {
        return false;
    }
    const auto at = [&] {
        return fmt::format("{} at offset {}, record {}",
                           journal::segment_name(journal::LogKind::commands, record->segment_index), record->offset,
                           record->header.sequence);
    };
    if (record->header.time < position().time) {
        return fail(ErrorCode::corrupt, "{}: its time {} is before the last record's {}", at(),
                    format_timestamp(record->header.time), format_timestamp(position().time));
    }
    auto applied = runner_.apply(record->header.time, record->payload, events);
    if (!applied) {
        return fail_with_context(std::move(applied), at());
    }
    if (position().event_hash != record->header.link && !planted_bug(PlantedBug::skip_event_hash_check)) {
        return fail(ErrorCode::corrupt,
                    "{}: replaying it leads to other events than were recorded (hash {:016x}, recorded {:016x}); "
                    "`trireme journal diff` names the first event that differs",
                    at(), position().event_hash, record->header.link);
    }
    return true;
}

Result<Position> restore_snapshot(const journal::Snapshot& snapshot, Core& core) {
    const journal::SnapshotInfo& info = snapshot.info;
    if (info.core_name != core.name()) {
        return fail(ErrorCode::conflict, "the snapshot at {} holds the state of core '{}', this is '{}'", info.sequence,
                    info.core_name, core.name());
    }
    auto restored = core.restore(snapshot.state);
    if (!restored) {
        return fail_with_context(std::move(restored), fmt::format("the snapshot at {}", info.sequence));
    }
    if (const std::uint64_t hash = core.state_hash(); hash != info.state_hash) {
        return fail(ErrorCode::corrupt, "the snapshot at {} restores to state hash {:016x}, it was taken at {:016x}",
                    info.sequence, hash, info.state_hash);
    }
    return Position{info.sequence, info.event_sequence, info.event_hash, info.time};
}

journal::Snapshot take_snapshot(const Core& core, const Position& position, const journal::LogId& log_id) {
    journal::Snapshot snapshot;
    snapshot.info.log_id = log_id;
    snapshot.info.sequence = position.sequence;
    snapshot.info.time = position.time;
    snapshot.info.event_sequence = position.event_sequence;
    snapshot.info.event_hash = position.event_hash;
    snapshot.info.state_hash = core.state_hash();
    snapshot.info.core_name = core.name();
    core.append_state(snapshot.state);
    return snapshot;
}

}  // namespace trireme::runtime
