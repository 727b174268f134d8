#pragma once

#include "base/decimal.hpp"
#include "base/in_quotes.hpp"
#include "base/integer.hpp"
#include "base/result.hpp"
#include "codec/failure.hpp"
#include "codec/json_text.hpp"
#include "codec/kinds.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>

// Reading the kinds that have no fields of their own, and what all readers say when they refuse.
namespace trireme::codec::detail {

// Names as an error lists them: "buy", "sell".
[[nodiscard]] std::string listed(std::initializer_list<std::string_view> names);

// Sets the failure for an object that has a member which is none of the `names`.
[[nodiscard]] bool fail_for_unknown_member(const boost::json::object& object,
                                           std::initializer_list<std::string_view> names, Failure& failure);

template <std::integral T>
[[nodiscard]] bool read_json_integer(const boost::json::value& json, T& value, Failure& failure) {
    const auto narrowed = json.is_int64()    ? narrow<T>(json.get_int64())
                          : json.is_uint64() ? narrow<T>(json.get_uint64())
                                             : std::nullopt;
    if (!narrowed) {
        return failure.set(ErrorCode::invalid_input, "expected an integer from {} to {}, got {}",
                           std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), described(json));
    }
    value = *narrowed;
    return true;
}

// For kinds that are strings in JSON: `parse` makes the value of the text.
template <class T, class Parse>
[[nodiscard]] bool read_json_string(const boost::json::value& json, T& value, Failure& failure,
                                    std::string_view expected, Parse parse) {
    if (!json.is_string()) {
        return failure.set(ErrorCode::invalid_input, "expected {}, got {}", expected, described(json));
    }
    auto parsed = parse(std::string_view(json.get_string()));
    if (!parsed) {
        return failure.set(parsed.error().code, "{}", parsed.error().message);
    }
    value = *std::move(parsed);
    return true;
}

template <DescribedEnum T>
[[nodiscard]] bool read_json_enum(const boost::json::value& json, T& value, Failure& failure) {
    if (json.is_string()) {
        const std::string_view name = json.get_string();
        bool found = false;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
            if (name == enumerator.name) {
                value = enumerator.value;
                found = true;
            }
        });
        if (found) {
            return true;
        }
    }
    const auto names = []<template <class...> class List, class... Enumerator>(List<Enumerator...>) {
        return listed({Enumerator::name...});
    }(boost::describe::describe_enumerators<T>());
    return failure.set(ErrorCode::invalid_input, "expected one of {}, got {}", names, described(json));
}

[[nodiscard]] Result<std::string> parse_text(std::string_view text);

// What an InlineText may hold, as errors say it.
[[nodiscard]] std::string short_text_rule(std::size_t capacity);

template <ShortText T>
[[nodiscard]] Result<T> parse_short_text(std::string_view text) {
    const auto made = T::from_text(text);
    if (!made) {
        return fail(ErrorCode::invalid_input, "expected {}, got {}", short_text_rule(T::capacity), in_quotes(text));
    }
    return *made;
}

[[nodiscard]] Result<Duration> parse_duration(std::string_view seconds);
[[nodiscard]] bool read_json_money(const boost::json::value& json, Money& value, Failure& failure);

}  // namespace trireme::codec::detail
