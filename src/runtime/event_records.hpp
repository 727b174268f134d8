#pragma once

#include "base/bytes.hpp"
#include "ports/event_source.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace trireme::runtime {

// The events of one or more commands, each held once: as a record for the event log, not sealed yet, and as the view of
// it that outcomes show.
class EventRecords {
public:
    EventRecords() = default;
    // Views point into the records.
    EventRecords(const EventRecords&) = delete;
    EventRecords& operator=(const EventRecords&) = delete;

    void clear();
    // Returns the event's payload as the event log holds it, valid until the next call.
    ByteView append(const EventView& event);

    [[nodiscard]] bool empty() const { return views_.empty(); }
    [[nodiscard]] std::size_t count() const { return views_.size(); }
    [[nodiscard]] ByteView records() const { return records_; }
    // Both valid until an event is appended.
    [[nodiscard]] std::span<const EventView> views() const { return views_; }
    [[nodiscard]] const EventView& at(std::size_t index) const { return views_[index]; }

    // How far the events from `begin` go on whose records have no more than `bytes_max` together; one event at least.
    [[nodiscard]] std::size_t end_within(std::size_t begin, std::size_t bytes_max) const;
    // The records of the events from `begin` up to `end`, for whoever seals them.
    [[nodiscard]] MutableByteView records_of(std::size_t begin, std::size_t end);

private:
    void make_room(std::size_t bytes);
    [[nodiscard]] std::size_t offset_of(ByteView body) const;
    // Where the record of the event begins; for `count()` where they end.
    [[nodiscard]] std::size_t record_begin(std::size_t index) const;

    ByteBuffer records_;
    std::vector<EventView> views_;
};

}  // namespace trireme::runtime
