#include "base/iso_text.hpp"

#include "base/assert.hpp"

namespace trireme::iso_text {

std::optional<int> take_digits(std::string_view& rest, std::size_t count) {
    TRIREME_ASSERT(count <= 9, "{} digits may not fit", count);
    if (rest.size() < count) {
        return std::nullopt;
    }
    int number = 0;
    for (const char character : rest.substr(0, count)) {
        if (character < '0' || character > '9') {
            return std::nullopt;
        }
        number = number * 10 + (character - '0');
    }
    rest.remove_prefix(count);
    return number;
}

bool take_any(std::string_view& rest, std::string_view accepted) {
    if (rest.empty() || !accepted.contains(rest.front())) {
        return false;
    }
    rest.remove_prefix(1);
    return true;
}

std::optional<std::chrono::year_month_day> take_date(std::string_view& rest) {
    const auto year = take_digits(rest, 4);
    const bool first_dash = take_any(rest, "-");
    const auto month = take_digits(rest, 2);
    const bool second_dash = take_any(rest, "-");
    const auto day = take_digits(rest, 2);
    if (!year || !first_dash || !month || !second_dash || !day) {
        return std::nullopt;
    }
    return std::chrono::year(*year) / std::chrono::month(static_cast<unsigned>(*month)) /
           std::chrono::day(static_cast<unsigned>(*day));
}

}  // namespace trireme::iso_text
