#include "model/scaled.hpp"

#include "base/tests/random.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <type_traits>

namespace trireme {
namespace {

static_assert(!std::is_convertible_v<Price, Lots> && !std::is_constructible_v<Price, Lots>);
static_assert(!std::is_convertible_v<double, Price> && !std::is_convertible_v<std::int64_t, Price>);
static_assert(scale_digits_of<Price> == 8 && scale_digits_of<Lots> == 8 && scale_digits_of<Ratio> == 8);

constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();

TEST(Scaled, TextIsTheDecimalNumber) {
    EXPECT_EQ(parse<Price>("1.08452"), Price(108'452'000));
    EXPECT_EQ(format(Price(108'452'000)), "1.08452");
    EXPECT_EQ(parse<Lots>("0.01"), Lots(1'000'000));
    EXPECT_EQ(format(Lots(-250'000'000)), "-2.5");
    EXPECT_EQ(parse<Ratio>("500"), Ratio(50'000'000'000));
}

TEST(Scaled, TextErrorsSayWhatWasExpected) {
    const auto parsed = parse<Price>("1.084520001");
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, ErrorCode::invalid_input);
    EXPECT_EQ(parsed.error().message,
              "expected a decimal number such as \"10.25\" with at most 8 digits after the point, got \"1.084520001\"");
    EXPECT_EQ(parse<Lots>("92233720368.6").error().code, ErrorCode::out_of_range);
}

TEST(Scaled, EveryValueComesBackFromItsText) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 20'000; ++round) {
        const Price price(random.integer<std::int64_t>());
        ASSERT_EQ(parse<Price>(format(price)), price) << format(price);
        const Ratio ratio(random.integer<std::int64_t>());
        ASSERT_EQ(parse<Ratio>(format(ratio)), ratio) << format(ratio);
    }
}

TEST(Scaled, ArithmeticFitsOrIsAnError) {
    EXPECT_EQ(add(Lots(2), Lots(3)), Lots(5));
    EXPECT_EQ(subtract(Price(2), Price(3)), Price(-1));
    EXPECT_EQ(negate(Ratio(7)), Ratio(-7));

    const auto sum = add(Lots(int64_max), Lots(1));
    ASSERT_FALSE(sum);
    EXPECT_EQ(sum.error().code, ErrorCode::out_of_range);
    EXPECT_EQ(sum.error().message, "92233720368.54775807 + 0.00000001 is beyond the largest lots");
    EXPECT_FALSE(subtract(Price(int64_min), Price(1)));
    EXPECT_FALSE(negate(Price(int64_min)));
}

TEST(Scaled, ComparesAsTheNumberDoes) {
    EXPECT_LT(Price(-1), Price(0));
    EXPECT_LT(*parse<Price>("1.08452"), *parse<Price>("1.1"));
}

}  // namespace
}  // namespace trireme
