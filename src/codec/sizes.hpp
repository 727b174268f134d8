#pragma once

#include "codec/kinds.hpp"

#include <boost/mp11.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <variant>

// How many bytes a value takes, as far as its type says it.
namespace trireme::codec {

namespace detail {

template <class T>
consteval bool has_bounded_size() {
    if constexpr (Optional<T> || ShortList<T>) {
        return has_bounded_size<typename T::value_type>();
    } else if constexpr (Choice<T>) {
        return []<class... A>(std::variant<A...>*) { return (has_bounded_size<A>() && ...); }(static_cast<T*>(nullptr));
    } else if constexpr (Record<T>) {
        bool bounded = true;
        boost::mp11::mp_for_each<FieldsOf<T>>([&](auto field) {
            using Field = std::remove_cvref_t<decltype(std::declval<T>().*field.pointer)>;
            bounded = bounded && has_bounded_size<Field>();
        });
        return bounded;
    } else {
        return FixedWidth<T> || std::same_as<T, Money> || ShortText<T>;
    }
}

enum class Bound : std::uint8_t { least, most };

// The least and the most that a value written by this release takes. Where there is no most (strings, vectors) it is as
// if they were empty; encoded_size_max asks only where there is one.
template <class T, Bound bound>
consteval std::size_t size_bound() {
    if constexpr (FixedWidth<T>) {
        return sizeof(PackedAs<T>);
    } else if constexpr (std::same_as<T, Money>) {
        return sizeof(std::int64_t) + sizeof(PackedAs<Currency>);
    } else if constexpr (Text<T> || List<T>) {
        return sizeof(std::uint32_t);
    } else if constexpr (ShortText<T>) {
        return sizeof(std::uint8_t) + (bound == Bound::most ? T::capacity : 0);
    } else if constexpr (ShortList<T>) {
        constexpr std::size_t items = bound == Bound::most ? T::capacity : 0;
        return sizeof(std::uint32_t) + items * size_bound<typename T::value_type, bound>();
    } else if constexpr (Optional<T>) {
        return sizeof(std::uint8_t) + (bound == Bound::most ? size_bound<typename T::value_type, bound>() : 0);
    } else if constexpr (Choice<T>) {
        const auto sizes = []<class... A>(std::variant<A...>*) {
            return std::array{size_bound<A, bound>()...};
        }(static_cast<T*>(nullptr));
        return sizeof(std::uint16_t) + (bound == Bound::most ? std::ranges::max(sizes) : std::ranges::min(sizes));
    } else {
        std::size_t sum = sizeof(std::uint8_t);
        boost::mp11::mp_for_each<FieldsOf<T>>([&](auto field) {
            using Field = std::remove_cvref_t<decltype(std::declval<T>().*field.pointer)>;
            sum += size_bound<Field, bound>();
        });
        return sum;
    }
}

}  // namespace detail

// True for types without strings and vectors: their encoding has a largest size that is known when the program is
// compiled.
template <class T>
concept BoundedSize = Encodable<T> && detail::has_bounded_size<T>();

template <BoundedSize T>
inline constexpr std::size_t encoded_size_max = detail::size_bound<T, detail::Bound::most>();

}  // namespace trireme::codec
