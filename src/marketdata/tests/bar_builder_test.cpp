#include "marketdata/bar_builder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <utility>

namespace trireme::marketdata {
namespace {

Timestamp at(std::string_view text) { return *parse_timestamp(text); }

Bar tick(std::string_view time, std::int64_t price) { return tick_bar(at(time), Price(price), Lots(1)); }

std::vector<BuiltBar> build(const BarOptions& options, const std::vector<Bar>& ticks) {
    BarBuilder builder(options);
    std::vector<BuiltBar> built;
    for (const Bar& each : ticks) {
        builder.add(each, built);
    }
    builder.finish(built);
    return built;
}

// As a reader sees them in the end: of each bar what was said last.
std::map<Timestamp, Bar> last_word(const std::vector<BuiltBar>& built) {
    std::map<Timestamp, Bar> bars;
    for (const BuiltBar& each : built) {
        EXPECT_EQ(each.is_correction,
                  bars.contains(each.bar.time) || (!bars.empty() && each.bar.time < bars.rbegin()->first));
        bars[each.bar.time] = each.bar;
    }
    return bars;
}

TEST(BarBuilder, TakesFirstHighestLowestLast) {
    const auto built = build({.period = {1, BarUnit::second}},
                             {tick("2014-05-01T00:00:00.1Z", 5), tick("2014-05-01T00:00:00.5Z", 9),
                              tick("2014-05-01T00:00:00.999999999Z", 4), tick("2014-05-01T00:00:02Z", 7)});
    ASSERT_EQ(built.size(), 2U) << "a second without ticks has no bar";
    EXPECT_EQ(built[0].bar, (Bar{at("2014-05-01T00:00:00Z"), Price(5), Price(9), Price(4), Price(4), Lots(3), 3}));
    EXPECT_EQ(built[1].bar, (Bar{at("2014-05-01T00:00:02Z"), Price(7), Price(7), Price(7), Price(7), Lots(1), 1}));
}

TEST(BarBuilder, GivesOutABarWhenALaterOneBegins) {
    BarBuilder builder({.period = {1, BarUnit::minute}});
    std::vector<BuiltBar> built;
    builder.add(tick("2014-05-01T00:00:59Z", 5), built);
    EXPECT_TRUE(built.empty());
    EXPECT_EQ(builder.unfinished()->close, Price(5));
    builder.add(tick("2014-05-01T00:01:00Z", 6), built);
    ASSERT_EQ(built.size(), 1U);
    EXPECT_FALSE(built.front().is_correction);
}

TEST(BarBuilder, LongBarsOfShortOnesAreThoseOfTicks) {
    std::mt19937_64 random(5);
    std::vector<Bar> ticks;
    std::int64_t time = at("2014-03-07T20:00:00Z").nanoseconds_since_1970();
    for (int count = 0; count < 20'000; ++count) {
        time += static_cast<std::int64_t>(random() % 20'000'000'000);
        ticks.push_back(tick_bar(Timestamp(time), Price(100'000 + static_cast<std::int64_t>(random() % 999)), Lots(2)));
    }
    const std::vector<BarPeriod> steps{{1, BarUnit::second}, {1, BarUnit::minute}, {15, BarUnit::minute},
                                       {1, BarUnit::hour},   {4, BarUnit::hour},   {1, BarUnit::day},
                                       {1, BarUnit::week}};
    for (const DayEnd day_end : {DayEnd::utc_midnight, DayEnd::new_york_close}) {
        std::vector<Bar> shorter = ticks;
        for (const BarPeriod step : steps) {
            const auto of_ticks = build({.period = step, .day_end = day_end}, ticks);
            const auto of_bars = build({.period = step, .day_end = day_end}, shorter);
            ASSERT_EQ(of_ticks.size(), of_bars.size());
            shorter.clear();
            for (std::size_t index = 0; index < of_ticks.size(); ++index) {
                ASSERT_EQ(of_ticks[index].bar, of_bars[index].bar);
                shorter.push_back(of_bars[index].bar);
            }
        }
    }
}

TEST(BarBuilder, LateTicksCorrectWhatWasGivenOut) {
    std::mt19937_64 random(17);
    for (int round = 0; round < 300; ++round) {
        const BarOptions options{.period = {1, BarUnit::second},
                                 .open = round % 2 == 0 ? BarOpen::first_tick : BarOpen::previous_close,
                                 .previous_close = round % 3 == 0 ? std::optional(Price(500)) : std::nullopt};
        std::vector<Bar> late;
        for (int count = 0; count < 60; ++count) {
            late.push_back(tick_bar(Timestamp(static_cast<std::int64_t>(random() % 40) * 250'000'000),
                                    Price(1 + static_cast<std::int64_t>(random() % 1'000)), Lots(1)));
        }
        std::vector<Bar> in_order = late;
        std::vector<std::size_t> places(late.size());
        std::iota(places.begin(), places.end(), 0);
        std::ranges::sort(places, {}, [&](std::size_t place) { return std::pair(late[place].time, place); });
        std::ranges::transform(places, in_order.begin(), [&](std::size_t place) { return late[place]; });
        ASSERT_EQ(last_word(build(options, late)), last_word(build(options, in_order))) << "round " << round;
    }
}

TEST(BarBuilder, TakesNoTickThatIsLaterThanItsMemory) {
    BarBuilder builder({.period = {1, BarUnit::second}, .correctable_bars = 2});
    std::vector<BuiltBar> built;
    for (const char* const time : {"2014-05-01T00:00:01Z", "2014-05-01T00:00:02Z", "2014-05-01T00:00:03Z",
                                   "2014-05-01T00:00:04Z", "2014-05-01T00:00:01.5Z", "2014-05-01T00:00:02.5Z"}) {
        builder.add(tick(time, 5), built);
    }
    EXPECT_EQ(builder.too_late(), 1U);
    EXPECT_TRUE(built.back().is_correction);
    EXPECT_EQ(built.back().bar.time, at("2014-05-01T00:00:02Z"));
}

TEST(BarBuilder, LeavesOutWhatIsOutsideOfSessions) {
    BarBuilder builder({.period = {1, BarUnit::hour}, .sessions = *TradingSessions::named("fx")});
    std::vector<BuiltBar> built;
    builder.add(tick("2014-05-02T20:59:59Z", 5), built);
    builder.add(tick("2014-05-02T21:00:00Z", 6), built);
    builder.add(tick("2014-05-04T20:59:59Z", 7), built);
    builder.add(tick("2014-05-04T21:00:00Z", 8), built);
    builder.finish(built);
    ASSERT_EQ(built.size(), 2U);
    EXPECT_EQ(builder.outside_sessions(), 2U);
    EXPECT_EQ(built[1].bar.open, Price(8));
}

TEST(MidPrice, RoundsAHalfToTheEvenOne) {
    EXPECT_EQ(mid_price(Price(10), Price(13)), Price(12));
    EXPECT_EQ(mid_price(Price(10), Price(11)), Price(10));
    EXPECT_EQ(mid_price(Price(INT64_MAX), Price(INT64_MAX)), Price(INT64_MAX));
}

BarSpan span(BarPeriod period, DayEnd day_end, std::string_view time) {
    return BarCalendar(period, day_end).span_of(at(time));
}

TEST(BarCalendar, EndsDaysAtTheCloseInNewYork) {
    constexpr BarPeriod day{1, BarUnit::day};
    EXPECT_EQ(span(day, DayEnd::utc_midnight, "2014-05-04T21:30:00Z"),
              (BarSpan{at("2014-05-04T00:00:00Z"), at("2014-05-05T00:00:00Z")}));
    // Sunday evening belongs to Monday.
    EXPECT_EQ(span(day, DayEnd::new_york_close, "2014-05-04T21:00:00Z"),
              (BarSpan{at("2014-05-04T21:00:00Z"), at("2014-05-05T21:00:00Z")}));
    EXPECT_EQ(span(day, DayEnd::new_york_close, "2014-05-04T20:59:59.999999999Z").end, at("2014-05-04T21:00:00Z"));
    EXPECT_EQ(span(day, DayEnd::new_york_close, "2014-01-06T23:00:00Z").begin, at("2014-01-06T22:00:00Z"));
}

TEST(BarCalendar, KnowsDaysOf23And25Hours) {
    constexpr BarPeriod day{1, BarUnit::day};
    constexpr BarPeriod four_hours{4, BarUnit::hour};
    EXPECT_EQ(span(day, DayEnd::new_york_close, "2014-03-09T12:00:00Z"),
              (BarSpan{at("2014-03-08T22:00:00Z"), at("2014-03-09T21:00:00Z")}));
    EXPECT_EQ(span(day, DayEnd::new_york_close, "2014-11-02T12:00:00Z"),
              (BarSpan{at("2014-11-01T21:00:00Z"), at("2014-11-02T22:00:00Z")}));
    EXPECT_EQ(span(four_hours, DayEnd::new_york_close, "2014-03-09T20:00:00Z"),
              (BarSpan{at("2014-03-09T18:00:00Z"), at("2014-03-09T21:00:00Z")}));
}

TEST(BarCalendar, MakesWeeksAndMonthsOfTradingDays) {
    constexpr BarPeriod week{1, BarUnit::week};
    constexpr BarPeriod month{1, BarUnit::month};
    EXPECT_EQ(span(week, DayEnd::new_york_close, "2014-05-04T22:00:00Z"),
              (BarSpan{at("2014-05-04T21:00:00Z"), at("2014-05-11T21:00:00Z")}));
    EXPECT_EQ(span(week, DayEnd::utc_midnight, "2014-05-04T22:00:00Z"),
              (BarSpan{at("2014-04-28T00:00:00Z"), at("2014-05-05T00:00:00Z")}));
    EXPECT_EQ(span(month, DayEnd::new_york_close, "2014-04-30T21:00:00Z"),
              (BarSpan{at("2014-04-30T21:00:00Z"), at("2014-05-31T21:00:00Z")}));
    EXPECT_EQ(span(month, DayEnd::utc_midnight, "2014-12-31T23:00:00Z").end, at("2015-01-01T00:00:00Z"));
}

TEST(MarketZone, FollowsTheRulesOfTheirTime) {
    const auto new_york = [](std::string_view time) {
        return format_timestamp(local_of(at(time), MarketZone::new_york));
    };
    EXPECT_EQ(new_york("2014-03-09T06:59:59Z"), "2014-03-09T01:59:59Z");
    EXPECT_EQ(new_york("2014-03-09T07:00:00Z"), "2014-03-09T03:00:00Z");
    EXPECT_EQ(new_york("2014-11-02T05:59:59Z"), "2014-11-02T01:59:59Z");
    EXPECT_EQ(new_york("2014-11-02T06:00:00Z"), "2014-11-02T01:00:00Z");
    EXPECT_EQ(new_york("2000-04-02T07:00:00Z"), "2000-04-02T03:00:00Z");
    EXPECT_EQ(new_york("2000-03-15T12:00:00Z"), "2000-03-15T07:00:00Z");
    EXPECT_EQ(new_york("1985-04-28T07:00:00Z"), "1985-04-28T03:00:00Z");
    EXPECT_EQ(utc_of(at("2014-11-02T01:30:00Z"), MarketZone::new_york), at("2014-11-02T05:30:00Z"));
    EXPECT_EQ(utc_of(at("2014-03-09T02:30:00Z"), MarketZone::new_york), at("2014-03-09T07:30:00Z"));
    EXPECT_EQ(utc_of(at("2014-07-01T12:00:00Z"), MarketZone::eastern_standard), at("2014-07-01T17:00:00Z"));
}

TEST(MarketZone, KnowsTheCloseInNewYork) {
    EXPECT_EQ(new_york_close(*parse_date("2026-03-07")), at("2026-03-07T22:00:00Z"));
    EXPECT_EQ(new_york_close(*parse_date("2026-03-08")), at("2026-03-08T21:00:00Z")) << "the second Sunday of March";
    EXPECT_EQ(new_york_close(*parse_date("2026-10-31")), at("2026-10-31T21:00:00Z"));
    EXPECT_EQ(new_york_close(*parse_date("2026-11-01")), at("2026-11-01T22:00:00Z")) << "the first Sunday of November";
}

TEST(TradingSessions, CountHowLongAMarketIsOpen) {
    const auto fx = *TradingSessions::named("fx");
    const auto shares = *TradingSessions::named("us-equities");
    EXPECT_EQ(fx.open_between(at("2014-05-02T20:59:00Z"), at("2014-05-04T21:02:00Z")), Duration::seconds(180));
    EXPECT_EQ(fx.open_between(at("2014-05-03T00:00:00Z"), at("2014-05-04T00:00:00Z")), Duration());
    EXPECT_EQ(shares.open_between(at("2014-05-01T00:00:00Z"), at("2014-05-08T00:00:00Z")),
              Duration::seconds(5 * 23'400));
    EXPECT_TRUE(shares.contain(at("2014-06-05T13:30:00Z")));
    EXPECT_FALSE(shares.contain(at("2014-06-05T20:00:00Z")));
    EXPECT_EQ(TradingSessions().open_between(at("2014-05-01T00:00:00Z"), at("2014-05-01T00:00:01Z")),
              Duration::seconds(1));
    EXPECT_FALSE(TradingSessions::named("mars"));
}

TEST(BarPeriod, IsFoundByTheDistanceOfBars) {
    EXPECT_EQ(period_of_distance(Duration::seconds(60)), (BarPeriod{1, BarUnit::minute}));
    EXPECT_EQ(period_of_distance(Duration::seconds(14'400)), (BarPeriod{4, BarUnit::hour}));
    EXPECT_EQ(period_of_distance(Duration::seconds(86'400)), (BarPeriod{1, BarUnit::day}));
    EXPECT_EQ(period_of_distance(Duration::seconds(std::int64_t{28} * 86'400)), (BarPeriod{1, BarUnit::month}));
    EXPECT_EQ(period_of_distance(Duration::seconds(420)), std::nullopt);
    EXPECT_EQ(period_of_distance(Duration::milliseconds(1'500)), std::nullopt);
}

}  // namespace
}  // namespace trireme::marketdata
