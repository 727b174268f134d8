#pragma once

#include "base/bytes.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

// Whole numbers in as few bytes as they need: seven bits in each, the lowest first, and the high bit set in all but the
// last (LEB128). A number has one form only, the shortest.
namespace trireme::runtime {

inline constexpr std::size_t varint_bytes_max = 10;

// Writes the number at `to`, where there is room for it, and returns where it ends.
inline std::byte* put_varint(std::byte* to, std::uint64_t value) {
    while (value >= 0x80) {
        *to++ = static_cast<std::byte>(value | 0x80);
        value >>= 7;
    }
    *to++ = static_cast<std::byte>(value);
    return to;
}

// Takes a number from the beginning of `from`. Nothing where that is cut short, is not the shortest form, or exceeds 64
// bits.
[[nodiscard]] inline std::optional<std::uint64_t> take_varint(ByteView& from) {
    constexpr unsigned last_shift = 63;  // where one bit is left
    std::uint64_t value = 0;
    unsigned shift = 0;
    for (const std::byte& at : from.first(std::min(from.size(), varint_bytes_max))) {
        const auto byte = std::to_integer<std::uint64_t>(at);
        value |= (byte & 0x7F) << shift;
        if (byte < 0x80) {
            if ((byte == 0 && shift > 0) || (shift == last_shift && byte > 1)) {
                return std::nullopt;
            }
            from = from.subspan(static_cast<std::size_t>(&at - from.data()) + 1);
            return value;
        }
        shift += 7;
    }
    return std::nullopt;
}

// Small negative numbers are small too: 0, -1, 1, -2 become 0, 1, 2, 3.
[[nodiscard]] constexpr std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

[[nodiscard]] constexpr std::int64_t from_zigzag(std::uint64_t value) {
    return static_cast<std::int64_t>((value >> 1) ^ (0 - (value & 1)));
}

}  // namespace trireme::runtime
