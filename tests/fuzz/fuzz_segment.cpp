// Bytes as all that stands in a journal folder: one segment, behind a header that is right or no better than the rest.

#include "base/assert.hpp"
#include "fuzz/memory_storage.hpp"
#include "journal/recovery.hpp"
#include "journal/segment.hpp"
#include "journal/verify.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

namespace {

using namespace trireme;
using namespace trireme::journal;

bool is_expected(ErrorCode code) { return code == ErrorCode::corrupt || code == ErrorCode::unsupported_version; }

void put_right_header(ByteBuffer& segment) {
    const SegmentHeader header{.kind = LogKind::commands,
                               .log_id = {},
                               .index = 1,
                               .segment_bytes = segment.size(),
                               .first_sequence = 1,
                               .previous_link = 0};
    std::ranges::copy(encode_segment_header(header), segment.begin());
}

fuzz::MemoryStorage storage_with(ByteView segment) {
    fuzz::MemoryStorage storage;
    auto file = storage.create(segment_name(LogKind::commands, 1), segment.size());
    TRIREME_ASSERT(file && (*file)->write_at(0, segment));
    return storage;
}

// A start either refuses the folder, or clears what it cannot use and then finds the same end with nothing behind it;
// and what a start accepts, the full verification accepts.
void check_start(fuzz::MemoryStorage storage, TailPolicy policy) {
    const auto end = find_log_end(storage, LogKind::commands, policy);
    if (!end) {
        TRIREME_ASSERT(is_expected(end.error().code), "{}", end.error().message);
        return;
    }
    TRIREME_ASSERT(clear_behind_end(storage, *end).has_value());
    const auto again = find_log_end(storage, LogKind::commands, TailPolicy::acknowledged);
    TRIREME_ASSERT(again, "{}", again.error().message);
    TRIREME_ASSERT(!again->torn_tail && again->surplus_segments.empty());
    TRIREME_ASSERT(again->segment_index == end->segment_index && again->offset == end->offset);
    TRIREME_ASSERT(again->next_sequence == end->next_sequence && again->last_link == end->last_link);
    const auto verified = verify_log(storage, LogKind::commands);
    TRIREME_ASSERT(verified, "{}", verified.error().message);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1 + segment_header_bytes) {
        return 0;
    }
    const ByteView input = std::as_bytes(std::span(data, size));
    ByteBuffer segment(input.begin() + 1, input.end());
    if (input[0] != std::byte{0}) {
        put_right_header(segment);
    }
    fuzz::MemoryStorage storage = storage_with(segment);
    const auto verified = verify_log(storage, LogKind::commands);
    TRIREME_ASSERT(verified || is_expected(verified.error().code), "{}", verified.error().message);
    check_start(storage_with(segment), TailPolicy::acknowledged);
    check_start(storage_with(segment), TailPolicy::derived);
    return 0;
}
