#pragma once

#include "base/result.hpp"
#include "ports/event_source.hpp"
#include "runtime/event_reader.hpp"

#include <cstdint>
#include <optional>

namespace trireme::app {

// Walks through the event log beside someone who walks through the journal, command by command.
class CommandEvents {
public:
    // Stands before the events of `first_command`.
    [[nodiscard]] static Result<CommandEvents> open(journal::Storage& storage, std::uint64_t first_command);

    // The next event of `command`, or nothing if the log has no more of it; valid until the next call. Commands are
    // asked for in ascending order; events of those passed over are left out.
    [[nodiscard]] Result<std::optional<EventView>> next_of(std::uint64_t command);

    // True once everything in the log was read: of later commands it knows nothing.
    [[nodiscard]] bool is_at_end() const { return !ahead_; }

private:
    CommandEvents() = default;

    // Reads the next event into `ahead_`.
    [[nodiscard]] Result<void> step();

    std::optional<runtime::EventReader> reader_;  // none where the log is empty
    std::uint64_t through_ = 0;                   // last event to read
    std::optional<EventView> ahead_;              // not handed out yet, or handed out by the last call
    bool is_handed_out_ = false;
};

}  // namespace trireme::app
