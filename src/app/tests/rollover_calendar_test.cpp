#include "app/rollover_calendar.hpp"

#include <gtest/gtest.h>

namespace trireme::app {
namespace {

Timestamp at(std::string_view text) { return *parse_timestamp(text); }
Date day(std::string_view text) { return *parse_date(text); }

TEST(RolloverCalendar, HasTradingDaysOnly) {
    // A Thursday.
    const auto rollovers = rollovers_after(at("2026-03-05T12:00:00Z"), 4);
    EXPECT_EQ(rollovers, (std::vector<Rollover>{{at("2026-03-05T22:00:00Z"), day("2026-03-05")},
                                                {at("2026-03-06T22:00:00Z"), day("2026-03-06")},
                                                {at("2026-03-09T21:00:00Z"), day("2026-03-09")},
                                                {at("2026-03-10T21:00:00Z"), day("2026-03-10")}}));
}

TEST(RolloverCalendar, LeavesOutWhatIsNow) {
    const auto next = rollovers_after(at("2026-03-05T22:00:00Z"), 1);
    EXPECT_EQ(next.front().date, day("2026-03-06"));
}

}  // namespace
}  // namespace trireme::app
