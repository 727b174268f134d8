#include "engine/sessions.hpp"

#include "base/date.hpp"

#include <algorithm>

namespace trireme::engine {
namespace {

constexpr std::int64_t nanoseconds_per_minute = 60'000'000'000;
constexpr std::int64_t nanoseconds_per_day = 24 * 60 * nanoseconds_per_minute;
constexpr std::int64_t nanoseconds_per_week = minutes_per_week * nanoseconds_per_minute;

// Since Monday 00:00 UTC. The 1st of January 1970 was a Thursday.
std::int64_t nanoseconds_into_week(Timestamp time) {
    constexpr std::int64_t monday_before_1970 = -3 * nanoseconds_per_day;
    const std::int64_t since_1970 = time.nanoseconds_since_1970() % nanoseconds_per_week;
    return (since_1970 - monday_before_1970 + nanoseconds_per_week) % nanoseconds_per_week;
}

// The session that holds the moment of the week; end() if none does.
auto session_at(const std::vector<SessionInterval>& sessions, std::int64_t into_week) {
    const std::int64_t minute = into_week / nanoseconds_per_minute;
    const auto later = std::ranges::upper_bound(sessions, minute, {}, &SessionInterval::open);
    if (later == sessions.begin() || std::prev(later)->close <= minute) {
        return sessions.end();
    }
    return std::prev(later);
}

// The first holiday that is not over at the moment; end() if all are.
auto holiday_from(const std::vector<Holiday>& holidays, Timestamp time) {
    return std::ranges::upper_bound(holidays, time, {}, &Holiday::until);
}

bool is_holiday(const std::vector<Holiday>& holidays, Timestamp time) {
    const auto holiday = holiday_from(holidays, time);
    return holiday != holidays.end() && holiday->from <= time;
}

// How long the session that holds the moment of the week goes on, with all sessions that follow it without a break.
// Nothing if they fill the week.
std::optional<Duration> time_left(const std::vector<SessionInterval>& sessions, std::int64_t into_week) {
    const auto first = session_at(sessions, into_week);
    std::int64_t weeks_passed = 0;
    auto last = first;
    while (true) {
        auto following = std::next(last);
        std::int64_t week_begins = 0;
        if (following == sessions.end()) {
            following = sessions.begin();
            week_begins = minutes_per_week;
        }
        if (following->open + week_begins != last->close) {
            break;
        }
        if (following == first) {
            return std::nullopt;
        }
        weeks_passed += week_begins == 0 ? 0 : 1;
        last = following;
    }
    return Duration::nanoseconds(weeks_passed * nanoseconds_per_week + last->close * nanoseconds_per_minute -
                                 into_week);
}

std::optional<Timestamp> next_holiday(const Instrument& instrument, Timestamp time) {
    const auto holiday = holiday_from(instrument.holidays, time);
    return holiday == instrument.holidays.end() ? std::nullopt : std::optional(holiday->from);
}

// The end of the session that holds the moment, holidays apart. Nothing without sessions, or where they never end.
std::optional<Timestamp> end_of_session(const Instrument& instrument, Timestamp time) {
    if (instrument.sessions.empty()) {
        return std::nullopt;
    }
    const auto left = time_left(instrument.sessions, nanoseconds_into_week(time));
    return left ? std::optional(time.plus(*left)) : std::nullopt;
}

std::optional<Timestamp> earlier(std::optional<Timestamp> a, std::optional<Timestamp> b) {
    return a && b ? std::min(a, b) : (a ? a : b);
}

Timestamp end_of_utc_day(Timestamp time) {
    const std::int64_t into_day =
        (time.nanoseconds_since_1970() % nanoseconds_per_day + nanoseconds_per_day) % nanoseconds_per_day;
    return time.plus(Duration::nanoseconds(nanoseconds_per_day - into_day));
}

}  // namespace

bool is_open(const Instrument& instrument, Timestamp time) {
    if (!instrument.sessions.empty() &&
        session_at(instrument.sessions, nanoseconds_into_week(time)) == instrument.sessions.end()) {
        return false;
    }
    return instrument.holidays.empty() || !is_holiday(instrument.holidays, time);
}

std::optional<Timestamp> session_end(const Instrument& instrument, Timestamp time) {
    if (!is_open(instrument, time)) {
        return time;
    }
    return earlier(end_of_session(instrument, time), next_holiday(instrument, time));
}

Timestamp day_end(const Instrument& instrument, Timestamp time, std::optional<Timestamp> next_rollover) {
    if (!is_open(instrument, time)) {
        return time;
    }
    const auto session = end_of_session(instrument, time);
    const Timestamp day = session ? *session : next_rollover.value_or(end_of_utc_day(time));
    return *earlier(day, next_holiday(instrument, time));
}

}  // namespace trireme::engine
