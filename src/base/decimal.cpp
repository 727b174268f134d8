#include "base/decimal.hpp"

#include "base/assert.hpp"
#include "base/in_quotes.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

namespace trireme {
namespace {

template <class T>
struct Unsigned {
    using type = std::make_unsigned_t<T>;
};
template <>
struct Unsigned<Int128> {
    using type = UInt128;
};

template <class T>
constexpr T largest = static_cast<T>(static_cast<typename Unsigned<T>::type>(-1) / 2);

// Sign, 39 digits of a 128-bit number, and the point with its leading zero.
constexpr std::size_t text_bytes_max = 48;

bool is_digit(char character) { return character >= '0' && character <= '9'; }

std::unexpected<Error> not_a_decimal(std::string_view text, int scale_digits) {
    if (scale_digits == 0) {
        return fail(ErrorCode::invalid_input, "expected a whole number such as \"10\", got {}", in_quotes(text));
    }
    return fail(ErrorCode::invalid_input,
                "expected a decimal number such as \"10.25\" with at most {} digits after the point, got {}",
                scale_digits, in_quotes(text));
}

// Writes backwards from the end of the buffer, which needs no second pass to find the length.
template <class T>
std::string format(T value, int scale_digits, int fraction_digits_min) {
    TRIREME_ASSERT(scale_digits >= 0 && scale_digits <= scale_digits_max);
    TRIREME_ASSERT(fraction_digits_min >= 0 && fraction_digits_min <= scale_digits);
    using Magnitude = typename Unsigned<T>::type;

    std::array<char, text_bytes_max> buffer{};
    char* const end = buffer.data() + buffer.size();
    char* begin = end;
    const auto bits = static_cast<Magnitude>(value);
    Magnitude rest = value < 0 ? Magnitude{0} - bits : bits;

    bool shows_fraction = false;
    for (int place = scale_digits; place > 0; --place) {
        const auto digit = static_cast<char>('0' + static_cast<int>(rest % 10));
        rest /= 10;
        shows_fraction = shows_fraction || digit != '0' || place <= fraction_digits_min;
        if (shows_fraction) {
            *--begin = digit;
        }
    }
    if (shows_fraction) {
        *--begin = '.';
    }
    do {
        *--begin = static_cast<char>('0' + static_cast<int>(rest % 10));
        rest /= 10;
    } while (rest != 0);
    if (value < 0) {
        *--begin = '-';
    }
    return {begin, end};
}

template <class T>
std::unexpected<Error> does_not_fit(std::string_view text, int scale_digits) {
    return fail(ErrorCode::out_of_range, "{} is out of range: the limits are {} and {}", in_quotes(text),
                format<T>(-largest<T> - 1, scale_digits, 0), format<T>(largest<T>, scale_digits, 0));
}

template <class T>
Result<T> parse(std::string_view text, int scale_digits) {
    TRIREME_ASSERT(scale_digits >= 0 && scale_digits <= scale_digits_max);
    using Magnitude = typename Unsigned<T>::type;

    const bool negative = text.starts_with('-');
    const std::string_view unsigned_text = text.substr(negative ? 1 : 0);
    const std::string_view whole = unsigned_text.substr(0, unsigned_text.find('.'));
    const bool has_point = whole.size() < unsigned_text.size();
    const std::string_view fraction = has_point ? unsigned_text.substr(whole.size() + 1) : std::string_view();

    const bool fraction_is_right =
        has_point ? !fraction.empty() && fraction.size() <= static_cast<std::size_t>(scale_digits) : true;
    if (whole.empty() || !fraction_is_right || !std::ranges::all_of(whole, is_digit) ||
        !std::ranges::all_of(fraction, is_digit)) {
        return not_a_decimal(text, scale_digits);
    }

    Magnitude magnitude = 0;
    const auto append_digit = [&magnitude](char digit) {
        return !__builtin_mul_overflow(magnitude, Magnitude{10}, &magnitude) &&
               !__builtin_add_overflow(magnitude, static_cast<Magnitude>(digit - '0'), &magnitude);
    };
    bool fits = std::ranges::all_of(whole, append_digit) && std::ranges::all_of(fraction, append_digit);
    for (auto place = fraction.size(); fits && place < static_cast<std::size_t>(scale_digits); ++place) {
        fits = append_digit('0');
    }
    const Magnitude limit = static_cast<Magnitude>(largest<T>) + (negative ? 1 : 0);
    if (!fits || magnitude > limit) {
        return does_not_fit<T>(text, scale_digits);
    }
    return static_cast<T>(negative ? Magnitude{0} - magnitude : magnitude);
}

}  // namespace

Result<std::int64_t> parse_decimal(std::string_view text, int scale_digits) {
    return parse<std::int64_t>(text, scale_digits);
}

Result<Int128> parse_decimal128(std::string_view text, int scale_digits) { return parse<Int128>(text, scale_digits); }

std::string format_decimal(std::int64_t value, int scale_digits, int fraction_digits_min) {
    return format<std::int64_t>(value, scale_digits, fraction_digits_min);
}

std::string format_decimal128(Int128 value, int scale_digits, int fraction_digits_min) {
    return format<Int128>(value, scale_digits, fraction_digits_min);
}

}  // namespace trireme
