#pragma once

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "base/result.hpp"
#include "codec/read.hpp"
#include "codec/sizes.hpp"
#include "codec/walk.hpp"

#include <cstddef>
#include <utility>

// Described values <-> bytes. The format stands in docs/journal.md; stored bytes outlive releases, so it only ever
// grows: fields are appended to structs, alternatives and enumerators get new numbers.
namespace trireme::codec {

// How many bytes `encode` appends.
template <Encodable T>
[[nodiscard]] std::size_t encoded_size(const T& value) {
    detail::CountingSink sink;
    detail::walk(sink, value);
    return sink.count();
}

// Appends the bytes of `value`. Texts and lists are within text_bytes_max and list_items_max.
template <Encodable T>
void encode(ByteBuffer& to, const T& value) {
    const std::size_t before = to.size();
    if constexpr (BoundedSize<T>) {
        to.resize(before + encoded_size_max<T>);
    } else {
        to.resize(before + encoded_size(value));
    }
    detail::MemorySink sink(to.data() + before);
    detail::walk(sink, value);
    const auto after = static_cast<std::size_t>(sink.end() - to.data());
    TRIREME_ASSERT(after <= to.size(), "{} bytes written where {} were counted", after - before, to.size() - before);
    to.resize(after);
}

// The value that the bytes hold, all of them. Fields that an older release did not write have their defaults.
// Errors: unsupported_version for what only a newer release can have written, corrupt for all that no release writes.
// Memory: in proportion to the bytes, whatever they claim.
template <Encodable T>
[[nodiscard]] Result<T> decode(ByteView bytes) {
    detail::Source source(bytes);
    Result<T> value(std::in_place);
    if (!detail::read(source, *value)) {
        return std::unexpected(std::move(source.failure).take());
    }
    if (source.left() != 0) {
        return fail(ErrorCode::corrupt, "{} bytes are left behind the value", source.left());
    }
    return value;
}

}  // namespace trireme::codec
