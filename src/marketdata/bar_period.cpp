#include "marketdata/bar_period.hpp"

#include "base/decimal.hpp"
#include "base/in_quotes.hpp"

#include <array>
#include <utility>

namespace trireme::marketdata {
namespace {

constexpr std::int64_t seconds_per_day = 86'400;

constexpr std::array<std::pair<BarUnit, std::string_view>, 6> suffixes{{
    {BarUnit::second, "s"},
    {BarUnit::minute, "m"},
    {BarUnit::hour, "h"},
    {BarUnit::day, "d"},
    {BarUnit::week, "w"},
    {BarUnit::month, "mo"},
}};

std::int64_t seconds_of(BarUnit unit) {
    switch (unit) {
        case BarUnit::second: return 1;
        case BarUnit::minute: return 60;
        case BarUnit::hour: return 3'600;
        default: return seconds_per_day;
    }
}

bool is_of_clock(BarUnit unit) { return unit == BarUnit::second || unit == BarUnit::minute || unit == BarUnit::hour; }

}  // namespace

std::optional<Duration> BarPeriod::of_clock() const {
    return is_of_clock(unit) ? std::optional(Duration::seconds(count * seconds_of(unit))) : std::nullopt;
}

std::string format_period(BarPeriod period) {
    return fmt::format("{}{}", period.count, suffixes[static_cast<std::size_t>(period.unit)].second);
}

Result<BarPeriod> parse_period(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto count = parse_decimal(text.substr(0, digits), 0);
    for (const auto& [unit, suffix] : suffixes) {
        if (!count || *count < 1 || *count >= seconds_per_day || text.substr(digits) != suffix) {
            continue;
        }
        const bool divides = is_of_clock(unit) ? seconds_per_day % (*count * seconds_of(unit)) == 0 : *count == 1;
        if (divides) {
            return BarPeriod{*count, unit};
        }
    }
    return fail(ErrorCode::invalid_input,
                "{} is no length of a bar: such as 1s, 5m, 4h, 1d, 1w or 1mo, and below a day one that divides it",
                in_quotes(text));
}

std::optional<BarPeriod> period_of_distance(Duration distance) {
    constexpr std::int64_t ns_per_second = 1'000'000'000;
    constexpr std::int64_t days_of_shortest_month = 28;
    if (distance <= Duration() || distance.nanoseconds() % ns_per_second != 0) {
        return std::nullopt;
    }
    const std::int64_t seconds = distance.nanoseconds() / ns_per_second;
    if (seconds == seconds_per_day) {
        return BarPeriod{1, BarUnit::day};
    }
    if (seconds == 7 * seconds_per_day) {
        return BarPeriod{1, BarUnit::week};
    }
    if (seconds >= days_of_shortest_month * seconds_per_day) {
        return BarPeriod{1, BarUnit::month};
    }
    if (seconds_per_day % seconds != 0) {
        return std::nullopt;
    }
    for (const BarUnit unit : {BarUnit::hour, BarUnit::minute}) {
        if (seconds % seconds_of(unit) == 0) {
            return BarPeriod{seconds / seconds_of(unit), unit};
        }
    }
    return BarPeriod{seconds, BarUnit::second};
}

}  // namespace trireme::marketdata
