#include "app/replay_start.hpp"

#include "app/brokerage_core.hpp"
#include "runtime/replay.hpp"

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

Result<runtime::Position> replay_through(journal::Storage& storage, runtime::Core& core,
                                         const runtime::Position& position, std::uint64_t through) {
    if (position.sequence >= through) {
        return position;
    }
    TRIREME_TRY_ASSIGN(auto replay, runtime::Replay::open(storage, core, position));
    runtime::EventRecords events;
    for (;;) {
        events.clear();
        TRIREME_TRY_ASSIGN(const bool stepped, replay.step(through, events));
        if (!stepped) {
            return replay.position();
        }
    }
}

}  // namespace trireme::app
