#pragma once

#include "base/integer.hpp"

#include <bit>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace trireme {

using ByteView = std::span<const std::byte>;
using MutableByteView = std::span<std::byte>;
using ByteBuffer = std::vector<std::byte>;

static_assert(std::endian::native == std::endian::little, "Trireme's formats are little-endian and stored as they are");

// Reads an integer stored little-endian at any alignment.
template <Integer T>
[[nodiscard]] T load_little_endian(const std::byte* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

template <Integer T>
void store_little_endian(std::byte* to, T value) {
    std::memcpy(to, &value, sizeof value);
}

inline void append_bytes(ByteBuffer& to, ByteView bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

// Comparing the bytes with themselves one further lets memcmp do the work, many bytes at a time.
[[nodiscard]] inline bool all_zero(ByteView bytes) {
    return bytes.empty() ||
           (bytes[0] == std::byte{0} && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

[[nodiscard]] inline ByteView bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

[[nodiscard]] inline std::string_view text_of(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace trireme
