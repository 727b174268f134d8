#include "runtime/restored_core.hpp"

#include "runtime/replay.hpp"

#include <algorithm>

namespace trireme::runtime {

Result<RestoredCore> restore_core(journal::Storage& storage, const CoreKind& kind, const SnapshotChoice& choice) {
    TRIREME_TRY_ASSIGN(auto sequences, journal::list_snapshots(storage));
    if (choice.order == SnapshotChoice::Order::newest_first) {
        std::ranges::reverse(sequences);
    }
    for (const std::uint64_t sequence : sequences) {
        const auto snapshot = journal::read_snapshot(storage, sequence);
        if (!snapshot) {
            choice.on_bad(snapshot.error());
            continue;
        }
        TRIREME_TRY_ASSIGN(const bool will_do, choice.will_do(snapshot->info));
        if (!will_do) {
            continue;
        }
        // Each try has a core of its own, which a bad snapshot before has not touched.
        RestoredCore restored{.core = kind.make(), .position = {}};
        auto position = restore_snapshot(*snapshot, *restored.core);
        if (position) {
            restored.position = *position;
            return restored;
        }
        if (position.error().code == ErrorCode::conflict) {
            return std::unexpected(std::move(position).error());
        }
        choice.on_bad(position.error());
    }
    return RestoredCore{.core = kind.make(), .position = {}};
}

}  // namespace trireme::runtime
