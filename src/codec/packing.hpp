#pragma once

#include "base/date.hpp"
#include "base/describe.hpp"
#include "base/integer.hpp"
#include "base/strong.hpp"
#include "base/timestamp.hpp"
#include "model/currency.hpp"

#include <boost/mp11.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <type_traits>

namespace trireme::codec::detail {

// How a type of fixed width lies in bytes: as an integer. `unpack` gives nothing for an integer that is no value of T.
template <class T>
struct Packing;

template <>
struct Packing<bool> {
    using Packed = std::uint8_t;
    static constexpr Packed pack(bool value) { return value ? 1 : 0; }
    static constexpr std::optional<bool> unpack(Packed packed) {
        return packed <= 1 ? std::optional(packed == 1) : std::nullopt;
    }
};

template <std::integral T>
struct Packing<T> {
    using Packed = T;
    static constexpr Packed pack(T value) { return value; }
    static constexpr std::optional<T> unpack(Packed packed) { return packed; }
};

template <DescribedEnum T>
struct Packing<T> {
    using Packed = std::underlying_type_t<T>;
    static constexpr Packed pack(T value) { return static_cast<Packed>(value); }
    static constexpr std::optional<T> unpack(Packed packed) {
        bool known = false;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
            [&](auto enumerator) { known = known || static_cast<Packed>(enumerator.value) == packed; });
        return known ? std::optional(static_cast<T>(packed)) : std::nullopt;
    }
};

template <class Tag, Integer Representation>
struct Packing<Strong<Tag, Representation>> {
    using Packed = Representation;
    static constexpr Packed pack(Strong<Tag, Representation> value) { return value.value(); }
    static constexpr std::optional<Strong<Tag, Representation>> unpack(Packed packed) {
        return Strong<Tag, Representation>(packed);
    }
};

template <>
struct Packing<Timestamp> {
    using Packed = std::int64_t;
    static constexpr Packed pack(Timestamp value) { return value.nanoseconds_since_1970(); }
    static constexpr std::optional<Timestamp> unpack(Packed packed) { return Timestamp(packed); }
};

template <>
struct Packing<Duration> {
    using Packed = std::int64_t;
    static constexpr Packed pack(Duration value) { return value.nanoseconds(); }
    static constexpr std::optional<Duration> unpack(Packed packed) { return Duration::nanoseconds(packed); }
};

template <>
struct Packing<Currency> {
    using Packed = std::uint64_t;
    static constexpr Packed pack(Currency value) { return value.packed(); }
    static constexpr std::optional<Currency> unpack(Packed packed) { return Currency::from_packed(packed); }
};

template <>
struct Packing<Date> {
    using Packed = std::int32_t;
    static constexpr Packed pack(Date value) { return value.days_since_1970(); }
    static constexpr std::optional<Date> unpack(Packed packed) {
        const Date date(packed);
        return date.is_in_range() ? std::optional(date) : std::nullopt;
    }
};

}  // namespace trireme::codec::detail
