#include "base/integer.hpp"

#include "base/tests/random.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <type_traits>

namespace trireme {
namespace {

using boost::multiprecision::cpp_int;

constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();

cpp_int big(Int128 value) {
    return (cpp_int(static_cast<std::int64_t>(value >> 64)) << 64) + static_cast<std::uint64_t>(value);
}

Int128 random_wide(testing::Random& random) {
    const Int128 wide = (Int128{random.integer<std::int64_t>()} << 64) | random.bits();
    return wide >> random.below(127);
}

TEST(Integer, CheckedArithmeticGivesNothingInsteadOfWrapping) {
    EXPECT_EQ(checked_add(int64_max, std::int64_t{0}), int64_max);
    EXPECT_EQ(checked_add(int64_max, std::int64_t{1}), std::nullopt);
    EXPECT_EQ(checked_subtract(int64_min, std::int64_t{1}), std::nullopt);
    EXPECT_EQ(checked_multiply(int64_max, std::int64_t{2}), std::nullopt);
    EXPECT_EQ(checked_multiply(std::int64_t{-3}, std::int64_t{4}), -12);
    EXPECT_EQ(checked_negate(int64_min), std::nullopt);
    EXPECT_EQ(checked_negate(int64_max), -int64_max);
    EXPECT_FALSE(checked_add(int128_max, Int128{1}).has_value());
    EXPECT_FALSE(checked_multiply(int128_min, Int128{-1}).has_value());
}

TEST(Integer, NarrowKeepsTheNumberOrGivesNothing) {
    EXPECT_EQ(narrow<std::int64_t>(Int128{int64_max}), int64_max);
    EXPECT_EQ(narrow<std::int64_t>(Int128{int64_max} + 1), std::nullopt);
    EXPECT_EQ(narrow<std::int64_t>(Int128{int64_min}), int64_min);
    EXPECT_EQ(narrow<std::int64_t>(Int128{int64_min} - 1), std::nullopt);
    EXPECT_EQ(narrow<std::uint8_t>(256), std::nullopt);
    EXPECT_EQ(narrow<std::uint64_t>(-1), std::nullopt);
    EXPECT_EQ(narrow<std::int8_t>(std::uint64_t{127}), std::int8_t{127});
}

TEST(Integer, MagnitudeHoldsTheMostNegativeNumber) {
    EXPECT_TRUE(magnitude_of(int128_min) == static_cast<UInt128>(int128_max) + 1);
    EXPECT_TRUE(with_sign_of(Int128{-1}, magnitude_of(int128_min)) == int128_min);
    EXPECT_FALSE(with_sign_of(Int128{1}, magnitude_of(int128_min)).has_value());
    EXPECT_FALSE(with_sign_of(Int128{-1}, magnitude_of(int128_min) + 1).has_value());
}

TEST(Integer, HalfEvenRoundsATieToTheEvenNeighbour) {
    const auto rounded = [](std::int64_t tenths) { return static_cast<int>(divide_half_even(tenths, 10)); };
    EXPECT_EQ(rounded(5), 0);
    EXPECT_EQ(rounded(15), 2);
    EXPECT_EQ(rounded(25), 2);
    EXPECT_EQ(rounded(-5), 0);
    EXPECT_EQ(rounded(-15), -2);
    EXPECT_EQ(rounded(-25), -2);
    EXPECT_EQ(rounded(24), 2);
    EXPECT_EQ(rounded(26), 3);
    EXPECT_EQ(rounded(-26), -3);
    EXPECT_EQ(rounded(20), 2);
}

TEST(IntegerDeathTest, HalfEvenNeedsAPositiveDenominator) {
    EXPECT_DEATH(static_cast<void>(divide_half_even(1, 0)), "denominator > 0");
    EXPECT_DEATH(static_cast<void>(divide_half_even(1, -1)), "denominator > 0");
}

// The definition, with numbers that cannot overflow: twice the distance to the quotient is at most the denominator, and
// in a tie the quotient is even.
TEST(Integer, HalfEvenAgreesWithItsDefinition) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 50'000; ++round) {
        const Int128 numerator = random_wide(random);
        const Int128 any = random_wide(random);
        const Int128 denominator = any == int128_min ? int128_max : any <= 0 ? 1 - any : any;
        const cpp_int quotient = big(divide_half_even(numerator, denominator));

        const cpp_int twice_off = 2 * abs(cpp_int(big(numerator) - quotient * big(denominator)));
        ASSERT_LE(twice_off, big(denominator)) << big(numerator) << " / " << big(denominator);
        ASSERT_TRUE(twice_off != big(denominator) || quotient % 2 == 0) << big(numerator) << " / " << big(denominator);
    }
}

TEST(Integer, MultiplyDivideIsExactOrOddAndBesideTheQuotient) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    int fitted = 0;
    for (int round = 0; round < 50'000; ++round) {
        const Int128 value = random_wide(random);
        const auto multiplier = random.integer<std::uint64_t>();
        const auto divisor = std::max<std::uint64_t>(1, random.integer<std::uint64_t>());
        const cpp_int product = big(value) * multiplier;
        const auto quotient = multiply_divide_to_odd(value, multiplier, divisor);
        if (!quotient) {
            // Rounding to odd moves by less than one, so what does not fit lies at or beyond the last number that does.
            ASSERT_GE(abs(product), big(int128_max) * divisor);
            continue;
        }
        ++fitted;
        const cpp_int off = product - big(*quotient) * divisor;
        ASSERT_LT(abs(off), divisor) << big(value) << " x " << multiplier << " / " << divisor;
        ASSERT_TRUE(off == 0 || *quotient % 2 != 0) << big(value) << " x " << multiplier << " / " << divisor;
    }
    EXPECT_GT(fitted, 10'000) << "the random numbers hardly ever fit, so the test has no force";
}

// What rounding to odd is for: 0.005 and a hair is more than half a cent.
TEST(Integer, RoundingToOddAndThenToEvenIsRoundingOnce) {
    const Int128 tie_and_a_hair = *multiply_divide_to_odd(Int128{5'000'001}, 1, 1'000'000);
    EXPECT_EQ(static_cast<int>(tie_and_a_hair), 5);
    const Int128 finer = *multiply_divide_to_odd(Int128{50'000'001}, 1, 1'000'000);
    EXPECT_EQ(static_cast<int>(finer), 51) << "50.000001 must not look like the tie 50";
    EXPECT_EQ(static_cast<int>(divide_half_even(finer, 100)), 1);
}

}  // namespace
}  // namespace trireme
