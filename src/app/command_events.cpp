#include "app/command_events.hpp"

#include "app/journal_view.hpp"
#include "journal/archive.hpp"
#include "journal/recovery.hpp"

#include <algorithm>

namespace trireme::app {
namespace {

using journal::LogKind;

// The newest live segment that begins with an event of an earlier command holds the first event of `command`, if any
// does. Where there is none, the oldest event of all is where to begin.
Result<std::uint64_t> first_event_to_read(journal::Storage& storage, std::uint64_t command) {
    TRIREME_TRY_ASSIGN(auto indices, journal::list_segments(storage, LogKind::events));
    std::ranges::reverse(indices);
    for (const std::uint64_t index : indices) {
        TRIREME_TRY_ASSIGN(const auto segment, journal::open_segment(storage, LogKind::events, index));
        if (segment && segment->header().previous_link < command) {
            return segment->header().first_sequence;
        }
    }
    TRIREME_TRY_ASSIGN(const auto oldest, journal::oldest_sequence(storage, LogKind::events));
    return oldest.value_or(0);
}

}  // namespace

Result<CommandEvents> CommandEvents::open(journal::Storage& storage, std::uint64_t first_command) {
    CommandEvents events;
    TRIREME_TRY_ASSIGN(events.through_, last_readable_event(storage));
    TRIREME_TRY_ASSIGN(const std::uint64_t first, first_event_to_read(storage, first_command));
    if (first == 0 || first > events.through_) {
        return events;
    }
    TRIREME_TRY_ASSIGN(events.reader_, runtime::EventReader::open(storage, first));
    TRIREME_TRY(events.step());
    return events;
}

Result<std::optional<EventView>> CommandEvents::next_of(std::uint64_t command) {
    while (ahead_ && (is_handed_out_ || ahead_->command_sequence < command)) {
        TRIREME_TRY(step());
    }
    if (!ahead_ || ahead_->command_sequence != command) {
        return std::nullopt;
    }
    is_handed_out_ = true;
    return ahead_;
}

Result<void> CommandEvents::step() {
    is_handed_out_ = false;
    TRIREME_TRY_ASSIGN(ahead_, reader_->next(through_));
    return {};
}

}  // namespace trireme::app
