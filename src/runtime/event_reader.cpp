#include "runtime/event_reader.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace trireme::runtime {

using journal::LogKind;

Result<EventReader> EventReader::open(journal::Storage& storage, std::uint64_t from) {
    TRIREME_TRY_ASSIGN(auto blocks, journal::LogReader::open(storage, LogKind::events, from));
    return EventReader(std::move(blocks), from);
}

Result<std::optional<EventView>> EventReader::next(std::uint64_t through) {
    if (next_sequence_ > through) {
        return std::nullopt;
    }
    if (unreadable_) {
        return std::unexpected(*unreadable_);
    }
    for (;;) {
        if (!block_) {
            TRIREME_TRY(open_block());
        }
        auto event = block_->next();
        if (!event) {
            return fail_with_context(std::move(event), place_of_block());
        }
        if (!*event) {
            block_.reset();
        } else if ((*event)->sequence == next_sequence_) {
            next_sequence_ += 1;
            return event;
        }
    }
}

// The blocks stand where the next event's begins, or where the log goes on.
Result<void> EventReader::open_block() {
    TRIREME_TRY_ASSIGN(const auto record, blocks_.next(next_sequence_));
    TRIREME_ASSERT(record, "event {} is to be read, the blocks stand before {}", next_sequence_,
                   blocks_.next_sequence());
    auto block = EventBlock::open(record->header, record->payload);
    block_segment_ = record->segment_index;
    block_offset_ = record->offset;
    if (!block) {
        // The blocks stand behind it by now: whoever asks again is told the same.
        unreadable_ = fail_with_context(std::move(block), place_of_block()).error();
        return std::unexpected(*unreadable_);
    }
    block_ = *std::move(block);
    return {};
}

std::string EventReader::place_of_block() const {
    return fmt::format("{} at offset {}", segment_name(LogKind::events, block_segment_), block_offset_);
}

}  // namespace trireme::runtime
