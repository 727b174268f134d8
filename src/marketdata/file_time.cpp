#include "marketdata/file_time.hpp"

#include "base/decimal.hpp"
#include "base/in_quotes.hpp"
#include "base/iso_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace trireme::marketdata {
namespace {

constexpr std::int64_t ns_per_day = 86'400'000'000'000;
constexpr std::int64_t ms_per_day = 86'400'000;

bool is_digit(char character) { return character >= '0' && character <= '9'; }

// "20120201 000000660".
std::string digits_as_rfc3339(std::string_view text) {
    constexpr std::size_t to_seconds = 15;
    constexpr std::size_t to_milliseconds = 18;
    if ((text.size() != to_seconds && text.size() != to_milliseconds) || text[8] != ' ') {
        return {};
    }
    return fmt::format("{}-{}-{}T{}:{}:{}{}{}Z", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2),
                       text.substr(9, 2), text.substr(11, 2), text.substr(13, 2), text.size() == to_seconds ? "" : ".",
                       text.substr(to_seconds));
}

// A moment's text with its punctuation as RFC 3339 has it; empty if it cannot be brought there.
std::string as_rfc3339(std::string_view text, TimeForm form) {
    if (form == TimeForm::digits) {
        return digits_as_rfc3339(text);
    }
    std::string made;
    if (form == TimeForm::compact) {
        if (text.size() < 8) {
            return {};
        }
        made = fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
        text.remove_prefix(8);
    } else {
        if (text.size() < 10) {
            return {};
        }
        made = text.substr(0, 10);
        if (form == TimeForm::dotted) {
            std::ranges::replace(made, '.', '-');
        }
        text.remove_prefix(10);
        if (text.empty()) {
            return made + "T00:00:00Z";  // a day stands for its begin
        }
    }
    if (!text.starts_with(' ') && !text.starts_with('T')) {
        return {};
    }
    text.remove_prefix(1);
    for (const std::string_view zero : {"Z", "+00:00", "+0000"}) {
        if (text.ends_with(zero)) {
            text.remove_suffix(zero.size());
            break;
        }
    }
    constexpr std::size_t without_seconds = 5;
    return fmt::format("{}T{}{}Z", made, text, text.size() == without_seconds ? ":00" : "");
}

// The number that the digits are; nothing if others are among them.
std::optional<int> number_at(std::string_view text, std::size_t begin, std::size_t count) {
    int number = 0;
    for (const char character : text.substr(begin, count)) {
        if (!is_digit(character)) {
            return std::nullopt;
        }
        number = number * 10 + (character - '0');
    }
    return number;
}

// "2013-01-01 22:00:00" and what may come behind it, in a fraction of the time that the way through RFC 3339 takes.
// Nothing for whatever is not exactly so, right or wrong.
std::optional<Timestamp> parse_plain_iso(std::string_view text) {
    constexpr std::size_t bytes = 19;
    constexpr std::size_t fraction_digits_max = 9;
    if (text.ends_with('Z')) {
        text.remove_suffix(1);
    } else if (text.ends_with("+00:00")) {
        text.remove_suffix(std::string_view("+00:00").size());
    }
    if (text.size() < bytes || text[4] != '-' || text[7] != '-' || (text[10] != ' ' && text[10] != 'T') ||
        text[13] != ':' || text[16] != ':') {
        return std::nullopt;
    }
    const auto year = number_at(text, 0, 4);
    const auto month = number_at(text, 5, 2);
    const auto day = number_at(text, 8, 2);
    const auto hour = number_at(text, 11, 2);
    const auto minute = number_at(text, 14, 2);
    const auto second = number_at(text, 17, 2);
    const std::string_view fraction = text.substr(bytes);
    if (!year || !month || !day || !hour || !minute || !second || *year < 1970 || *year > 2199 || *hour > 23 ||
        *minute > 59 || *second > 59 || fraction.size() == 1 || fraction.size() > fraction_digits_max + 1 ||
        (!fraction.empty() && fraction.front() != '.')) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    std::optional<int> ns = 0;
    if (!fraction.empty()) {
        ns = number_at(fraction, 1, fraction_digits_max);
        for (std::size_t digits = fraction.size() - 1; ns && digits < fraction_digits_max; ++digits) {
            *ns *= 10;
        }
    }
    if (!ns || !date.ok()) {
        return std::nullopt;
    }
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const std::int64_t seconds = (std::int64_t{*hour} * 60 + *minute) * 60 + *second;
    return Timestamp(days * ns_per_day + seconds * 1'000'000'000 + *ns);
}

Result<Timestamp> parse_text(std::string_view text, TimeForm form) {
    if (form == TimeForm::iso) {
        if (const auto plain = parse_plain_iso(text)) {
            return *plain;
        }
    }
    auto parsed = parse_timestamp(as_rfc3339(text, form));
    if (!parsed) {
        return fail(ErrorCode::invalid_input, "{} is no time in UTC", in_quotes(text));
    }
    return parsed;
}

Result<Timestamp> parse_count(std::string_view text, std::int64_t ns_each) {
    const auto count = parse_decimal(text, 0);
    std::int64_t ns = 0;
    if (!count || __builtin_mul_overflow(*count, ns_each, &ns)) {
        return fail(ErrorCode::invalid_input, "{} is no count since 1970", in_quotes(text));
    }
    return Timestamp(ns);
}

Result<Timestamp> parse_of_day(std::string_view text, Date day) {
    const auto ms = parse_decimal(text, 0);
    if (!ms || *ms < 0 || *ms >= ms_per_day) {
        return fail(ErrorCode::invalid_input, "{} is no count of milliseconds since midnight, 0 to {}", in_quotes(text),
                    ms_per_day - 1);
    }
    std::int64_t midnight = 0;
    if (__builtin_mul_overflow(std::int64_t{day.days_since_1970()}, ns_per_day, &midnight)) {
        return fail(ErrorCode::invalid_input, "the day {} is beyond 2262", format_date(day));
    }
    return Timestamp(midnight).plus(Duration::milliseconds(*ms));
}

}  // namespace

std::optional<TimeForm> form_of(std::string_view text) {
    if (std::ranges::all_of(text, is_digit)) {
        switch (text.size()) {
            case 9:
            case 10: return TimeForm::seconds_since_1970;
            case 12:
            case 13: return TimeForm::milliseconds_since_1970;
            case 15:
            case 16: return TimeForm::microseconds_since_1970;
            case 18:
            case 19: return TimeForm::nanoseconds_since_1970;
            default: return std::nullopt;
        }
    }
    for (const TimeForm form : {TimeForm::iso, TimeForm::compact, TimeForm::dotted, TimeForm::digits}) {
        if (parse_text(text, form)) {
            return form;
        }
    }
    return std::nullopt;
}

Result<Timestamp> parse_time(std::string_view text, TimeForm form, Date day) {
    switch (form) {
        case TimeForm::iso:
        case TimeForm::compact:
        case TimeForm::dotted:
        case TimeForm::digits: return parse_text(text, form);
        case TimeForm::seconds_since_1970: return parse_count(text, 1'000'000'000);
        case TimeForm::milliseconds_since_1970: return parse_count(text, 1'000'000);
        case TimeForm::microseconds_since_1970: return parse_count(text, 1'000);
        case TimeForm::nanoseconds_since_1970: return parse_count(text, 1);
        case TimeForm::milliseconds_of_day: break;
    }
    return parse_of_day(text, day);
}

}  // namespace trireme::marketdata
