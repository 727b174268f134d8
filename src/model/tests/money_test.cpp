#include "model/money.hpp"

#include "base/tests/random.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace trireme {
namespace {

constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();
constexpr Currency usd("USD");
constexpr Currency jpy("JPY");
constexpr Currency btc("BTC");

TEST(Money, TextShowsAllDigitsOfTheCurrency) {
    EXPECT_EQ(format(Money{1025, usd}), "10.25 USD");
    EXPECT_EQ(format(Money{1000, usd}), "10.00 USD");
    EXPECT_EQ(format(Money{-50, usd}), "-0.50 USD");
    EXPECT_EQ(format(Money{1025, jpy}), "1025 JPY");
    EXPECT_EQ(format(Money{1, btc}), "0.00000001 BTC");
    EXPECT_EQ(format_amount(Money{int64_min, usd}), "-92233720368547758.08");
}

TEST(Money, ParsesWithAsManyDigitsAsTheCurrencyHas) {
    EXPECT_EQ(parse<Money>("10.25 USD"), (Money{1025, usd}));
    EXPECT_EQ(parse<Money>("10 USD"), (Money{1000, usd}));
    EXPECT_EQ(parse_money("10.2", usd), (Money{1020, usd}));
    EXPECT_EQ(parse_money("0.00000001", btc), (Money{1, btc}));
}

TEST(Money, RejectsFractionsOfAMinorUnit) {
    const auto cents = parse<Money>("10.255 USD");
    ASSERT_FALSE(cents);
    EXPECT_EQ(
        cents.error().message,
        "USD has 2 decimals: expected a decimal number such as \"10.25\" with at most 2 digits after the point, got "
        "\"10.255\"");
    EXPECT_FALSE(parse<Money>("10.5 JPY"));
}

TEST(Money, RejectsOtherForms) {
    for (const std::string_view text : {"", "10.25", "USD", "10.25USD", "USD 10.25", "10.25  USD", "10.25 USD ",
                                        " 10.25 USD", "10.25 usd", "10,25 USD", "10.25\tUSD"}) {
        const auto parsed = parse<Money>(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().code, ErrorCode::invalid_input) << text;
    }
    EXPECT_EQ(parse<Money>("92233720368547758.08 USD").error().code, ErrorCode::out_of_range);
}

TEST(Money, EverySumComesBackFromItsText) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 20'000; ++round) {
        const auto& row = currency_table::rows[random.below(currency_table::rows.size())];
        const Money money{random.integer<std::int64_t>(), *Currency::from_packed(row.packed)};
        ASSERT_EQ(parse<Money>(format(money)), money) << format(money);
    }
}

TEST(Money, ArithmeticFitsOrIsAnError) {
    EXPECT_EQ(add(Money{1000, usd}, Money{25, usd}), (Money{1025, usd}));
    EXPECT_EQ(subtract(Money{1000, usd}, Money{1025, usd}), (Money{-25, usd}));
    EXPECT_EQ(negate(Money{7, jpy}), (Money{-7, jpy}));

    const auto sum = add(Money{int64_max, usd}, Money{1, usd});
    ASSERT_FALSE(sum);
    EXPECT_EQ(sum.error().code, ErrorCode::out_of_range);
    EXPECT_EQ(sum.error().message, "92233720368547758.07 USD + 0.01 USD is beyond the largest sum of money");
    EXPECT_FALSE(subtract(Money{int64_min, usd}, Money{1, usd}));
    EXPECT_FALSE(negate(Money{int64_min, usd}));
}

TEST(MoneyDeathTest, TwoCurrenciesDoNotAddUp) {
    EXPECT_DEATH(static_cast<void>(add(Money{1, usd}, Money{1, jpy})), "0.01 USD \\+ 1 JPY");
    EXPECT_DEATH(static_cast<void>(subtract(Money{1, usd}, Money{1, btc})), "0.01 USD - 0.00000001 BTC");
}

}  // namespace
}  // namespace trireme
