#pragma once

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "base/result.hpp"
#include "codec/read.hpp"
#include "codec/sizes.hpp"
#include "codec/walk.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>

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

namespace detail {

// Room for the bytes of `value`: what its type needs at most, or where the type does not say it, what is counted. Of a
// variant only the alternative that it holds is asked, so that a small one does not pay for its large brothers.
template <Encodable T>
[[nodiscard]] std::size_t room_for(const T& value) {
    if constexpr (Choice<T>) {
        return sizeof(std::uint16_t) + std::visit([](const auto& held) { return room_for(held); }, value);
    } else if constexpr (BoundedSize<T>) {
        return encoded_size_max<T>;
    } else {
        return encoded_size(value);
    }
}

}  // namespace detail

// Appends the bytes of `value`. Texts and lists are within text_bytes_max and list_items_max.
template <Encodable T>
void encode(ByteBuffer& to, const T& value) {
    const std::size_t before = to.size();
    to.resize(before + detail::room_for(value));
    detail::MemorySink sink(to.data() + before);
    detail::walk(sink, value);
    const auto after = static_cast<std::size_t>(sink.end() - to.data());
    TRIREME_ASSERT(after <= to.size(), "{} bytes written where {} were counted", after - before, to.size() - before);
    to.resize(after);
}

// Makes `value` what the bytes hold, all of them, whatever it held before; memory that it has is used again, where a
// variant holds the right alternative already. Fields that an older release did not write have their defaults.
// Errors: unsupported_version for what only a newer release can have written, corrupt for all that no release writes;
// `value` is then of no use but to be decoded into again.
// Memory: in proportion to the bytes, whatever they claim.
template <Encodable T>
[[nodiscard]] Result<void> decode_into(T& value, ByteView bytes) {
    detail::Source source(bytes);
    if (!detail::read(source, value)) {
        return std::unexpected(std::move(source.failure).take());
    }
    if (source.left() != 0) {
        return fail(ErrorCode::corrupt, "{} bytes are left behind the value", source.left());
    }
    return {};
}

// The same as a new value.
template <Encodable T>
[[nodiscard]] Result<T> decode(ByteView bytes) {
    Result<T> value(std::in_place);
    TRIREME_TRY(decode_into(*value, bytes));
    return value;
}

}  // namespace trireme::codec
