#pragma once

#include "base/result.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace trireme {

// A span of time in nanoseconds.
class Duration {
public:
    constexpr Duration() = default;
    [[nodiscard]] static constexpr Duration nanoseconds(std::int64_t count) { return Duration(count); }
    [[nodiscard]] static constexpr Duration microseconds(std::int64_t count) { return Duration(count * 1'000); }
    [[nodiscard]] static constexpr Duration milliseconds(std::int64_t count) { return Duration(count * 1'000'000); }
    [[nodiscard]] static constexpr Duration seconds(std::int64_t count) { return Duration(count * 1'000'000'000); }

    [[nodiscard]] constexpr std::int64_t nanoseconds() const { return nanoseconds_; }
    constexpr auto operator<=>(const Duration&) const = default;

private:
    constexpr explicit Duration(std::int64_t nanoseconds) : nanoseconds_(nanoseconds) {}
    std::int64_t nanoseconds_ = 0;
};

// A moment: nanoseconds since 1970-01-01T00:00:00 UTC, without leap seconds, as POSIX counts. Reaches from 1677 to
// 2262.
class Timestamp {
public:
    constexpr Timestamp() = default;
    constexpr explicit Timestamp(std::int64_t nanoseconds_since_1970) : nanoseconds_(nanoseconds_since_1970) {}

    [[nodiscard]] static constexpr Timestamp earliest() { return Timestamp(INT64_MIN); }
    [[nodiscard]] static constexpr Timestamp latest() { return Timestamp(INT64_MAX); }

    [[nodiscard]] constexpr std::int64_t nanoseconds_since_1970() const { return nanoseconds_; }
    constexpr auto operator<=>(const Timestamp&) const = default;

    // Stop at the ends of the range instead of wrapping: a timer set beyond 2262 is a timer that never comes.
    [[nodiscard]] constexpr Timestamp plus(Duration span) const {
        std::int64_t sum = 0;
        if (!__builtin_add_overflow(nanoseconds_, span.nanoseconds(), &sum)) {
            return Timestamp(sum);
        }
        return span.nanoseconds() > 0 ? latest() : earliest();
    }

private:
    std::int64_t nanoseconds_ = 0;
};

// RFC 3339 in UTC with as many fraction digits as are needed, none to nine: "2026-03-01T17:00:00Z", "...00.25Z".
[[nodiscard]] std::string format_timestamp(Timestamp time);

// Accepts exactly RFC 3339 date-times in UTC ("Z" or "+00:00"), up to nine fraction digits, within Timestamp's range.
[[nodiscard]] Result<Timestamp> parse_timestamp(std::string_view text);

}  // namespace trireme
