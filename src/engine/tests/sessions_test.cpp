#include "engine/sessions.hpp"

#include "base/tests/random.hpp"
#include "engine/tests/terms.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace trireme::engine {
namespace {

using testing::at;
using testing::eurusd;
using trireme::testing::Random;
using trireme::testing::test_seed;

constexpr std::uint16_t minute_of_week(int day, int hour) { return static_cast<std::uint16_t>((day * 24 + hour) * 60); }

// From Sunday 22:00 to Friday 22:00, as foreign exchange is traded in winter. The week's end lies within the session.
Instrument with_forex_week() {
    Instrument instrument = eurusd();
    instrument.sessions = {{0, minute_of_week(4, 22)}, {minute_of_week(6, 22), minutes_per_week}};
    return instrument;
}

TEST(Sessions, WithoutAnyTradingNeverStops) {
    const Instrument instrument = eurusd();
    EXPECT_TRUE(is_open(instrument, Timestamp::earliest()));
    EXPECT_TRUE(is_open(instrument, Timestamp::latest()));
    EXPECT_EQ(session_end(instrument, at("2026-03-04T12:00:00Z")), std::nullopt);
}

TEST(Sessions, HoldTheirOpeningAndNotTheirClose) {
    const Instrument instrument = with_forex_week();
    EXPECT_TRUE(is_open(instrument, at("2026-03-06T21:59:59.999999999Z")));
    EXPECT_FALSE(is_open(instrument, at("2026-03-06T22:00:00Z")));
    EXPECT_FALSE(is_open(instrument, at("2026-03-07T12:00:00Z")));
    EXPECT_FALSE(is_open(instrument, at("2026-03-08T21:59:59.999999999Z")));
    EXPECT_TRUE(is_open(instrument, at("2026-03-08T22:00:00Z")));
    EXPECT_TRUE(is_open(instrument, at("2026-03-09T00:00:00Z")));
}

TEST(Sessions, BeforeTheEpochAreThoseOfTheSameWeekdays) {
    const Instrument instrument = with_forex_week();
    EXPECT_TRUE(is_open(instrument, at("1969-12-26T21:59:59Z")));
    EXPECT_FALSE(is_open(instrument, at("1969-12-26T22:00:00Z")));
    EXPECT_EQ(session_end(instrument, at("1969-12-22T00:00:00Z")), at("1969-12-26T22:00:00Z"));
}

TEST(Sessions, ThatTouchAreOneOverTheWeeksEndToo) {
    const Instrument instrument = with_forex_week();
    EXPECT_EQ(session_end(instrument, at("2026-03-04T12:00:00.5Z")), at("2026-03-06T22:00:00Z"));
    EXPECT_EQ(session_end(instrument, at("2026-03-08T22:00:00Z")), at("2026-03-13T22:00:00Z"));
    EXPECT_EQ(session_end(instrument, at("2026-03-07T12:00:00Z")), at("2026-03-07T12:00:00Z"));
}

TEST(Sessions, ThatFillTheWeekNeverEnd) {
    Instrument instrument = eurusd();
    instrument.sessions = {{0, minutes_per_week}};
    EXPECT_EQ(session_end(instrument, at("2026-03-04T12:00:00Z")), std::nullopt);
    instrument.sessions = {{0, 60}, {60, 120}, {120, minutes_per_week}};
    EXPECT_EQ(session_end(instrument, at("2026-03-04T12:00:00Z")), std::nullopt);
}

TEST(Sessions, AHolidayClosesThem) {
    Instrument instrument = with_forex_week();
    instrument.holidays = {{at("2026-03-04T18:00:00Z"), at("2026-03-05T00:00:00Z")}};
    EXPECT_EQ(session_end(instrument, at("2026-03-04T12:00:00Z")), at("2026-03-04T18:00:00Z"));
    EXPECT_TRUE(is_open(instrument, at("2026-03-04T17:59:59.999999999Z")));
    EXPECT_FALSE(is_open(instrument, at("2026-03-04T18:00:00Z")));
    EXPECT_FALSE(is_open(instrument, at("2026-03-04T23:59:59.999999999Z")));
    EXPECT_TRUE(is_open(instrument, at("2026-03-05T00:00:00Z")));
    EXPECT_EQ(session_end(instrument, at("2026-03-05T00:00:00Z")), at("2026-03-06T22:00:00Z"));
}

TEST(Sessions, DayEndsWithTheSession) {
    const Instrument instrument = with_forex_week();
    const Timestamp rollover = at("2026-03-04T22:00:00Z");
    EXPECT_EQ(day_end(instrument, at("2026-03-04T12:00:00Z"), rollover), at("2026-03-06T22:00:00Z"));
}

TEST(Sessions, DayEndsWithTheRolloverWhereTradingNeverStops) {
    Instrument instrument = eurusd();
    const Timestamp now = at("2026-03-04T12:00:00Z");
    const Timestamp rollover = at("2026-03-04T22:00:00Z");
    EXPECT_EQ(day_end(instrument, now, rollover), rollover);
    EXPECT_EQ(day_end(instrument, now, std::nullopt), at("2026-03-05T00:00:00Z"));
    EXPECT_EQ(day_end(instrument, at("2026-03-05T00:00:00Z"), std::nullopt), at("2026-03-06T00:00:00Z"));
    EXPECT_EQ(day_end(instrument, at("1969-12-31T01:00:00Z"), std::nullopt), at("1970-01-01T00:00:00Z"));
    instrument.sessions = {{0, minutes_per_week}};
    EXPECT_EQ(day_end(instrument, now, rollover), rollover);
    instrument.holidays = {{at("2026-03-04T21:00:00Z"), at("2026-03-05T00:00:00Z")}};
    EXPECT_EQ(day_end(instrument, now, rollover), at("2026-03-04T21:00:00Z"));
    instrument.holidays = {{at("2026-03-05T00:00:00Z"), at("2026-03-06T00:00:00Z")}};
    EXPECT_EQ(day_end(instrument, now, rollover), rollover);
}

TEST(Sessions, EndWhereAWalkMinuteByMinuteFindsThemClosed) {
    Random random(test_seed());
    SCOPED_TRACE(random.trace());
    const Timestamp monday = at("2026-03-02T00:00:00Z");
    const auto minute = [&](std::int64_t count) { return monday.plus(Duration::seconds(60 * count)); };
    for (int round = 0; round < 200; ++round) {
        Instrument instrument = eurusd();
        std::uint16_t from = 0;
        while (from < minutes_per_week && instrument.sessions.size() < sessions_max) {
            const auto open = static_cast<std::uint16_t>(from + (random.one_in(2) ? 0 : random.below(500)));
            const auto close = std::min<std::uint64_t>(open + 1 + random.below(3'000), minutes_per_week);
            if (open >= close) {
                break;
            }
            instrument.sessions.push_back({open, static_cast<std::uint16_t>(close)});
            from = instrument.sessions.back().close;
        }
        if (random.one_in(2)) {
            const auto holiday = static_cast<std::int64_t>(random.below(minutes_per_week));
            instrument.holidays = {{minute(holiday), minute(holiday + 100)}};
        }
        const auto start = static_cast<std::int64_t>(random.below(minutes_per_week));
        std::int64_t walked = start;
        while (walked < start + 2 * minutes_per_week && is_open(instrument, minute(walked))) {
            walked += 1;
        }
        const bool never_closes = walked == start + 2 * minutes_per_week;
        EXPECT_EQ(session_end(instrument, minute(start)), never_closes ? std::nullopt : std::optional(minute(walked)));
    }
}

}  // namespace
}  // namespace trireme::engine
