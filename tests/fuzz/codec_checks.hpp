#pragma once

#include "base/assert.hpp"
#include "codec/bytes.hpp"
#include "codec/hash.hpp"
#include "codec/json.hpp"

#include <algorithm>
#include <string_view>

// What must hold for any text or bytes that are read as a described type.
namespace trireme::fuzz {

// A value that was read from text is the same after a way through text and through bytes.
template <class T>
void check_json(std::string_view text) {
    const auto value = codec::parse_json<T>(text);
    if (!value) {
        TRIREME_ASSERT(!value.error().message.empty());
        return;
    }
    const auto from_text = codec::parse_json<T>(codec::to_json_text(*value));
    TRIREME_ASSERT(from_text && *from_text == *value);

    ByteBuffer bytes;
    codec::encode(bytes, *value);
    const auto from_bytes = codec::decode<T>(bytes);
    TRIREME_ASSERT(from_bytes && *from_bytes == *value);
    TRIREME_ASSERT(codec::hash_state(*value) == codec::hash_bytes(bytes));
}

// Bytes that decode mean what they say: written again they are the same, or longer by the fields that an older release
// did not write, and then they mean the same.
template <class T>
void check_bytes(ByteView bytes) {
    const auto value = codec::decode<T>(bytes);
    if (!value) {
        const ErrorCode code = value.error().code;
        TRIREME_ASSERT(code == ErrorCode::corrupt || code == ErrorCode::unsupported_version, "{}",
                       value.error().message);
        return;
    }
    ByteBuffer again;
    codec::encode(again, *value);
    TRIREME_ASSERT(again.size() > bytes.size() || std::ranges::equal(again, bytes));
    const auto from_bytes = codec::decode<T>(again);
    TRIREME_ASSERT(from_bytes && *from_bytes == *value);
    TRIREME_ASSERT(codec::hash_state(*value) == codec::hash_bytes(again));

    // JSON keeps all but bytes that are no UTF-8, which it replaces once.
    const auto from_json = codec::parse_json<T>(codec::to_json_text(*value));
    TRIREME_ASSERT(from_json, "{}", from_json.error().message);
    TRIREME_ASSERT(codec::to_json_text(*from_json) == codec::to_json_text(*value));
}

}  // namespace trireme::fuzz
