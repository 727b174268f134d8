#include "model/ids.hpp"

#include "base/in_quotes.hpp"

#include <charconv>

namespace trireme {

Result<std::uint64_t> parse_identifier(std::string_view text, std::uint64_t largest) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped_at, failure] = std::from_chars(text.data(), end, value);
    const bool is_too_large = failure == std::errc::result_out_of_range;
    if ((failure != std::errc() && !is_too_large) || stopped_at != end) {
        return fail(ErrorCode::invalid_input, "expected a number made of digits such as \"7\", got {}",
                    in_quotes(text));
    }
    if (is_too_large || value > largest) {
        return fail(ErrorCode::out_of_range, "{} is out of range: the largest is {}", in_quotes(text), largest);
    }
    return value;
}

}  // namespace trireme
