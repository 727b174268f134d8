#pragma once

#include "base/decimal.hpp"
#include "base/integer.hpp"
#include "base/result.hpp"
#include "base/strong.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// Numbers with a fixed count of decimal digits, kept as integers: Price(108'452'000) is 1.08452. They do not mix, do
// not convert, and their arithmetic either fits or is an error.
namespace trireme {

struct PriceTag {
    static constexpr std::string_view name = "price";
    static constexpr int scale_digits = 8;
};
struct LotsTag {
    static constexpr std::string_view name = "lots";
    static constexpr int scale_digits = 8;
};
struct RatioTag {
    static constexpr std::string_view name = "ratio";
    static constexpr int scale_digits = 8;
};

// Quote currency per unit, in 1e-8. An instrument's digits and tick size limit which prices are accepted.
using Price = Strong<PriceTag, std::int64_t>;
// Volume in 1e-8 lot. Units are lots x contract size.
using Lots = Strong<LotsTag, std::int64_t>;
// A plain number in 1e-8: a rate, a leverage, a level, a contract size.
using Ratio = Strong<RatioTag, std::int64_t>;

template <class T>
inline constexpr bool is_scaled = false;
template <class Tag, class Representation>
    requires requires { Tag::scale_digits; }
inline constexpr bool is_scaled<Strong<Tag, Representation>> = true;

template <class T>
concept Scaled = is_scaled<T>;

template <class T>
struct TagOf;
template <class Tag, class Representation>
struct TagOf<Strong<Tag, Representation>> {
    using type = Tag;
};

// How many decimal digits one unit of T's integer stands for: 8 means 1e-8.
template <Scaled T>
inline constexpr int scale_digits_of = TagOf<T>::type::scale_digits;

template <Scaled T>
[[nodiscard]] std::string format(T value) {
    if constexpr (sizeof(T) > sizeof(std::int64_t)) {
        return format_decimal128(value.value(), scale_digits_of<T>);
    } else {
        return format_decimal(value.value(), scale_digits_of<T>);
    }
}

// parse<Price>("1.08452"). Errors as parse_decimal's.
template <Scaled T>
[[nodiscard]] Result<T> parse(std::string_view text) {
    if constexpr (sizeof(T) > sizeof(std::int64_t)) {
        TRIREME_TRY_ASSIGN(const Int128 value, parse_decimal128(text, scale_digits_of<T>));
        return T(value);
    } else {
        TRIREME_TRY_ASSIGN(const std::int64_t value, parse_decimal(text, scale_digits_of<T>));
        return T(value);
    }
}

template <Scaled T>
[[nodiscard]] Result<T> add(T a, T b) {
    const auto sum = checked_add(a.value(), b.value());
    if (!sum) {
        return fail(ErrorCode::out_of_range, "{} + {} is beyond the largest {}", format(a), format(b),
                    TagOf<T>::type::name);
    }
    return T(*sum);
}

template <Scaled T>
[[nodiscard]] Result<T> subtract(T a, T b) {
    const auto difference = checked_subtract(a.value(), b.value());
    if (!difference) {
        return fail(ErrorCode::out_of_range, "{} - {} is beyond the largest {}", format(a), format(b),
                    TagOf<T>::type::name);
    }
    return T(*difference);
}

template <Scaled T>
[[nodiscard]] Result<T> negate(T value) {
    return subtract(T(), value);
}

}  // namespace trireme
