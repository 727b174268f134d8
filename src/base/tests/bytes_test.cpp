#include "base/bytes.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>

namespace trireme {
namespace {

TEST(Bytes, StoresTheLowestByteFirstAtAnyAlignment) {
    std::array<std::byte, 5> bytes{};
    store_little_endian<std::uint32_t>(bytes.data() + 1, 0x0A0B0C0D);

    EXPECT_EQ(bytes, (std::array{std::byte{0}, std::byte{0x0D}, std::byte{0x0C}, std::byte{0x0B}, std::byte{0x0A}}));
    EXPECT_EQ(load_little_endian<std::uint32_t>(bytes.data() + 1), 0x0A0B0C0Du);
}

TEST(Bytes, KeepsTheSign) {
    std::array<std::byte, 8> bytes{};
    store_little_endian<std::int64_t>(bytes.data(), -2);

    EXPECT_EQ(bytes[0], std::byte{0xFE});
    EXPECT_EQ(bytes[7], std::byte{0xFF});
    EXPECT_EQ(load_little_endian<std::int64_t>(bytes.data()), -2);
}

TEST(Bytes, AppendsAndViewsTextWithoutChangingIt) {
    const std::string text("EUR\0USD", 7);
    ByteBuffer buffer;
    append_bytes(buffer, bytes_of(text));
    append_bytes(buffer, {});
    append_bytes(buffer, bytes_of("!"));

    EXPECT_EQ(text_of(buffer), text + "!");
}

}  // namespace
}  // namespace trireme
