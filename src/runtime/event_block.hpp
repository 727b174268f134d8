#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "journal/record.hpp"
#include "ports/event_source.hpp"
#include "runtime/varint.hpp"

#include <cstdint>
#include <optional>

// The form in which a record of the event log holds events: a block of consecutive ones, each behind a head of a few
// bytes. docs/journal.md gives the layout byte by byte.
namespace trireme::runtime {

// What stands before the first event: the sequence of its command.
inline constexpr std::size_t block_prefix_bytes = 8;
inline constexpr std::size_t event_head_bytes_max = 6 * varint_bytes_max;

// The command of the event before, from which the next one's is counted.
struct EventOrigin {
    std::uint64_t command_sequence = 0;
    Timestamp time;
};

// Lays the event down at `to`, where there is room for event_head_bytes_max and its body.
struct LaidDownEvent {
    ByteView
        content;    // account, sequence in it, type and body: the same in whatever block the event lies; ends the event
    ByteView body;  // ends the content
};
[[nodiscard]] LaidDownEvent lay_down_event(std::byte* to, const EventOrigin& before, const EventView& event);

// Reads the events of a block one by one. They are views of the payload, which is held by others.
class EventBlock {
public:
    // `corrupt` where the payload is too short for any block.
    [[nodiscard]] static Result<EventBlock> open(const journal::RecordHeader& header, ByteView payload);

    // The next event, nothing behind the last, or `corrupt`; what is said of the block as a whole is checked with the
    // last event. After an error it stays where it is.
    [[nodiscard]] Result<std::optional<EventView>> next();

private:
    EventBlock(const journal::RecordHeader& header, std::uint64_t first_command, ByteView events)
        : header_(header),
          next_sequence_(header.sequence),
          before_{.command_sequence = first_command, .time = header.time},
          rest_(events) {}

    [[nodiscard]] Result<void> check_end(const EventOrigin& last, ByteView rest) const;

    journal::RecordHeader header_;
    std::uint64_t next_sequence_;
    EventOrigin before_;
    ByteView rest_;
};

}  // namespace trireme::runtime
