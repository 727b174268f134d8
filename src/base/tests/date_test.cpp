#include "base/date.hpp"

#include "base/tests/random.hpp"

#include <gtest/gtest.h>

#include <string>

namespace trireme {
namespace {

constexpr std::int64_t nanoseconds_per_day = 86'400'000'000'000;

void expect_error(std::string_view text, ErrorCode code, std::string_view message) {
    const auto parsed = parse_date(text);
    ASSERT_FALSE(parsed) << text << " was taken for " << parsed->days_since_1970();
    EXPECT_EQ(parsed.error().code, code) << text;
    EXPECT_EQ(parsed.error().message, message);
}

TEST(Date, TextIsYearMonthDay) {
    EXPECT_EQ(format_date(Date()), "1970-01-01");
    EXPECT_EQ(format_date(Date(-1)), "1969-12-31");
    EXPECT_EQ(format_date(Date(20'513)), "2026-03-01");
    EXPECT_EQ(parse_date("2026-03-01"), Date(20'513));
    EXPECT_EQ(parse_date("2000-02-29"), Date(11'016));
}

TEST(Date, ReachesToTheEndsOfItsRange) {
    EXPECT_EQ(format_date(Date::earliest()), "0001-01-01");
    EXPECT_EQ(format_date(Date::latest()), "9999-12-31");
    EXPECT_EQ(parse_date("0001-01-01"), Date::earliest());
    EXPECT_EQ(parse_date("9999-12-31"), Date::latest());
    EXPECT_TRUE(Date::earliest().is_in_range() && Date::latest().is_in_range());
    EXPECT_FALSE(Date(Date::earliest().days_since_1970() - 1).is_in_range());
    EXPECT_FALSE(Date(Date::latest().days_since_1970() + 1).is_in_range());
    expect_error("0000-12-31", ErrorCode::out_of_range,
                 "\"0000-12-31\" is out of range: dates reach from 0001-01-01 to 9999-12-31");
}

TEST(Date, RejectsOtherFormsAndDaysThatTheCalendarDoesNotHave) {
    for (const std::string_view text : {"", "2026", "2026-3-1", "20260301", "2026/03/01", "2026-03-01 ", " 2026-03-01",
                                        "2026-03-01T17:00:00Z", "-026-03-01", "12026-03-01", "01-03-2026"}) {
        expect_error(text, ErrorCode::invalid_input,
                     "expected a date such as \"2026-03-01\", got \"" + std::string(text) + "\": it is not YYYY-MM-DD");
    }
    for (const std::string_view text :
         {"2026-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-04-31"}) {
        expect_error(
            text, ErrorCode::invalid_input,
            "expected a date such as \"2026-03-01\", got \"" + std::string(text) + "\": there is no such date");
    }
}

TEST(Date, RandomDatesComeBack) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    const std::int64_t days = Date::latest().days_since_1970() - Date::earliest().days_since_1970() + 1;
    for (int round = 0; round < 10'000; ++round) {
        const auto into_range = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(days)));
        const Date date(Date::earliest().days_since_1970() + into_range);
        ASSERT_EQ(parse_date(format_date(date)), date);
    }
}

TEST(Date, OfATimeIsItsUtcDay) {
    EXPECT_EQ(Date::of(Timestamp(0)), Date(0));
    EXPECT_EQ(Date::of(Timestamp(-1)), Date(-1));
    EXPECT_EQ(Date::of(Timestamp(nanoseconds_per_day - 1)), Date(0));
    EXPECT_EQ(Date::of(Timestamp(nanoseconds_per_day)), Date(1));
    EXPECT_EQ(format_date(Date::of(Timestamp::earliest())), "1677-09-21");
    EXPECT_EQ(format_date(Date::of(Timestamp::latest())), "2262-04-11");
}

TEST(Date, KnowsItsWeekday) {
    EXPECT_EQ(Date().weekday(), Weekday::thursday);
    EXPECT_EQ(parse_date("2026-03-01")->weekday(), Weekday::sunday);
    EXPECT_EQ(Date::earliest().weekday(), Weekday::monday);
    EXPECT_EQ(Date::latest().weekday(), Weekday::friday);
    for (std::int32_t day = -8; day <= 8; ++day) {
        EXPECT_EQ(static_cast<int>(Date(day + 1).weekday()), static_cast<int>(Date(day).weekday()) % 7 + 1);
    }
}

TEST(DateDeathTest, TextOfADateBeyondTheRangeIsABug) {
    EXPECT_DEATH(static_cast<void>(format_date(Date(INT32_MAX))), "2147483647 days since 1970");
}

}  // namespace
}  // namespace trireme
