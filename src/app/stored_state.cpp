#include "app/stored_state.hpp"

#include "app/brokerage_core.hpp"
#include "app/replay_start.hpp"

namespace trireme::app {

Result<engine::EngineState> stored_state(journal::Storage& storage, std::uint64_t through) {
    const runtime::SnapshotChoice choice{
        .will_do = [&](const journal::SnapshotInfo& info) -> Result<bool> { return info.sequence <= through; },
        .on_bad = [](const Error&) {},  // the start has told of it
    };
    TRIREME_TRY_ASSIGN(const auto restored, runtime::restore_core(storage, brokerage_core_kind(), choice));
    TRIREME_TRY(replay_through(storage, *restored.core, restored.position, through));
    return state_of(*restored.core);
}

}  // namespace trireme::app
