#pragma once

#include "base/result.hpp"
#include "base/timestamp.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trireme::marketdata {

enum class BarUnit : std::uint8_t { second, minute, hour, day, week, month };

// How long a bar lasts, from one second to one month: "1s", "5m", "4h", "1d", "1w", "1mo". What is shorter than a day
// divides it.
struct BarPeriod {
    std::int64_t count = 1;
    BarUnit unit = BarUnit::minute;

    bool operator==(const BarPeriod&) const = default;

    // Of the clock; nothing for days and what is made of them, which are not all of one length.
    [[nodiscard]] std::optional<Duration> of_clock() const;
};

[[nodiscard]] std::string format_period(BarPeriod period);
[[nodiscard]] Result<BarPeriod> parse_period(std::string_view text);

// The period whose bars begin so far from each other at the least, if there is one: of files that do not say it.
[[nodiscard]] std::optional<BarPeriod> period_of_distance(Duration distance);

}  // namespace trireme::marketdata
