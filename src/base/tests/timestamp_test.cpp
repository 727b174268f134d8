#include "base/timestamp.hpp"

#include "base/tests/random.hpp"

#include <gtest/gtest.h>

#include <ctime>

namespace trireme {
namespace {

void expect_error(std::string_view text, ErrorCode code, std::string_view message_part) {
    const auto parsed = parse_timestamp(text);
    ASSERT_FALSE(parsed) << text << " was taken for " << parsed->nanoseconds_since_1970();
    EXPECT_EQ(parsed.error().code, code) << text;
    EXPECT_NE(parsed.error().message.find(message_part), std::string::npos) << parsed.error().message;
}

TEST(Timestamp, FormatsAsManyFractionDigitsAsItNeeds) {
    EXPECT_EQ(format_timestamp(Timestamp(0)), "1970-01-01T00:00:00Z");
    EXPECT_EQ(format_timestamp(Timestamp(1'772'384'400'000'000'000)), "2026-03-01T17:00:00Z");
    EXPECT_EQ(format_timestamp(Timestamp(1'772'384'400'250'000'000)), "2026-03-01T17:00:00.25Z");
    EXPECT_EQ(format_timestamp(Timestamp(1)), "1970-01-01T00:00:00.000000001Z");
    EXPECT_EQ(format_timestamp(Timestamp(-1)), "1969-12-31T23:59:59.999999999Z");
}

TEST(Timestamp, ParsesWhatRfc3339AllowsInUtc) {
    EXPECT_EQ(parse_timestamp("2026-03-01T17:00:00Z"), Timestamp(1'772'384'400'000'000'000));
    EXPECT_EQ(parse_timestamp("2026-03-01T17:00:00.250Z"), Timestamp(1'772'384'400'250'000'000));
    EXPECT_EQ(parse_timestamp("2026-03-01T17:00:00+00:00"), Timestamp(1'772'384'400'000'000'000));
    EXPECT_EQ(parse_timestamp("2026-03-01t17:00:00.000000001z"), Timestamp(1'772'384'400'000'000'001));
    EXPECT_EQ(parse_timestamp("2000-02-29T00:00:00Z"), Timestamp(951'782'400'000'000'000));
}

TEST(Timestamp, ReachesToTheEndsOfItsRange) {
    EXPECT_EQ(format_timestamp(Timestamp::earliest()), "1677-09-21T00:12:43.145224192Z");
    EXPECT_EQ(format_timestamp(Timestamp::latest()), "2262-04-11T23:47:16.854775807Z");
    EXPECT_EQ(parse_timestamp("1677-09-21T00:12:43.145224192Z"), Timestamp::earliest());
    EXPECT_EQ(parse_timestamp("2262-04-11T23:47:16.854775807Z"), Timestamp::latest());
    expect_error("1677-09-21T00:12:43.145224191Z", ErrorCode::out_of_range,
                 "reach from 1677-09-21T00:12:43.145224192Z to");
    expect_error("2262-04-11T23:47:16.854775808Z", ErrorCode::out_of_range, "to 2262-04-11T23:47:16.854775807Z");
    expect_error("0000-01-01T00:00:00Z", ErrorCode::out_of_range, "out of range");
    expect_error("9999-12-31T23:59:59Z", ErrorCode::out_of_range, "out of range");
}

TEST(Timestamp, RejectsDatesAndTimesThatDoNotExist) {
    expect_error("2026-02-29T00:00:00Z", ErrorCode::invalid_input, "there is no such date");
    expect_error("2026-13-01T00:00:00Z", ErrorCode::invalid_input, "there is no such date");
    expect_error("2026-00-01T00:00:00Z", ErrorCode::invalid_input, "there is no such date");
    expect_error("2026-01-00T00:00:00Z", ErrorCode::invalid_input, "there is no such date");
    expect_error("2026-01-01T24:00:00Z", ErrorCode::invalid_input, "the hour is at most 23");
    expect_error("2026-01-01T00:60:00Z", ErrorCode::invalid_input, "the hour is at most 23");
    expect_error("2016-12-31T23:59:60Z", ErrorCode::invalid_input, "leap seconds");
}

TEST(Timestamp, RejectsOtherForms) {
    for (const std::string_view text :
         {"", "2026", "2026-03-01", "2026-3-1T17:00:00Z", "20260301T170000Z", "2026-03-01 17:00:00Z",
          "2026-03-01T17:00Z", "2026-03-01T17:00:00", "2026-03-01T17:00:00.Z", "2026-03-01T17:00:00.0000000001Z",
          "2026-03-01T17:00:00,5Z", "2026-03-01T17:00:00-00:00", "2026-03-01T17:00:00+01:00", "2026-03-01T17:00:00Z ",
          " 2026-03-01T17:00:00Z", "+2026-03-01T17:00:00Z", "2026-03-01T17:00:00ZZ", "2026-03-0\x31T-1:00:00Z"}) {
        expect_error(text, ErrorCode::invalid_input, "expected an RFC 3339 time in UTC such as");
    }
}

TEST(Timestamp, EveryMomentComesBackAndAgreesWithTheSystemsCalendar) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    for (int round = 0; round < 50'000; ++round) {
        const Timestamp time(random.integer<std::int64_t>());
        const std::string text = format_timestamp(time);
        ASSERT_EQ(parse_timestamp(text), time) << text;

        const std::int64_t since_1970 = time.nanoseconds_since_1970();
        const std::time_t second = since_1970 / 1'000'000'000 - (since_1970 % 1'000'000'000 < 0 ? 1 : 0);
        std::tm calendar{};
        ASSERT_NE(gmtime_r(&second, &calendar), nullptr);
        char expected[32] = {};
        ASSERT_GT(std::strftime(expected, sizeof expected, "%Y-%m-%dT%H:%M:%S", &calendar), 0u);
        ASSERT_TRUE(text.starts_with(expected)) << text << " is not " << expected;
    }
}

TEST(Timestamp, AdditionStopsAtTheEndsOfTheRange) {
    EXPECT_EQ(Timestamp(5).plus(Duration::nanoseconds(-6)), Timestamp(-1));
    EXPECT_EQ(Timestamp::latest().plus(Duration::seconds(1)), Timestamp::latest());
    EXPECT_EQ(Timestamp::earliest().plus(Duration::nanoseconds(-1)), Timestamp::earliest());
    EXPECT_EQ(Timestamp::latest().plus(Duration::nanoseconds(0)), Timestamp::latest());
}

TEST(Duration, UnitsAreMultiplesOfNanoseconds) {
    EXPECT_EQ(Duration::seconds(2), Duration::milliseconds(2'000));
    EXPECT_EQ(Duration::milliseconds(2), Duration::microseconds(2'000));
    EXPECT_EQ(Duration::microseconds(2).nanoseconds(), 2'000);
}

}  // namespace
}  // namespace trireme
