#include "runtime/event_record.hpp"

#include <algorithm>

namespace trireme::runtime {

void write_event_payload(const EventView& event, MutableByteView payload) {
    store_little_endian(payload.data(), event.account);
    store_little_endian(payload.data() + sizeof event.account, event.account_sequence);
    std::ranges::copy(event.body, payload.begin() + event_prefix_bytes);
}

Result<EventView> event_of(const journal::RecordHeader& header, ByteView payload) {
    if (payload.size() < event_prefix_bytes) {
        return fail(ErrorCode::corrupt, "event {} has a payload of {} bytes, at least {} expected", header.sequence,
                    payload.size(), event_prefix_bytes);
    }
    return EventView{
        .sequence = header.sequence,
        .time = header.time,
        .command_sequence = header.link,
        .account = load_little_endian<std::uint64_t>(payload.data()),
        .account_sequence = load_little_endian<std::uint64_t>(payload.data() + sizeof(std::uint64_t)),
        .type = header.type,
        .body = payload.subspan(event_prefix_bytes),
    };
}

}  // namespace trireme::runtime
