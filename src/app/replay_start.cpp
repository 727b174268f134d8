#include "app/replay_start.hpp"

#include "app/counter_core.hpp"
#include "journal/snapshot_store.hpp"
#include "runtime/replay.hpp"

namespace trireme::app {

Result<ReplayStart> start_replay(const JournalView& view, ReplayFrom from) {
    ReplayStart start{.core = counter_core_kind().make(), .position = {}};
    if (from == ReplayFrom::newest_snapshot) {
        TRIREME_TRY_ASSIGN(const auto newest, journal::newest_verified_snapshot(*view.storage));
        if (!newest) {
            return fail(ErrorCode::not_found, "there is no good snapshot in {}", view.storage->path_of(""));
        }
        TRIREME_TRY_ASSIGN(const auto snapshot, journal::read_snapshot(*view.storage, newest->sequence));
        TRIREME_TRY_ASSIGN(start.position, runtime::restore_snapshot(snapshot, *start.core));
        return start;
    }
    if (view.oldest > 1) {
        return fail(
            ErrorCode::not_found,
            "the oldest record in {} is {}, so a replay cannot begin with the first; --from-snapshot begins at the "
            "newest snapshot",
            view.storage->path_of(""), view.oldest);
    }
    return start;
}

}  // namespace trireme::app
