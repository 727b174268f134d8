// Decimal text of every scale. The first byte chooses the scale, the rest is the text.

#include "base/assert.hpp"
#include "base/decimal.hpp"
#include "base/in_quotes.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace trireme;

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_decimal(std::string_view text, std::size_t fraction_digits_max) {
    if (text.starts_with('-')) {
        text.remove_prefix(1);
    }
    const auto point = text.find('.');
    if (point == std::string_view::npos) {
        return is_digits(text);
    }
    const std::string_view fraction = text.substr(point + 1);
    return is_digits(text.substr(0, point)) && is_digits(fraction) && fraction.size() <= fraction_digits_max;
}

// The same number as people write it, by moving characters only: "-007.50" becomes "-7.5".
std::string canonical(std::string text) {
    const bool negative = text.starts_with('-');
    text.erase(0, negative ? 1 : 0);
    text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
    if (text.contains('.')) {
        text.erase(text.find_last_not_of('0') + 1);
        text.erase(text.find_last_not_of('.') + 1);
    }
    if (text.empty() || text.starts_with('.')) {
        text.insert(0, "0");
    }
    return negative && text != "0" ? "-" + text : text;
}

template <class Number>
void check(std::string_view text, int scale_digits, const Result<Number>& parsed,
           std::string (*format)(Number, int, int)) {
    if (!parsed) {
        const bool is_form = is_decimal(text, static_cast<std::size_t>(scale_digits));
        TRIREME_ASSERT(parsed.error().code == (is_form ? ErrorCode::out_of_range : ErrorCode::invalid_input), "{}: {}",
                       in_quotes(text), parsed.error().message);
        return;
    }
    TRIREME_ASSERT(is_decimal(text, static_cast<std::size_t>(scale_digits)), "{} was taken", in_quotes(text));
    const std::string formatted = format(*parsed, scale_digits, 0);
    TRIREME_ASSERT(formatted == canonical(std::string(text)), "{} became {}", in_quotes(text), formatted);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const int scale_digits = data[0] % (scale_digits_max + 1);
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto narrow = parse_decimal(text, scale_digits);
    const auto wide = parse_decimal128(text, scale_digits);
    check(text, scale_digits, narrow, format_decimal);
    check(text, scale_digits, wide, format_decimal128);
    TRIREME_ASSERT(!narrow || (wide && *wide == *narrow));
    return 0;
}
