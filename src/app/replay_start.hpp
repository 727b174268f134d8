#pragma once

#include "app/journal_view.hpp"
#include "runtime/restored_core.hpp"

#include <cstdint>

namespace trireme::app {

// Where a replay begins.
enum class ReplayFrom : unsigned char { first_record, newest_snapshot };

// A core that stands where the replay begins.
[[nodiscard]] Result<runtime::RestoredCore> start_replay(const JournalView& view, ReplayFrom from);

// Applies all records behind `position` up to `through` and returns where the core stands then.
[[nodiscard]] Result<runtime::Position> replay_through(journal::Storage& storage, runtime::Core& core,
                                                       const runtime::Position& position, std::uint64_t through);

}  // namespace trireme::app
