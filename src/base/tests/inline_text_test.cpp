#include "base/inline_text.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <concepts>
#include <string>
#include <type_traits>

namespace trireme {
namespace {

using Code = InlineText<struct CodeTag, 7>;

static_assert(std::is_trivially_copyable_v<Code>);
static_assert(sizeof(Code) == 8, "the text and its size, no more");
static_assert(!std::convertible_to<std::string_view, Code>, "nothing becomes a code in silence");
static_assert(is_inline_text<Code> && !is_inline_text<std::string>);

TEST(InlineText, HoldsWhatItWasGiven) {
    EXPECT_EQ(Code("EURUSD").view(), "EURUSD");
    EXPECT_EQ(Code::from_text("!~seven"), Code("!~seven"));
    EXPECT_EQ(Code::from_text(""), Code());
    EXPECT_TRUE(Code().empty());
    EXPECT_FALSE(Code("x").empty());
}

TEST(InlineText, RejectsWhatIsTooLongOrNotPrintable) {
    EXPECT_FALSE(Code::from_text("eight888"));
    for (const std::string_view text : {"a b", " ", "a\n", "\x7f", "\x80", "\xC3\xA9"}) {
        EXPECT_FALSE(Code::from_text(text)) << text;
    }
    EXPECT_FALSE(Code::from_text(std::string_view("a\0", 2))) << "a zero is no character";
}

TEST(InlineText, ComparesAsTextDoes) {
    EXPECT_LT(Code("a"), Code("b"));
    EXPECT_LT(Code("ab"), Code("b"));
    EXPECT_LT(Code("a"), Code("aa"));
    EXPECT_LT(Code(), Code("a"));
    EXPECT_NE(Code("a"), Code("aa"));
    EXPECT_EQ(Code("a") <=> Code("a"), std::strong_ordering::equal);
}

TEST(InlineText, EqualTextsAreEqualBytes) {
    Code code("longer");
    code = Code("x");
    EXPECT_EQ(std::bit_cast<std::uint64_t>(code), std::bit_cast<std::uint64_t>(Code("x")));
}

}  // namespace
}  // namespace trireme
