#include "runtime/event_records.hpp"

#include "journal/record.hpp"
#include "runtime/event_record.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace trireme::runtime {

void EventRecords::clear() {
    records_.clear();
    views_.clear();
}

ByteView EventRecords::append(const EventView& event) {
    const std::size_t payload_bytes = event_prefix_bytes + event.body.size();
    make_room(journal::record_total_bytes(payload_bytes));
    const journal::RecordHeader header{
        .sequence = event.sequence, .time = event.time, .link = event.command_sequence, .type = event.type};
    const MutableByteView payload = journal::begin_record(records_, header, payload_bytes);
    write_event_payload(event, payload);
    views_.push_back(event);
    views_.back().body = payload.subspan(event_prefix_bytes);
    return payload;
}

// Where the records move, the views go with them.
void EventRecords::make_room(std::size_t bytes) {
    if (records_.capacity() - records_.size() >= bytes) {
        return;
    }
    ByteBuffer larger;
    larger.reserve(std::max(2 * records_.capacity(), records_.size() + bytes));
    append_bytes(larger, records_);
    for (EventView& view : views_) {
        view.body = ByteView(larger).subspan(offset_of(view.body), view.body.size());
    }
    records_ = std::move(larger);
}

std::size_t EventRecords::end_within(std::size_t begin, std::size_t bytes_max) const {
    const std::size_t bytes_begin = record_begin(begin);
    const auto ends = std::views::iota(begin + 2, count() + 1);
    const auto too_far = std::ranges::partition_point(
        ends, [&](std::size_t end) { return record_begin(end) - bytes_begin <= bytes_max; });
    return begin + 1 + static_cast<std::size_t>(too_far - ends.begin());
}

MutableByteView EventRecords::records_of(std::size_t begin, std::size_t end) {
    const std::size_t bytes_begin = record_begin(begin);
    return MutableByteView(records_).subspan(bytes_begin, record_begin(end) - bytes_begin);
}

std::size_t EventRecords::record_begin(std::size_t index) const {
    return index == count() ? records_.size()
                            : offset_of(views_[index].body) - event_prefix_bytes - journal::record_header_bytes;
}

std::size_t EventRecords::offset_of(ByteView body) const {
    return static_cast<std::size_t>(body.data() - records_.data());
}

}  // namespace trireme::runtime
