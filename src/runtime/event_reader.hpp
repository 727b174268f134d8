#pragma once

#include "journal/log_reader.hpp"
#include "ports/event_source.hpp"
#include "runtime/event_block.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace trireme::runtime {

// Reads the event log event by event, as LogReader reads it block by block. Not thread-safe.
class EventReader {
public:
    // Stands before the event `from`, which may lie within a block. `not_found` if the log no longer reaches back to
    // it.
    [[nodiscard]] static Result<EventReader> open(journal::Storage& storage, std::uint64_t from);

    // The next event, or nothing if its sequence is above `through`; valid until the next call.
    [[nodiscard]] Result<std::optional<EventView>> next(std::uint64_t through);

    [[nodiscard]] std::uint64_t next_sequence() const { return next_sequence_; }

private:
    EventReader(journal::LogReader blocks, std::uint64_t from) : blocks_(std::move(blocks)), next_sequence_(from) {}

    // Opens the block that holds the next event.
    [[nodiscard]] Result<void> open_block();
    [[nodiscard]] std::string place_of_block() const;

    journal::LogReader blocks_;
    std::optional<EventBlock> block_;
    std::uint64_t block_segment_ = 0;  // where the block lies, for messages
    std::uint64_t block_offset_ = 0;
    std::optional<Error> unreadable_;  // why the next block is none
    std::uint64_t next_sequence_;
};

}  // namespace trireme::runtime
