#pragma once

#include "base/integer.hpp"
#include "base/result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Decimal text <-> scaled integer, exactly: at scale 2 the text "10.25" is the integer 1025. No float is involved.
namespace trireme {

// The finest scale: ten to this power still fits 64 bits.
inline constexpr int scale_digits_max = 18;

inline constexpr auto powers_of_ten = [] {
    std::array<std::int64_t, scale_digits_max + 1> powers{1};
    for (std::size_t exponent = 1; exponent < powers.size(); ++exponent) {
        powers[exponent] = powers[exponent - 1] * 10;
    }
    return powers;
}();

[[nodiscard]] constexpr std::int64_t power_of_ten(int exponent) {
    TRIREME_ASSERT(exponent >= 0 && exponent <= scale_digits_max);
    return powers_of_ten[static_cast<std::size_t>(exponent)];
}

// Accepts an optional '-', digits, and optionally '.' with one to `scale_digits` further digits; nothing else: no '+',
// no exponent, no spaces, no digits beyond the scale even if they are zeros. Leading zeros are allowed, as in FIX.
// Errors: invalid_input for another form, out_of_range for a number that the integer cannot hold.
[[nodiscard]] Result<std::int64_t> parse_decimal(std::string_view text, int scale_digits);
[[nodiscard]] Result<Int128> parse_decimal128(std::string_view text, int scale_digits);

// The shortest text that parses back to `value`, but with at least `fraction_digits_min` digits after the point.
[[nodiscard]] std::string format_decimal(std::int64_t value, int scale_digits, int fraction_digits_min = 0);
[[nodiscard]] std::string format_decimal128(Int128 value, int scale_digits, int fraction_digits_min = 0);

}  // namespace trireme
