#include "base/timestamp.hpp"

#include "base/date.hpp"
#include "base/in_quotes.hpp"
#include "base/integer.hpp"
#include "base/iso_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

namespace trireme {
namespace {

using iso_text::take_any;
using iso_text::take_digits;

constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;
constexpr std::size_t fraction_digits_max = 9;

std::unexpected<Error> not_a_time(std::string_view text, std::string_view why) {
    return fail(ErrorCode::invalid_input,
                "expected an RFC 3339 time in UTC such as \"2026-03-01T17:00:00.25Z\", got {}: {}", in_quotes(text),
                why);
}

// ".25" as nanoseconds; no fraction at all is zero; nothing if the point is there and the digits are wrong.
std::optional<int> take_fraction(std::string_view& rest) {
    if (!take_any(rest, ".")) {
        return 0;
    }
    const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits == 0 || digits > fraction_digits_max) {
        return std::nullopt;
    }
    int nanoseconds = *take_digits(rest, digits);
    for (std::size_t place = digits; place < fraction_digits_max; ++place) {
        nanoseconds *= 10;
    }
    return nanoseconds;
}

}  // namespace

std::string format_timestamp(Timestamp time) {
    using namespace std::chrono;
    const sys_time<nanoseconds> moment{nanoseconds(time.nanoseconds_since_1970())};
    // Rounded towards the past, so that before 1970 too the fraction counts forward from its second.
    const auto second = floor<seconds>(moment);
    const hh_mm_ss clock(second - floor<days>(second));

    std::string text = fmt::format("{}T{:02}:{:02}:{:02}", format_date(Date::of(time)), clock.hours().count(),
                                   clock.minutes().count(), clock.seconds().count());
    // Not `moment - second`: the second in which the range begins starts before the range and would overflow.
    const std::int64_t into_second = time.nanoseconds_since_1970() % nanoseconds_per_second;
    const std::int64_t fraction = into_second < 0 ? into_second + nanoseconds_per_second : into_second;
    if (fraction != 0) {
        text += fmt::format(".{:09}", fraction);
        text.resize(text.find_last_not_of('0') + 1);
    }
    text += 'Z';
    return text;
}

Result<Timestamp> parse_timestamp(std::string_view text) {
    std::string_view rest = text;
    const auto date = iso_text::take_date(rest);
    if (!date) {
        return not_a_time(text, "the date is not YYYY-MM-DD");
    }
    if (!date->ok()) {
        return not_a_time(text, "there is no such date");
    }

    const bool separator = take_any(rest, "Tt");
    const auto hour = take_digits(rest, 2);
    const bool first_colon = take_any(rest, ":");
    const auto minute = take_digits(rest, 2);
    const bool second_colon = take_any(rest, ":");
    const auto second = take_digits(rest, 2);
    if (!separator || !hour || !first_colon || !minute || !second_colon || !second) {
        return not_a_time(text, "after the date comes T and the time as HH:MM:SS");
    }
    if (*hour > 23 || *minute > 59 || *second > 59) {
        return not_a_time(text,
                          "the hour is at most 23, minute and second at most 59 (leap seconds do not exist here)");
    }

    const auto nanoseconds = take_fraction(rest);
    if (!nanoseconds) {
        return not_a_time(text, "the fraction has one to nine digits");
    }
    if (rest != "Z" && rest != "z" && rest != "+00:00") {
        return not_a_time(text, "it must end in Z or +00:00");
    }

    const std::int64_t days = std::chrono::sys_days(*date).time_since_epoch().count();
    const std::int64_t seconds = days * 86'400 + *hour * 3'600 + *minute * 60 + *second;
    const auto since_1970 = narrow<std::int64_t>(Int128{seconds} * nanoseconds_per_second + *nanoseconds);
    if (!since_1970) {
        return fail(ErrorCode::out_of_range, "{} is out of range: times reach from {} to {}", in_quotes(text),
                    format_timestamp(Timestamp::earliest()), format_timestamp(Timestamp::latest()));
    }
    return Timestamp(*since_1970);
}

}  // namespace trireme
