#include "marketdata/market_zone.hpp"

#include <chrono>

namespace trireme::marketdata {
namespace {

using std::chrono::Sunday;
using std::chrono::sys_days;

constexpr std::int64_t seconds_per_hour = 3'600;
constexpr std::int64_t ns_per_day = 24 * seconds_per_hour * 1'000'000'000;

constexpr Duration hours(std::int64_t count) { return Duration::seconds(count * seconds_per_hour); }
constexpr Duration standard_time = hours(5);
constexpr Duration daylight_time = hours(4);
constexpr Duration close_of_day = hours(17);

// By the Uniform Time Act and its amendments; the energy crisis of 1974 and 1975 is not told apart.
sys_days first_day(std::chrono::year year) {
    if (year >= std::chrono::year(2007)) {
        return year / std::chrono::March / Sunday[2];
    }
    if (year >= std::chrono::year(1987)) {
        return year / std::chrono::April / Sunday[1];
    }
    return year / std::chrono::April / Sunday[std::chrono::last];
}

sys_days last_day(std::chrono::year year) {
    if (year >= std::chrono::year(2007)) {
        return year / std::chrono::November / Sunday[1];
    }
    return year / std::chrono::October / Sunday[std::chrono::last];
}

Timestamp moment(sys_days day, Duration time_of_day) {
    return Timestamp(day.time_since_epoch().count() * ns_per_day).plus(time_of_day);
}

// Both changes come at two o'clock by the clock that is changed.
bool is_daylight_saving(Timestamp time) {
    const sys_days day{std::chrono::days(Date::of(time).days_since_1970())};
    const std::chrono::year year = std::chrono::year_month_day(day).year();
    return time >= moment(first_day(year), hours(7)) && time < moment(last_day(year), hours(6));
}

Timestamp less(Timestamp time, Duration span) { return time.plus(Duration::nanoseconds(-span.nanoseconds())); }

}  // namespace

Timestamp local_of(Timestamp time, MarketZone zone) {
    switch (zone) {
        case MarketZone::utc: return time;
        case MarketZone::new_york: return less(time, is_daylight_saving(time) ? daylight_time : standard_time);
        case MarketZone::eastern_standard: break;
    }
    return less(time, standard_time);
}

Timestamp utc_of(Timestamp local, MarketZone zone) {
    if (zone == MarketZone::utc) {
        return local;
    }
    const Timestamp if_daylight = local.plus(daylight_time);
    return zone == MarketZone::new_york && is_daylight_saving(if_daylight) ? if_daylight : local.plus(standard_time);
}

Timestamp utc_of(Date day, Duration time_of_day, MarketZone zone) {
    return utc_of(Timestamp(day.days_since_1970() * ns_per_day).plus(time_of_day), zone);
}

Timestamp new_york_close(Date date) { return utc_of(date, close_of_day, MarketZone::new_york); }

}  // namespace trireme::marketdata
