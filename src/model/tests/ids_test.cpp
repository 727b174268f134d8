#include "model/ids.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

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

TEST(Ids, EndWhereTheirRepresentationEnds) {
    EXPECT_EQ(parse<InstrumentId>("4294967295"), InstrumentId(UINT32_MAX));
    EXPECT_EQ(format(InstrumentId(UINT32_MAX)), "4294967295");
    for (const std::string_view text : {"4294967296", "18446744073709551616"}) {
        const auto beyond = parse<InstrumentId>(text);
        ASSERT_FALSE(beyond) << text;
        EXPECT_EQ(beyond.error().code, ErrorCode::out_of_range);
        EXPECT_EQ(beyond.error().message, "\"" + std::string(text) + "\" is out of range: the largest is 4294967295");
    }
    EXPECT_EQ(parse<InstrumentId>("4294967296x").error().code, ErrorCode::invalid_input);
    EXPECT_EQ(parse<InstrumentId>("18446744073709551616x").error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace trireme
