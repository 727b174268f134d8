#include "base/decimal.hpp"

#include "base/tests/random.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace trireme {
namespace {

constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();

void expect_error(std::string_view text, int scale_digits, ErrorCode code, std::string_view message_part) {
    const auto parsed = parse_decimal(text, scale_digits);
    ASSERT_FALSE(parsed) << text << " was taken for " << *parsed;
    EXPECT_EQ(parsed.error().code, code) << text;
    EXPECT_NE(parsed.error().message.find(message_part), std::string::npos) << parsed.error().message;
}

TEST(Decimal, ParsesToTheScale) {
    EXPECT_EQ(parse_decimal("1.08452", 8), 108'452'000);
    EXPECT_EQ(parse_decimal("0.00000001", 8), 1);
    EXPECT_EQ(parse_decimal("-0.5", 2), -50);
    EXPECT_EQ(parse_decimal("42", 0), 42);
    EXPECT_EQ(parse_decimal("42", 2), 4200);
    EXPECT_EQ(parse_decimal("00023.23", 2), 2323) << "FIX allows leading zeros";
    EXPECT_EQ(parse_decimal("-0", 2), 0);
    EXPECT_EQ(parse_decimal("10.10", 2), 1010);
}

TEST(Decimal, FormatsTheShortestTextThatParsesBack) {
    EXPECT_EQ(format_decimal(108'452'000, 8), "1.08452");
    EXPECT_EQ(format_decimal(1, 8), "0.00000001");
    EXPECT_EQ(format_decimal(-50, 2), "-0.5");
    EXPECT_EQ(format_decimal(4200, 2), "42");
    EXPECT_EQ(format_decimal(0, 8), "0");
    EXPECT_EQ(format_decimal(42, 0), "42");
}

TEST(Decimal, KeepsAsManyDigitsAsAreAskedFor) {
    EXPECT_EQ(format_decimal(4200, 2, 2), "42.00");
    EXPECT_EQ(format_decimal(-50, 2, 2), "-0.50");
    EXPECT_EQ(format_decimal(0, 8, 3), "0.000");
    EXPECT_EQ(format_decimal(108'452'000, 8, 3), "1.08452");
}

TEST(Decimal, HoldsTheEndsOfTheRange) {
    EXPECT_EQ(format_decimal(int64_max, 8), "92233720368.54775807");
    EXPECT_EQ(format_decimal(int64_min, 8), "-92233720368.54775808");
    EXPECT_EQ(parse_decimal("92233720368.54775807", 8), int64_max);
    EXPECT_EQ(parse_decimal("-92233720368.54775808", 8), int64_min);
    EXPECT_EQ(format_decimal(int64_min, 18), "-9.223372036854775808");
    EXPECT_EQ(parse_decimal("-9223372036854775808", 0), int64_min);
}

TEST(Decimal, RejectsWhatDoesNotFit) {
    expect_error(
        "92233720368.54775808", 8, ErrorCode::out_of_range,
        "\"92233720368.54775808\" is out of range: the limits are -92233720368.54775808 and 92233720368.54775807");
    expect_error("-92233720368.54775809", 8, ErrorCode::out_of_range, "out of range");
    expect_error("92233720369", 8, ErrorCode::out_of_range, "out of range");
    expect_error("18446744073709551616", 0, ErrorCode::out_of_range, "out of range");
    expect_error(std::string(1000, '9'), 0, ErrorCode::out_of_range, "...");
}

TEST(Decimal, RejectsAnExponent) { expect_error("1e5", 8, ErrorCode::invalid_input, "got \"1e5\""); }

TEST(Decimal, RejectsMoreDigitsThanTheScaleEvenIfTheyAreZeros) {
    expect_error("1.000", 2, ErrorCode::invalid_input, "at most 2 digits after the point, got \"1.000\"");
    expect_error("1.0", 0, ErrorCode::invalid_input, "expected a whole number such as \"10\", got \"1.0\"");
}

TEST(Decimal, RejectsEveryOtherForm) {
    for (const std::string_view text :
         {"",      "-",  ".",  "-.",  ".5",   "5.",  "-5.", "+5",  "--5",      "5-",   "1.2.3", "1,5",
          "1 000", " 1", "1 ", "1\n", "0x10", "1_0", "NaN", "inf", "Infinity", "1.-5", "1.+5",  "\xD9\xA1"}) {
        expect_error(text, 8, ErrorCode::invalid_input, "expected a decimal number such as \"10.25\"");
    }
    expect_error(std::string_view("1\0", 2), 8, ErrorCode::invalid_input, "got \"1\\x00\"");
}

TEST(Decimal, EveryNumberOfEveryScaleComesBack) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 100'000; ++round) {
        const auto value = random.integer<std::int64_t>();
        const auto scale_digits = static_cast<int>(random.below(scale_digits_max + 1));
        const auto digits_min = static_cast<int>(random.below(static_cast<std::uint64_t>(scale_digits) + 1));
        const std::string text = format_decimal(value, scale_digits, digits_min);

        ASSERT_EQ(parse_decimal(text, scale_digits), value) << text;
        ASSERT_EQ(format_decimal128(value, scale_digits, digits_min), text);
        ASSERT_TRUE(parse_decimal128(text, scale_digits).value() == value) << text;
    }
}

// Digit by digit with a number that cannot overflow.
TEST(Decimal, WideNumbersAgreeWithBigIntegers) {
    using boost::multiprecision::cpp_int;
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 20'000; ++round) {
        const Int128 value = (Int128{random.integer<std::int64_t>()} << 64) | random.integer<std::uint64_t>();
        const cpp_int big = (cpp_int(static_cast<std::int64_t>(value >> 64)) << 64) + static_cast<std::uint64_t>(value);

        ASSERT_EQ(format_decimal128(value, 0), big.str());
        ASSERT_TRUE(parse_decimal128(big.str(), 0).value() == value) << big;
        const std::string scaled = format_decimal128(value, 16);
        ASSERT_TRUE(parse_decimal128(scaled, 16).value() == value) << scaled;
    }
    EXPECT_EQ(format_decimal128(int128_min, 0), "-170141183460469231731687303715884105728");
    EXPECT_FALSE(parse_decimal128("170141183460469231731687303715884105728", 0));
    EXPECT_FALSE(parse_decimal128("-170141183460469231731687303715884105729", 0));
}

}  // namespace
}  // namespace trireme
