#pragma once

#include "base/assert.hpp"

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>

// Integer arithmetic that cannot wrap in silence: a result either fits or is not there.
namespace trireme {

// __extension__ keeps -Wpedantic quiet: both compilers Trireme supports have 128-bit integers on every 64-bit machine.
__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

inline constexpr Int128 int128_max = static_cast<Int128>(~UInt128{0} >> 1);
inline constexpr Int128 int128_min = -int128_max - 1;

// std::integral does not count 128-bit integers when extensions are off.
template <class T>
concept Integer = (std::integral<T> && !std::same_as<T, bool>) || std::same_as<T, Int128> || std::same_as<T, UInt128>;

template <Integer T>
[[nodiscard]] constexpr std::optional<T> checked_add(T a, T b) {
    T sum = 0;
    return __builtin_add_overflow(a, b, &sum) ? std::nullopt : std::optional(sum);
}

template <Integer T>
[[nodiscard]] constexpr std::optional<T> checked_subtract(T a, T b) {
    T difference = 0;
    return __builtin_sub_overflow(a, b, &difference) ? std::nullopt : std::optional(difference);
}

template <Integer T>
[[nodiscard]] constexpr std::optional<T> checked_multiply(T a, T b) {
    T product = 0;
    return __builtin_mul_overflow(a, b, &product) ? std::nullopt : std::optional(product);
}

template <Integer T>
[[nodiscard]] constexpr std::optional<T> checked_negate(T value) {
    return checked_subtract(T{0}, value);
}

// a x b, where b is mostly small and a mostly fits its own half: faster than the general product of 128 bits.
[[nodiscard]] constexpr std::optional<Int128> checked_multiply(Int128 a, std::int64_t b) {
    const auto low = static_cast<std::int64_t>(a);
    if (low == a) [[likely]] {
        return Int128{low} * b;
    }
    return checked_multiply<Int128>(a, b);
}

// The same number in another type, if that type holds it.
template <Integer To, Integer From>
[[nodiscard]] constexpr std::optional<To> narrow(From value) {
    To narrowed = 0;
    return __builtin_add_overflow(value, From{0}, &narrowed) ? std::nullopt : std::optional(narrowed);
}

// |value|, which for the most negative number only the unsigned type can hold.
[[nodiscard]] constexpr UInt128 magnitude_of(Int128 value) {
    const auto bits = static_cast<UInt128>(value);
    return value < 0 ? ~bits + 1 : bits;
}

// The signed number of that magnitude and sign, if it fits.
[[nodiscard]] constexpr std::optional<Int128> with_sign_of(Int128 sign, UInt128 magnitude) {
    const UInt128 limit = static_cast<UInt128>(int128_max) + (sign < 0 ? 1 : 0);
    if (magnitude > limit) {
        return std::nullopt;
    }
    return static_cast<Int128>(sign < 0 ? ~magnitude + 1 : magnitude);
}

struct Division {
    UInt128 quotient = 0;
    std::uint64_t remainder = 0;
};

// (high x 2^64 + low) / divisor, where high < divisor, so that the quotient fits 64 bits.
[[nodiscard]] constexpr Division divide_narrowing(std::uint64_t high, std::uint64_t low, std::uint64_t divisor) {
#if defined(__x86_64__)
    // One instruction; compilers call a function that finds out first what is known here.
    if !consteval {
        std::uint64_t quotient = 0;
        std::uint64_t remainder = 0;
        asm("divq %4" : "=a"(quotient), "=d"(remainder) : "a"(low), "d"(high), "r"(divisor) : "cc");
        return {quotient, remainder};
    }
#endif
    const UInt128 dividend = (UInt128{high} << 64) | low;
    return {dividend / divisor, static_cast<std::uint64_t>(dividend % divisor)};
}

// The divisor must not be zero.
[[nodiscard]] constexpr Division divide(UInt128 dividend, std::uint64_t divisor) {
    const auto high = static_cast<std::uint64_t>(dividend >> 64);
    const auto low = static_cast<std::uint64_t>(dividend);
    if (high < divisor) [[likely]] {
        return divide_narrowing(high, low, divisor);
    }
    const Division lower = divide_narrowing(high % divisor, low, divisor);
    return {(UInt128{high / divisor} << 64) | lower.quotient, lower.remainder};
}

// numerator / denominator to the nearest integer, a tie to the even one. The denominator is positive, so it always
// fits.
[[nodiscard]] constexpr Int128 divide_half_even(Int128 numerator, Int128 denominator) {
    TRIREME_ASSERT(denominator > 0);
    const auto divisor = static_cast<UInt128>(denominator);
    const UInt128 dividend = magnitude_of(numerator);
    UInt128 quotient = 0;
    UInt128 remainder = 0;
    if (divisor >> 64 == 0) [[likely]] {
        const Division division = divide(dividend, static_cast<std::uint64_t>(divisor));
        quotient = division.quotient;
        remainder = division.remainder;
    } else {
        quotient = dividend / divisor;
        remainder = dividend % divisor;
    }
    const UInt128 rest = divisor - remainder;
    const bool away_from_zero = remainder > rest || (remainder == rest && quotient % 2 != 0);
    const UInt128 rounded = quotient + (away_from_zero ? 1 : 0);
    // The most negative number divided by one has a magnitude that only wraps back to it.
    return static_cast<Int128>(numerator < 0 ? ~rounded + 1 : rounded);
}

// value x multiplier / divisor through a 192-bit product, "rounded to odd": an exact result stays as it is, any other
// becomes the odd one of its two neighbours. An odd neighbour is never a tie and never lands on a multiple of ten, so a
// later rounding to fewer digits gives what rounding the exact quotient would have given: rounding twice cannot be told
// from rounding once. Nothing if the quotient does not fit; the divisor must not be zero.
[[nodiscard]] constexpr std::optional<Int128> multiply_divide_to_odd(Int128 value, std::uint64_t multiplier,
                                                                     std::uint64_t divisor) {
    TRIREME_ASSERT(divisor > 0);
    const UInt128 magnitude = magnitude_of(value);
    const UInt128 low_product = UInt128{static_cast<std::uint64_t>(magnitude)} * multiplier;
    const UInt128 high_product = (magnitude >> 64) * multiplier + (low_product >> 64);

    // What is divided first is what does not fit 64 bits, mostly nothing.
    const Division high =
        high_product < divisor ? Division{0, static_cast<std::uint64_t>(high_product)} : divide(high_product, divisor);
    if (high.quotient > std::numeric_limits<std::uint64_t>::max()) {
        return std::nullopt;
    }
    const auto [low_quotient, inexact] =
        divide_narrowing(high.remainder, static_cast<std::uint64_t>(low_product), divisor);
    return with_sign_of(value, (high.quotient << 64) | low_quotient | (inexact == 0 ? 0 : 1));
}

}  // namespace trireme
