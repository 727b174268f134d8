#include "marketdata/bar_calendar.hpp"

#include "marketdata/market_zone.hpp"

#include <algorithm>
#include <chrono>

namespace trireme::marketdata {
namespace {

constexpr std::int64_t days_per_week = 7;
// From 17:00 to midnight.
constexpr Duration evening = Duration::seconds(std::int64_t{7} * 3'600);

Date days_later(Date date, std::int64_t days) { return Date(static_cast<std::int32_t>(date.days_since_1970() + days)); }

Date of_month(std::chrono::year_month month) {
    return Date(static_cast<std::int32_t>(std::chrono::sys_days(month / 1).time_since_epoch().count()));
}

}  // namespace

Date BarCalendar::trading_date(Timestamp time) const {
    return day_end_ == DayEnd::utc_midnight ? Date::of(time)
                                            : Date::of(local_of(time, MarketZone::new_york).plus(evening));
}

Timestamp BarCalendar::begin_of(Date trading_date) const {
    return day_end_ == DayEnd::utc_midnight ? utc_of(trading_date, Duration(), MarketZone::utc)
                                            : new_york_close(days_later(trading_date, -1));
}

BarSpan BarCalendar::span_of(Timestamp time) const {
    const Date date = trading_date(time);
    if (period_.unit == BarUnit::week) {
        const Date monday = days_later(date, 1 - static_cast<std::int64_t>(date.weekday()));
        return {begin_of(monday), begin_of(days_later(monday, days_per_week))};
    }
    if (period_.unit == BarUnit::month) {
        const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(date.days_since_1970()))};
        const std::chrono::year_month month = day.year() / day.month();
        return {begin_of(of_month(month)), begin_of(of_month(month + std::chrono::months(1)))};
    }
    const BarSpan day{begin_of(date), begin_of(days_later(date, 1))};
    const auto length = period_.of_clock();
    if (!length) {
        return day;
    }
    const std::int64_t since = time.nanoseconds_since_1970() - day.begin.nanoseconds_since_1970();
    const Timestamp begin =
        day.begin.plus(Duration::nanoseconds(since / length->nanoseconds() * length->nanoseconds()));
    return {begin, std::min(begin.plus(*length), day.end)};
}

}  // namespace trireme::marketdata
