#pragma once

#include "base/describe.hpp"
#include "base/result.hpp"
#include "base/timestamp.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace trireme {

// Enumerated as ISO 8601 counts them.
enum class Weekday : std::uint8_t { monday = 1, tuesday, wednesday, thursday, friday, saturday, sunday };
TRIREME_DESCRIBE_ENUM(Weekday, monday, tuesday, wednesday, thursday, friday, saturday, sunday)

// A day of the Gregorian calendar: a trading day, the date of a swap. Which moments belong to it is for whoever names
// it to say; no time zone is implied. Reaches from 0001-01-01 to 9999-12-31, the years that ISO 8601 writes with four
// digits. A count of days is not checked when a Date is made of it; one beyond the range can be compared, but neither
// written as text nor stored.
class Date {
public:
    constexpr Date() = default;
    constexpr explicit Date(std::int32_t days_since_1970) : days_(days_since_1970) {}

    [[nodiscard]] static constexpr Date earliest() { return Date(-719'162); }
    [[nodiscard]] static constexpr Date latest() { return Date(2'932'896); }
    [[nodiscard]] constexpr bool is_in_range() const { return *this >= earliest() && *this <= latest(); }

    // The UTC day that holds `time`.
    [[nodiscard]] static constexpr Date of(Timestamp time) {
        using std::chrono::floor;
        const std::chrono::nanoseconds since_1970(time.nanoseconds_since_1970());
        return Date(static_cast<std::int32_t>(floor<std::chrono::days>(since_1970).count()));
    }

    [[nodiscard]] constexpr std::int32_t days_since_1970() const { return days_; }
    [[nodiscard]] constexpr Weekday weekday() const {
        const std::chrono::sys_days day{std::chrono::days(days_)};
        return static_cast<Weekday>(std::chrono::weekday(day).iso_encoding());
    }
    constexpr auto operator<=>(const Date&) const = default;

private:
    std::int32_t days_ = 0;
};

// How long the UTC day had lasted at `time`.
[[nodiscard]] constexpr Duration time_of_day(Timestamp time) {
    constexpr std::int64_t ns_per_day = 86'400'000'000'000;
    const std::int64_t rest = time.nanoseconds_since_1970() % ns_per_day;
    return Duration::nanoseconds(rest < 0 ? rest + ns_per_day : rest);
}

// "2026-03-01", of a date that is in range.
[[nodiscard]] std::string format_date(Date date);

// Accepts exactly that form. Errors: invalid_input for another form or a day that the calendar does not have,
// out_of_range for the year 0000.
[[nodiscard]] Result<Date> parse_date(std::string_view text);

}  // namespace trireme
