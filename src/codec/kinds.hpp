#pragma once

#include "base/describe.hpp"
#include "base/integer.hpp"
#include "base/strong.hpp"
#include "base/timestamp.hpp"
#include "model/currency.hpp"
#include "model/money.hpp"
#include "model/scaled.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

// Which types the codec knows. A type of no kind does not compile: there is no default that could get one wrong.
namespace trireme::codec {

// Bounds of what one value may hold. They stop damage and hostile input; no honest record comes near them.
inline constexpr std::size_t text_bytes_max = 64 * 1024;
inline constexpr std::size_t list_items_max = 16 * 1024 * 1024;

namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = !std::same_as<T, bool>;  // vector<bool> holds no bools

template <class T>
inline constexpr bool is_variant = false;
template <class... Alternatives>
inline constexpr bool is_variant<std::variant<Alternatives...>> = true;

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

}  // namespace detail

template <class T>
concept FixedWidth = requires { typename detail::Packing<T>::Packed; };
template <class T>
concept Text = std::same_as<T, std::string>;
template <class T>
concept Optional = detail::is_optional<T>;
template <class T>
concept List = detail::is_vector<T>;
// A variant of described structs that name themselves; see choice.hpp.
template <class T>
concept Choice = detail::is_variant<T>;
template <class T>
concept Record = DescribedStruct<T>;

template <class T>
concept Encodable =
    FixedWidth<T> || std::same_as<T, Money> || Text<T> || Optional<T> || List<T> || Choice<T> || Record<T>;

template <FixedWidth T>
using PackedAs = typename detail::Packing<T>::Packed;

}  // namespace trireme::codec
