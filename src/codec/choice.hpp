#pragma once

#include "base/as_declared.hpp"
#include "codec/kinds.hpp"

#include <boost/mp11.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

// Variants of described structs. Each alternative states, once and for ever, the number that stands for it in bytes and
// the name that stands for it in JSON:
//
//     struct Post {
//         static constexpr std::uint16_t wire_type = 1;
//         static constexpr std::string_view wire_name = "post";
//         ...
namespace trireme::codec {

// The member of a JSON object that says which alternative it is.
inline constexpr std::string_view json_type_key = "type";

namespace detail {

template <class T>
concept Alternative = Record<T> && requires {
    { T::wire_type } -> std::convertible_to<std::uint16_t>;
    { T::wire_name } -> std::convertible_to<std::string_view>;
};

template <class... T>
consteval bool has_distinct_wire_types() {
    const std::array<std::uint16_t, sizeof...(T)> types{T::wire_type...};
    for (std::size_t a = 0; a < types.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            if (types[a] == types[b]) {
                return false;
            }
        }
    }
    return true;
}

template <class... T>
consteval bool has_distinct_wire_names() {
    const std::array<std::string_view, sizeof...(T)> names{T::wire_name...};
    for (std::size_t a = 0; a < names.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            if (names[a] == names[b]) {
                return false;
            }
        }
    }
    return true;
}

template <class T>
consteval bool has_field_called_type() {
    bool found = false;
    boost::mp11::mp_for_each<FieldsOf<T>>([&](auto field) { found = found || field.name == json_type_key; });
    return found;
}

template <Choice T>
inline constexpr bool is_sound_choice = false;
template <class... T>
inline constexpr bool is_sound_choice<std::variant<T...>> = [] {
    static_assert((Alternative<T> && ...), "an alternative lacks its description, wire_type or wire_name");
    static_assert(has_distinct_wire_types<T...>(), "two alternatives have the same wire_type");
    static_assert(has_distinct_wire_names<T...>(), "two alternatives have the same wire_name");
    static_assert((!has_field_called_type<T>() && ...), "in JSON, \"type\" is what names the alternative");
    return true;
}();

}  // namespace detail

// Which alternative has that wire type, counted from 0.
template <Choice T>
[[nodiscard]] std::optional<std::size_t> index_of_wire_type(std::uint16_t wire_type) {
    static_assert(detail::is_sound_choice<T>);
    std::optional<std::size_t> found;
    boost::mp11::mp_for_each<boost::mp11::mp_iota_c<std::variant_size_v<T>>>([&](auto index) {
        if (std::variant_alternative_t<index, T>::wire_type == wire_type) {
            found = index;
        }
    });
    return found;
}

// Makes `choice` hold a default-constructed alternative with that wire type. False, and no change, if there is none.
template <Choice T>
[[nodiscard]] bool select_by_wire_type(T& choice, std::uint16_t wire_type) {
    static_assert(detail::is_sound_choice<T>);
    bool found = false;
    boost::mp11::mp_for_each<boost::mp11::mp_iota_c<std::variant_size_v<T>>>([&](auto index) {
        if (!found && std::variant_alternative_t<index, T>::wire_type == wire_type) {
            choice.template emplace<index>(AsDeclared<std::variant_alternative_t<index, T>>());
            found = true;
        }
    });
    return found;
}

// The same by wire name.
template <Choice T>
[[nodiscard]] bool select_by_wire_name(T& choice, std::string_view wire_name) {
    static_assert(detail::is_sound_choice<T>);
    bool found = false;
    boost::mp11::mp_for_each<boost::mp11::mp_iota_c<std::variant_size_v<T>>>([&](auto index) {
        if (!found && std::variant_alternative_t<index, T>::wire_name == wire_name) {
            choice.template emplace<index>(AsDeclared<std::variant_alternative_t<index, T>>());
            found = true;
        }
    });
    return found;
}

template <Choice T>
[[nodiscard]] std::uint16_t wire_type_of(const T& choice) {
    static_assert(detail::is_sound_choice<T>);
    return std::visit([](const auto& alternative) { return alternative.wire_type; }, choice);
}

template <Choice T>
[[nodiscard]] std::string_view wire_name_of(const T& choice) {
    static_assert(detail::is_sound_choice<T>);
    return std::visit([](const auto& alternative) { return alternative.wire_name; }, choice);
}

}  // namespace trireme::codec
