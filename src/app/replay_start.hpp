#pragma once

#include "app/journal_view.hpp"
#include "runtime/core.hpp"
#include "runtime/core_runner.hpp"

#include <memory>

namespace trireme::app {

// Where a replay begins.
enum class ReplayFrom : unsigned char { first_record, newest_snapshot };

// A core that stands where the replay begins.
struct ReplayStart {
    std::unique_ptr<runtime::Core> core;
    runtime::Position position;
};

[[nodiscard]] Result<ReplayStart> start_replay(const JournalView& view, ReplayFrom from);

}  // namespace trireme::app
