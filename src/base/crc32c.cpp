#include "base/crc32c.hpp"

#include <array>

#if defined(__SSE4_2__)
#include <nmmintrin.h>
#endif

namespace trireme {
namespace {

constexpr std::uint32_t polynomial_reflected = 0x82F63B78;

constexpr std::array<std::uint32_t, 256> make_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t index = 0; index < table.size(); ++index) {
        std::uint32_t remainder = index;
        for (int bit = 0; bit < 8; ++bit) {
            remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? polynomial_reflected : 0);
        }
        table[index] = remainder;
    }
    return table;
}

}  // namespace

std::uint32_t crc32c_by_table(ByteView bytes, std::uint32_t seed) {
    static constexpr auto table = make_table();
    std::uint32_t remainder = ~seed;
    for (const std::byte byte : bytes) {
        remainder = (remainder >> 8) ^ table[(remainder ^ std::to_integer<std::uint32_t>(byte)) & 0xFF];
    }
    return ~remainder;
}

#if defined(__SSE4_2__)
std::uint32_t crc32c(ByteView bytes, std::uint32_t seed) {
    std::uint64_t remainder = ~seed;
    while (bytes.size() >= sizeof(std::uint64_t)) {
        remainder = _mm_crc32_u64(remainder, load_little_endian<std::uint64_t>(bytes.data()));
        bytes = bytes.subspan(sizeof(std::uint64_t));
    }
    auto tail = static_cast<std::uint32_t>(remainder);
    for (const std::byte byte : bytes) {
        tail = _mm_crc32_u8(tail, std::to_integer<std::uint8_t>(byte));
    }
    return ~tail;
}
#else
std::uint32_t crc32c(ByteView bytes, std::uint32_t seed) { return crc32c_by_table(bytes, seed); }
#endif

}  // namespace trireme
