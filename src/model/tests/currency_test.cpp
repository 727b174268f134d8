#include "model/currency.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <type_traits>

namespace trireme {
namespace {

static_assert(std::is_trivially_copyable_v<Currency> && sizeof(Currency) == 8);

TEST(Currency, HasTheDigitsOfItsMinorUnit) {
    EXPECT_EQ(Currency("USD").digits(), 2);
    EXPECT_EQ(Currency("EUR").digits(), 2);
    EXPECT_EQ(Currency("JPY").digits(), 0);
    EXPECT_EQ(Currency("KWD").digits(), 3);
    EXPECT_EQ(Currency("BTC").digits(), 8);
    EXPECT_EQ(Currency("USDT").digits(), 8);
}

TEST(Currency, PackedCodeReadsAsText) {
    const std::uint64_t packed = Currency("USDT").packed();
    char text[9] = {};
    std::memcpy(text, &packed, sizeof packed);
    EXPECT_STREQ(text, "USDT");
    EXPECT_EQ(Currency("USD").packed(), 0x445355u);
}

TEST(Currency, WhatIsNotSaidIsNoCurrency) {
    EXPECT_EQ(Currency(), Currency("XXX"));
    EXPECT_EQ(format(Currency()), "XXX");
    EXPECT_EQ(Currency().digits(), 0);
}

TEST(Currency, EveryRowComesBackFromItsTextAndItsPackedCode) {
    for (const auto& row : currency_table::rows) {
        const auto currency = Currency::from_packed(row.packed);
        ASSERT_TRUE(currency);
        EXPECT_EQ(parse<Currency>(format(*currency)), *currency);
        EXPECT_EQ(currency->digits(), row.digits);
    }
    EXPECT_GE(currency_table::rows.size(), 60u);
}

TEST(Currency, RejectsACodeThatIsNotInTheTable) {
    for (const std::string_view code : {"", "usd", "US", "USDX", "USDUSDUSD", "QQQ", " USD", "USD ", "$"}) {
        const auto parsed = parse<Currency>(code);
        ASSERT_FALSE(parsed) << code;
        EXPECT_EQ(parsed.error().code, ErrorCode::invalid_input);
    }
    EXPECT_EQ(parse<Currency>("usd").error().message,
              "expected the code of a known currency such as \"USD\", got \"usd\"");
    EXPECT_FALSE(parse<Currency>(std::string_view("USD\0", 4).substr(0, 2)));
    EXPECT_EQ(Currency::from_packed(0), std::nullopt);
    EXPECT_EQ(Currency::from_packed(~std::uint64_t{0}), std::nullopt);
}

TEST(Currency, AZeroByteBehindACodeIsNotTheCode) { EXPECT_FALSE(parse<Currency>(std::string_view("USD\0", 4))); }

TEST(Currency, OrderIsAlphabetical) {
    EXPECT_LT(Currency("EUR"), Currency("USD"));
    EXPECT_LT(Currency("USD"), Currency("USDT"));
    EXPECT_LT(Currency("BTC"), Currency("EUR"));
}

}  // namespace
}  // namespace trireme
