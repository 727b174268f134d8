#pragma once

#include "base/bytes.hpp"
#include "ports/event_source.hpp"
#include "runtime/event_block.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace trireme::runtime {

// The events of one or more commands, each held once: in a block for the event log, not sealed yet, and as the view of
// it that outcomes show. A block is one record of the event log.
class EventRecords {
public:
    // No block of several events is larger, head and all, so that whoever wants one event need not read many.
    static constexpr std::size_t block_bytes_max = 4 * 1024;

    EventRecords() = default;
    // Views point into the blocks.
    EventRecords(const EventRecords&) = delete;
    EventRecords& operator=(const EventRecords&) = delete;

    // Keeps its memory for the next events, but not all that one command of a size seldom seen has taken: there are
    // many of these, and each may once have held such a command.
    static constexpr std::size_t kept_bytes_max = 8 * 1024 * 1024;
    void clear();
    // Adds the event behind the last one. Returns of it what is the same in whatever block it lies, as the event log
    // holds it: account, sequence in it, type and body. Valid until the next call.
    ByteView append(const EventView& event);

    [[nodiscard]] bool empty() const { return views_.empty(); }
    [[nodiscard]] std::size_t count() const { return views_.size(); }
    // How many bytes the event log takes for them.
    [[nodiscard]] std::size_t record_bytes() const;
    // What its memory is, empty or not.
    [[nodiscard]] std::size_t held_bytes() const { return capacity_ + views_.capacity() * sizeof(EventView); }
    // Both valid until an event is appended.
    [[nodiscard]] std::span<const EventView> views() const { return views_; }
    [[nodiscard]] const EventView& at(std::size_t index) const { return views_[index]; }

    // Completes the last block, but for checksums; the next event begins another. To be called before what follows.
    void close();
    [[nodiscard]] std::size_t block_count() const { return blocks_.size(); }
    // The index of the first event in the block; for `block_count()` that of the end.
    [[nodiscard]] std::size_t first_event_of(std::size_t block) const;
    // How far the blocks from `begin` go on that have no more than `bytes_max` together; one block at least.
    [[nodiscard]] std::size_t end_within(std::size_t begin, std::size_t bytes_max) const;
    // The blocks from `begin` up to `end`, for whoever seals them.
    [[nodiscard]] MutableByteView records_of(std::size_t begin, std::size_t end);

private:
    struct Block {
        std::size_t begin = 0;  // where in the bytes
        std::size_t first_event = 0;
    };

    void make_room(std::size_t bytes);
    [[nodiscard]] bool fits_last_block(const EventView& event) const;
    void begin_block(const EventView& first);
    // What an unfinished block would take if it were closed now.
    [[nodiscard]] std::size_t payload_bytes_of_last_block() const;
    // Where the block begins; for `block_count()` where they end.
    [[nodiscard]] std::size_t block_begin(std::size_t block) const;

    std::unique_ptr<std::byte[]> bytes_;  // of the blocks; no vector, which would clear what is overwritten
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
    bool is_open_ = false;  // the last block, to which events are added
    std::vector<Block> blocks_;
    std::vector<EventView> views_;
};

}  // namespace trireme::runtime
