#include "model/ids.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace trireme {
namespace {

TEST(Ids, TextIsTheirDigits) {
    EXPECT_EQ(parse<AccountId>("7"), AccountId(7));
    EXPECT_EQ(format(RequestId(42)), "42");
    EXPECT_EQ(parse<EventSequence>("18446744073709551615"), EventSequence(UINT64_MAX));
    EXPECT_EQ(format(CommandSequence(UINT64_MAX)), "18446744073709551615");
}

TEST(Ids, RejectWhatIsNoIdentifier) {
    for (const std::string_view text : {"", "-1", "+1", " 1", "1 ", "1.0", "0x1", "seven"}) {
        const auto parsed = parse<AccountId>(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().code, ErrorCode::invalid_input) << text;
    }
    const auto beyond = parse<AccountId>("18446744073709551616");
    ASSERT_FALSE(beyond);
    EXPECT_EQ(beyond.error().code, ErrorCode::out_of_range);
    EXPECT_EQ(beyond.error().message, "\"18446744073709551616\" is out of range: the largest is 18446744073709551615");
}

}  // namespace
}  // namespace trireme
