#pragma once

#include "base/date.hpp"
#include "base/result.hpp"
#include "base/timestamp.hpp"

#include <optional>
#include <string_view>

// The moments that files of prices state, in UTC or by the clock of another zone.
namespace trireme::marketdata {

enum class TimeForm : unsigned char {
    iso,      // 2013-01-01 22:00:00.295+00:00, with T or a space, without an offset or one of zero; 2013-01-01
    compact,  // 20070101 21:00, with seconds and their fraction or without
    dotted,   // 2007.01.01 21:00, likewise (MetaTrader)
    digits,   // 20120201 000000660, or without milliseconds (HistData)
    seconds_since_1970,  // and so on: told apart by their count of digits
    milliseconds_since_1970,
    microseconds_since_1970,
    nanoseconds_since_1970,
    milliseconds_of_day,  // of the day that the file's name states (LEAN)
};

// Whether it is read off a clock, whose zone matters, and not counted since 1970.
[[nodiscard]] constexpr bool is_of_clock(TimeForm form) {
    return form <= TimeForm::digits || form == TimeForm::milliseconds_of_day;
}

// What form a time has that is not of a day; nothing if it is none of these.
[[nodiscard]] std::optional<TimeForm> form_of(std::string_view text);

// `day` is that of milliseconds_of_day. `invalid_input` if the text is no moment of this form.
[[nodiscard]] Result<Timestamp> parse_time(std::string_view text, TimeForm form, Date day);

}  // namespace trireme::marketdata
