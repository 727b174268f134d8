// Bytes as the payload of a record of the event log. What can be read as a block of events is, laid down again, the
// same bytes: a block has one form only.

#include "base/assert.hpp"
#include "runtime/event_block.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

namespace {

using namespace trireme;
using namespace trireme::runtime;

constexpr std::size_t head_bytes = 10;  // the input's first bytes: how many events there are, the last one's command

void check_block(const journal::RecordHeader& header, ByteView payload) {
    auto block = EventBlock::open(header, payload);
    if (!block) {
        TRIREME_ASSERT(block.error().code == ErrorCode::corrupt);
        return;
    }
    ByteBuffer again(payload.begin(), payload.begin() + block_prefix_bytes);
    EventOrigin before{.command_sequence = load_little_endian<std::uint64_t>(payload.data()), .time = header.time};
    std::uint32_t count = 0;
    for (;;) {
        const auto event = block->next();
        if (!event) {
            TRIREME_ASSERT(event.error().code == ErrorCode::corrupt && !event.error().message.empty());
            return;
        }
        if (!*event) {
            break;
        }
        ++count;
        const std::size_t begin = again.size();
        again.resize(begin + event_head_bytes_max + (*event)->body.size());
        const ByteView content = lay_down_event(again.data() + begin, before, **event).content;
        again.resize(static_cast<std::size_t>(content.data() + content.size() - again.data()));
        before = {.command_sequence = (*event)->command_sequence, .time = (*event)->time};
    }
    TRIREME_ASSERT(count == header.count);
    TRIREME_ASSERT(std::ranges::equal(again, payload));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < head_bytes) {
        return 0;
    }
    const ByteView input = std::as_bytes(std::span(data, size));
    check_block({.sequence = 7,
                 .time = Timestamp(1'000),
                 .link = load_little_endian<std::uint64_t>(input.data() + 2),
                 .count = load_little_endian<std::uint16_t>(input.data()) + std::uint32_t{1}},
                input.subspan(head_bytes));
    return 0;
}
