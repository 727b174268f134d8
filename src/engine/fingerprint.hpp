#pragma once

#include "base/date.hpp"
#include "base/describe.hpp"
#include "base/inline_list.hpp"
#include "base/inline_text.hpp"
#include "base/scatter.hpp"
#include "base/strong.hpp"
#include "base/timestamp.hpp"
#include "model/currency.hpp"
#include "model/money.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

// A number made of a request's type and content, by which it is known again. States hold fingerprints, so what is
// written here never changes. A field that has its default adds nothing: a field that a later release appends leaves
// alone the fingerprints of all requests that do not use it.
namespace trireme::engine {

namespace fingerprint_detail {

// Has no fold of its own: a type that is new to requests must be given one.
template <class T>
inline constexpr bool is_foldable = false;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

// Known when this is compiled, so that comparing with a default that says nothing is to ask whether anything is said.
template <class T>
inline constexpr T defaults{};

template <class T>
[[nodiscard]] inline std::uint64_t fold_value(std::uint64_t hash, const T& value) {
    if constexpr (DescribedStruct<T>) {
        std::uint64_t place = 0;
        boost::mp11::mp_for_each<FieldsOf<T>>([&](auto field) {
            place += 1;
            if (value.*field.pointer != defaults<T>.*field.pointer) {
                hash = fold_value(fold(hash, place), value.*field.pointer);
            }
        });
        // So that the end of a nested struct cannot be taken for a field of the struct around it.
        return fold(hash, std::uint64_t{0});
    } else if constexpr (is_optional<T>) {
        return value ? fold_value(fold(hash, std::uint64_t{1}), *value) : fold(hash, std::uint64_t{0});
    } else if constexpr (is_vector<T> || is_inline_list<T>) {
        hash = fold(hash, value.size());
        for (const auto& item : value) {
            hash = fold_value(hash, item);
        }
        return hash;
    } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
        return fold(hash, static_cast<std::uint64_t>(value));
    } else if constexpr (is_strong<T>) {
        static_assert(sizeof(T) <= sizeof(std::uint64_t));
        return fold(hash, static_cast<std::uint64_t>(value.value()));
    } else if constexpr (is_inline_text<T>) {
        return fold(hash, value.view());
    } else if constexpr (std::is_same_v<T, Currency>) {
        return fold(hash, value.packed());
    } else if constexpr (std::is_same_v<T, Money>) {
        return fold(fold(hash, static_cast<std::uint64_t>(value.minor_units)), value.currency.packed());
    } else if constexpr (std::is_same_v<T, Timestamp>) {
        return fold(hash, static_cast<std::uint64_t>(value.nanoseconds_since_1970()));
    } else {
        static_assert(is_foldable<T>, "a kind of field that no request had before");
        return hash;
    }
}

}  // namespace fingerprint_detail

// The lowest eight bits are the command's wire type, the others a hash of its content.
template <class Request>
[[nodiscard]] std::uint64_t fingerprint(const Request& request) {
    constexpr std::uint64_t type = Request::wire_type;
    static_assert(type <= UINT8_MAX);
    const std::uint64_t content = scatter(fingerprint_detail::fold_value(type, request));
    return (content & ~std::uint64_t{UINT8_MAX}) | type;
}

// The wire type of the command that the fingerprint was made from.
[[nodiscard]] constexpr std::uint16_t wire_type_of(std::uint64_t fingerprint) {
    return static_cast<std::uint16_t>(fingerprint & UINT8_MAX);
}

}  // namespace trireme::engine
