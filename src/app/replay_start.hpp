#pragma once

#include "app/journal_view.hpp"
#include "runtime/restored_core.hpp"

#include <cstdint>

namespace trireme::app {

// Where a replay begins.
enum class ReplayFrom : unsigned char { first_record, newest_snapshot };

// A core that stands where the replay begins.
[[nodiscard]] Result<runtime::RestoredCore> start_replay(const JournalView& view, ReplayFrom from);

}  // namespace trireme::app
