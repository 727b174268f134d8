#pragma once

#include "base/in_quotes.hpp"
#include "codec/kinds.hpp"
#include "codec/source.hpp"
#include "codec/type_name.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// Reading the kinds that hold no other values.
namespace trireme::codec::detail {

// Apart from what reads it, so that reading stays small enough to be inlined.
template <FixedWidth T>
[[gnu::noinline, gnu::cold]] bool refuse_packed(Source& source, PackedAs<T> packed) {
    return source.failure.set(ErrorCode::corrupt, "{} is no {}", packed, type_name<T>());
}

template <FixedWidth T>
[[nodiscard]] inline bool read_fixed_width(Source& source, T& value) {
    PackedAs<T> packed = 0;
    if (!source.take(packed)) [[unlikely]] {
        return false;
    }
    const auto unpacked = Packing<T>::unpack(packed);
    if (!unpacked) [[unlikely]] {
        return refuse_packed<T>(source, packed);
    }
    value = *unpacked;
    return true;
}

[[nodiscard]] inline bool read_text(Source& source, std::string& value) {
    std::uint32_t size = 0;
    if (!source.take(size)) {
        return false;
    }
    if (size > text_bytes_max) {
        return source.failure.set(ErrorCode::corrupt, "a text of {} bytes, at most {} are allowed", size,
                                  text_bytes_max);
    }
    std::string_view text;
    if (!source.take(text, size)) {
        return false;
    }
    value = text;
    return true;
}

template <ShortText T>
[[nodiscard]] bool read_short_text(Source& source, T& value) {
    std::uint8_t size = 0;
    std::string_view text;
    if (!source.take(size)) {
        return false;
    }
    if (size > T::capacity) {
        return source.failure.set(ErrorCode::corrupt, "a text of {} bytes, at most {} are allowed", size, T::capacity);
    }
    if (!source.take(text, size)) {
        return false;
    }
    const auto made = T::from_text(text);
    if (!made) {
        return source.failure.set(ErrorCode::corrupt, "{} is not printable ASCII without spaces", in_quotes(text));
    }
    value = *made;
    return true;
}

}  // namespace trireme::codec::detail
