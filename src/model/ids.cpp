#include "model/ids.hpp"

#include "base/in_quotes.hpp"

#include <charconv>

namespace trireme {

Result<std::uint64_t> parse_identifier(std::string_view text) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped_at, failure] = std::from_chars(text.data(), end, value);
    if (failure == std::errc::result_out_of_range) {
        return fail(ErrorCode::out_of_range, "{} is out of range: the largest is {}", in_quotes(text), UINT64_MAX);
    }
    if (failure != std::errc() || stopped_at != end) {
        return fail(ErrorCode::invalid_input, "expected a number made of digits such as \"7\", got {}",
                    in_quotes(text));
    }
    return value;
}

}  // namespace trireme
