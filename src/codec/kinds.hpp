#pragma once

#include "base/describe.hpp"
#include "base/inline_list.hpp"
#include "base/inline_text.hpp"
#include "codec/packing.hpp"
#include "model/money.hpp"
#include "model/scaled.hpp"

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
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

}  // namespace detail

template <class T>
concept FixedWidth = requires { typename detail::Packing<T>::Packed; };
template <class T>
concept Text = std::same_as<T, std::string>;
// A text that is bounded by its type: InlineText.
template <class T>
concept ShortText = is_inline_text<T>;
template <class T>
concept Optional = detail::is_optional<T>;
template <class T>
concept List = detail::is_vector<T>;
// A list that is bounded by its type: InlineList.
template <class T>
concept ShortList = is_inline_list<T>;
// A variant of described structs that name themselves; see choice.hpp.
template <class T>
concept Choice = detail::is_variant<T>;
template <class T>
concept Record = DescribedStruct<T>;

template <class T>
concept Encodable = FixedWidth<T> || std::same_as<T, Money> || Text<T> || ShortText<T> || Optional<T> || List<T> ||
                    ShortList<T> || Choice<T> || Record<T>;

template <FixedWidth T>
using PackedAs = typename detail::Packing<T>::Packed;

// How many items a list of that type may have.
template <class T>
    requires List<T> || ShortList<T>
inline constexpr std::size_t items_max = list_items_max;
template <ShortList T>
inline constexpr std::size_t items_max<T> = T::capacity;

}  // namespace trireme::codec
