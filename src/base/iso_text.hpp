#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

// Taking ISO 8601 texts apart from the front, for date.cpp and timestamp.cpp. What was taken is gone from `rest`.
namespace trireme::iso_text {

// Exactly `count` digits, nine at most.
[[nodiscard]] std::optional<int> take_digits(std::string_view& rest, std::size_t count);

// One character, if it is one of `accepted`.
[[nodiscard]] bool take_any(std::string_view& rest, std::string_view accepted);

// "2026-03-01". Nothing if it is not YYYY-MM-DD; whether the calendar has such a day is for the caller to ask.
[[nodiscard]] std::optional<std::chrono::year_month_day> take_date(std::string_view& rest);

}  // namespace trireme::iso_text
