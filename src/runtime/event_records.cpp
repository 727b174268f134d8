#include "runtime/event_records.hpp"

#include "base/assert.hpp"
#include "journal/record.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace trireme::runtime {
namespace {

// What a block may take beside its events: head, prefix, padding and end byte.
constexpr std::size_t block_frame_bytes_max =
    journal::record_header_bytes + block_prefix_bytes + journal::record_alignment_bytes;

}  // namespace

void EventRecords::clear() {
    size_ = 0;
    is_open_ = false;
    blocks_.clear();
    views_.clear();
    if (held_bytes() > kept_bytes_max) {
        bytes_.reset();
        capacity_ = 0;
        views_ = std::vector<EventView>();
    }
}

ByteView EventRecords::append(const EventView& event) {
    // For the end of the block before, and for the frame of the one that the event may begin.
    make_room(journal::record_alignment_bytes + block_frame_bytes_max + event_head_bytes_max + event.body.size());
    if (!is_open_ || !fits_last_block(event)) {
        begin_block(event);
    }
    const EventView& before =
        size_ == blocks_.back().begin + journal::record_header_bytes + block_prefix_bytes ? event : views_.back();
    TRIREME_ASSERT(event.command_sequence >= before.command_sequence, "an event of command {} after one of {}",
                   event.command_sequence, before.command_sequence);
    const auto laid_down =
        lay_down_event(bytes_.get() + size_, {.command_sequence = before.command_sequence, .time = before.time}, event);
    size_ = static_cast<std::size_t>(laid_down.content.data() + laid_down.content.size() - bytes_.get());
    views_.push_back(event);
    views_.back().body = laid_down.body;
    return laid_down.content;
}

bool EventRecords::fits_last_block(const EventView& event) const {
    const std::size_t payload_bytes = payload_bytes_of_last_block() + event_head_bytes_max + event.body.size();
    return journal::record_total_bytes(payload_bytes) <= block_bytes_max;
}

void EventRecords::begin_block(const EventView& first) {
    close();
    blocks_.push_back({.begin = size_, .first_event = views_.size()});
    is_open_ = true;
    size_ += journal::record_header_bytes;
    store_little_endian(bytes_.get() + size_, first.command_sequence);
    size_ += block_prefix_bytes;
}

void EventRecords::close() {
    if (!is_open_) {
        return;
    }
    const Block& block = blocks_.back();
    const EventView& first = views_[block.first_event];
    const EventView& last = views_.back();
    const auto count = static_cast<std::uint32_t>(views_.size() - block.first_event);
    TRIREME_ASSERT(last.sequence == first.sequence + count - 1, "events {} to {} are not {}", first.sequence,
                   last.sequence, count);
    const std::size_t payload_bytes = payload_bytes_of_last_block();
    const std::size_t total = journal::record_total_bytes(payload_bytes);
    journal::frame_record(
        {bytes_.get() + block.begin, total},
        {.sequence = first.sequence, .time = first.time, .link = last.command_sequence, .count = count}, payload_bytes);
    size_ = block.begin + total;
    is_open_ = false;
}

// Where the blocks move, the views go with them.
void EventRecords::make_room(std::size_t bytes) {
    if (capacity_ - size_ >= bytes) {
        return;
    }
    const std::size_t capacity = std::max(2 * capacity_, size_ + bytes);
    auto larger = std::make_unique_for_overwrite<std::byte[]>(capacity);
    std::ranges::copy(ByteView(bytes_.get(), size_), larger.get());
    for (EventView& view : views_) {
        view.body = ByteView(larger.get() + (view.body.data() - bytes_.get()), view.body.size());
    }
    bytes_ = std::move(larger);
    capacity_ = capacity;
}

std::size_t EventRecords::payload_bytes_of_last_block() const {
    return size_ - blocks_.back().begin - journal::record_header_bytes;
}

std::size_t EventRecords::record_bytes() const {
    return is_open_ ? blocks_.back().begin + journal::record_total_bytes(payload_bytes_of_last_block()) : size_;
}

std::size_t EventRecords::first_event_of(std::size_t block) const {
    return block == block_count() ? count() : blocks_[block].first_event;
}

std::size_t EventRecords::end_within(std::size_t begin, std::size_t bytes_max) const {
    const std::size_t bytes_begin = block_begin(begin);
    const auto ends = std::views::iota(begin + 2, block_count() + 1);
    const auto too_far = std::ranges::partition_point(
        ends, [&](std::size_t end) { return block_begin(end) - bytes_begin <= bytes_max; });
    return begin + 1 + static_cast<std::size_t>(too_far - ends.begin());
}

MutableByteView EventRecords::records_of(std::size_t begin, std::size_t end) {
    TRIREME_ASSERT(!is_open_, "the last block is not complete");
    const std::size_t bytes_begin = block_begin(begin);
    return {bytes_.get() + bytes_begin, block_begin(end) - bytes_begin};
}

std::size_t EventRecords::block_begin(std::size_t block) const {
    return block == block_count() ? size_ : blocks_[block].begin;
}

}  // namespace trireme::runtime
