#include "app/rollover_calendar.hpp"

#include <chrono>

namespace trireme::app {
namespace {

using std::chrono::days;
using std::chrono::Sunday;
using std::chrono::sys_days;

constexpr std::int64_t close_hour = 17;
constexpr std::int64_t hours_behind_utc = 5;
constexpr std::int64_t seconds_per_hour = 3'600;
constexpr std::int64_t ns_per_day = 24 * seconds_per_hour * 1'000'000'000;

// From the second Sunday of March to the first of November. Both changes come at night, long before the close.
bool is_daylight_saving(Date date) {
    const sys_days day{days(date.days_since_1970())};
    const std::chrono::year year = std::chrono::year_month_day(day).year();
    const sys_days begin = year / std::chrono::March / Sunday[2];
    const sys_days end = year / std::chrono::November / Sunday[1];
    return day >= begin && day < end;
}

bool is_trading_day(Date date) { return date.weekday() != Weekday::saturday && date.weekday() != Weekday::sunday; }

}  // namespace

Timestamp new_york_close(Date date) {
    const std::int64_t hour = close_hour + hours_behind_utc - (is_daylight_saving(date) ? 1 : 0);
    return Timestamp(date.days_since_1970() * ns_per_day).plus(Duration::seconds(hour * seconds_per_hour));
}

std::vector<Rollover> rollovers_after(Timestamp now, std::size_t count) {
    std::vector<Rollover> rollovers;
    for (Date date = Date::of(now); rollovers.size() < count; date = Date(date.days_since_1970() + 1)) {
        const Timestamp close = new_york_close(date);
        if (is_trading_day(date) && close > now) {
            rollovers.push_back({close, date});
        }
    }
    return rollovers;
}

}  // namespace trireme::app
