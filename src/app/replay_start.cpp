#include "app/replay_start.hpp"

#include "app/brokerage_core.hpp"

#include <cstdio>

namespace trireme::app {

Result<runtime::RestoredCore> start_replay(const JournalView& view, ReplayFrom from) {
    journal::Storage& storage = *view.storage;
    if (from == ReplayFrom::newest_snapshot) {
        const auto warn = [](const Error& error) {
            fmt::print(stderr, "warning: passed over a snapshot: {}\n", error.message);
        };
        TRIREME_TRY_ASSIGN(auto newest, runtime::restore_core(storage, brokerage_core_kind(), {.on_bad = warn}));
        if (newest.position.sequence == 0) {
            return fail(ErrorCode::not_found, "there is no good snapshot in {}", storage.path_of(""));
        }
        return newest;
    }
    if (view.oldest > 1) {
        return fail(
            ErrorCode::not_found,
            "the oldest record in {} is {}, so a replay cannot begin with the first; --from-snapshot begins at the "
            "newest snapshot",
            storage.path_of(""), view.oldest);
    }
    return runtime::RestoredCore{.core = brokerage_core_kind().make(), .position = {}};
}

}  // namespace trireme::app
