#include "base/crc32c.hpp"

#include "base/tests/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace trireme {
namespace {

ByteBuffer counting_bytes(int first, int step) {
    ByteBuffer bytes(32);
    for (std::size_t index = 0; index < bytes.size(); ++index) {
        bytes[index] = static_cast<std::byte>(first + step * static_cast<int>(index));
    }
    return bytes;
}

// RFC 3720, appendix B.4. The RFC prints the checksum's bytes in the order they are sent, lowest first.
TEST(Crc32c, AgreesWithTheVectorsOfRfc3720) {
    EXPECT_EQ(crc32c(ByteBuffer(32, std::byte{0})), 0x8A9136AAu);
    EXPECT_EQ(crc32c(ByteBuffer(32, std::byte{0xFF})), 0x62A8AB43u);
    EXPECT_EQ(crc32c(counting_bytes(0, 1)), 0x46DD794Eu);
    EXPECT_EQ(crc32c(counting_bytes(31, -1)), 0x113FDB5Cu);

    // An iSCSI SCSI Read (10) command, the last vector there.
    ByteBuffer command(48, std::byte{0});
    command[0] = std::byte{0x01};
    command[1] = std::byte{0xC0};
    command[16] = std::byte{0x14};
    command[22] = std::byte{0x04};
    command[27] = std::byte{0x14};
    command[31] = std::byte{0x18};
    command[32] = std::byte{0x28};
    command[40] = std::byte{0x02};
    EXPECT_EQ(crc32c(command), 0xD9963A56u);
}

// The check value of the catalogue of parametrised CRC algorithms (CRC-32/ISCSI).
TEST(Crc32c, AgreesWithTheCheckValueOfTheCatalogue) {
    EXPECT_EQ(crc32c(bytes_of("123456789")), 0xE3069283u);
    EXPECT_EQ(crc32c({}), 0u);
}

TEST(Crc32c, InstructionAndTableAgreeAtEveryLengthAndAlignment) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    ByteBuffer bytes(200);
    std::ranges::generate(bytes, [&] { return static_cast<std::byte>(random.bits()); });

    for (std::size_t from = 0; from < 9; ++from) {
        for (std::size_t length = 0; length <= bytes.size() - from; ++length) {
            const ByteView part = ByteView(bytes).subspan(from, length);
            ASSERT_EQ(crc32c(part), crc32c_by_table(part)) << "from " << from << ", " << length << " bytes";
        }
    }
}

TEST(Crc32c, GoesOnFromWhatCameBefore) {
    const ByteView text = bytes_of("a record is its header and its payload");
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        EXPECT_EQ(crc32c(text.subspan(cut), crc32c(text.first(cut))), crc32c(text));
        EXPECT_EQ(crc32c_by_table(text.subspan(cut), crc32c_by_table(text.first(cut))), crc32c(text));
    }
}

}  // namespace
}  // namespace trireme
