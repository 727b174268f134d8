#include "base/date.hpp"

#include "base/assert.hpp"
#include "base/in_quotes.hpp"
#include "base/iso_text.hpp"

#include <fmt/format.h>

namespace trireme {
namespace {

std::unexpected<Error> not_a_date(std::string_view text, std::string_view why) {
    return fail(ErrorCode::invalid_input, "expected a date such as \"2026-03-01\", got {}: {}", in_quotes(text), why);
}

}  // namespace

std::string format_date(Date date) {
    TRIREME_ASSERT(date.is_in_range(), "{} days since 1970", date.days_since_1970());
    const std::chrono::sys_days day{std::chrono::days(date.days_since_1970())};
    const std::chrono::year_month_day calendar(day);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(calendar.year()), static_cast<unsigned>(calendar.month()),
                       static_cast<unsigned>(calendar.day()));
}

Result<Date> parse_date(std::string_view text) {
    std::string_view rest = text;
    const auto calendar = iso_text::take_date(rest);
    if (!calendar || !rest.empty()) {
        return not_a_date(text, "it is not YYYY-MM-DD");
    }
    if (!calendar->ok()) {
        return not_a_date(text, "there is no such date");
    }
    const Date date(static_cast<std::int32_t>(std::chrono::sys_days(*calendar).time_since_epoch().count()));
    if (!date.is_in_range()) {
        return fail(ErrorCode::out_of_range, "{} is out of range: dates reach from {} to {}", in_quotes(text),
                    format_date(Date::earliest()), format_date(Date::latest()));
    }
    return date;
}

}  // namespace trireme
