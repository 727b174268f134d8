#include "base/in_quotes.hpp"

#include <gtest/gtest.h>

namespace trireme {
namespace {

TEST(InQuotes, ShowsPrintableTextAsItIs) { EXPECT_EQ(in_quotes("10.25 USD"), R"("10.25 USD")"); }

TEST(InQuotes, EscapesWhatWouldNotPrintOrWouldEndTheQuote) {
    EXPECT_EQ(in_quotes("a\"b\\c"), R"("a\"b\\c")");
    EXPECT_EQ(in_quotes(std::string_view("\0\n\x7F\xFF", 4)), R"("\x00\x0a\x7f\xff")");
}

TEST(InQuotes, IsBounded) {
    EXPECT_EQ(in_quotes(std::string(quoted_bytes_max, 'x')), '"' + std::string(quoted_bytes_max, 'x') + '"');
    EXPECT_EQ(in_quotes(std::string(1'000'000, 'x')), '"' + std::string(quoted_bytes_max, 'x') + "\"...");
}

}  // namespace
}  // namespace trireme
