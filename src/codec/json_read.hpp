#pragma once

#include "codec/choice.hpp"
#include "codec/failure.hpp"
#include "codec/json_leaves.hpp"
#include "codec/kinds.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <variant>

namespace trireme::codec {

// What a field that is not there means: an error, or that the field stays what a new struct has.
enum class MissingFields : std::uint8_t { refuse, keep };

namespace detail {

class JsonReading : public Failure {
public:
    explicit JsonReading(MissingFields missing) : missing_(missing) {}
    [[nodiscard]] bool keeps_missing() const { return missing_ == MissingFields::keep; }

private:
    MissingFields missing_;
};

template <Encodable T>
[[nodiscard]] bool read_json(const boost::json::value& json, T& value, JsonReading& reading);

template <class T>
    requires List<T> || ShortList<T>
[[nodiscard]] bool read_json_list(const boost::json::value& json, T& value, JsonReading& reading) {
    if (!json.is_array() || json.get_array().size() > items_max<T>) {
        return reading.set(ErrorCode::invalid_input, "expected an array of at most {} items, got {}", items_max<T>,
                           described(json));
    }
    const boost::json::array& items = json.get_array();
    value.clear();
    // Nothing is reserved: what comes behind the first wrong item is not worth memory.
    for (std::size_t index = 0; index < items.size(); ++index) {
        if (!read_json(items[index], value.emplace_back(), reading)) {
            reading.happened_in(index);
            return false;
        }
    }
    return true;
}

// Reads the member called Field's name. Without it, an optional field is absent and any other an error, or both stay.
template <class Field, Record T>
[[nodiscard]] bool read_json_field(const boost::json::object& object, T& value, std::size_t& present,
                                   JsonReading& reading) {
    auto& field = value.*Field::pointer;
    const boost::json::value* const json = object.if_contains(Field::name);
    if (json != nullptr) {
        ++present;
        if (read_json(*json, field, reading)) {
            return true;
        }
    } else if (reading.keeps_missing()) {
        return true;
    } else if constexpr (Optional<std::remove_cvref_t<decltype(field)>>) {
        field.reset();
        return true;
    } else {
        reading.set(ErrorCode::invalid_input, "is missing");
    }
    reading.happened_in(Field::name);
    return false;
}

// `other_names` are members that the object may have besides the fields: the type of a choice, which has been read.
template <Record T, class... Names>
[[nodiscard]] bool read_json_fields(const boost::json::object& object, T& value, JsonReading& reading,
                                    Names... other_names) {
    return [&]<template <class...> class List, class... Field>(List<Field...>) {
        std::size_t present = sizeof...(other_names);
        if (!(read_json_field<Field>(object, value, present, reading) && ...)) {
            return false;
        }
        return present == object.size() || fail_for_unknown_member(object, {other_names..., Field::name...}, reading);
    }(FieldsOf<T>());
}

template <Choice T>
[[nodiscard]] bool read_json_choice(const boost::json::value& json, T& value, JsonReading& reading) {
    const auto names = []<class... A>(std::variant<A...>*) {
        return listed({A::wire_name...});
    }(static_cast<T*>(nullptr));
    if (!json.is_object()) {
        return reading.set(ErrorCode::invalid_input, "expected an object with a \"type\", one of {}, got {}", names,
                           described(json));
    }
    const boost::json::object& object = json.get_object();
    const boost::json::value* const type = object.if_contains(json_type_key);
    if (type == nullptr) {
        reading.happened_in(json_type_key);
        return reading.set(ErrorCode::invalid_input, "is missing; expected one of {}", names);
    }
    if (!type->is_string() || !select_by_wire_name(value, type->get_string())) {
        reading.happened_in(json_type_key);
        return reading.set(ErrorCode::invalid_input, "expected one of {}, got {}", names, described(*type));
    }
    return std::visit([&](auto& alternative) { return read_json_fields(object, alternative, reading, json_type_key); },
                      value);
}

template <Encodable T>
bool read_json(const boost::json::value& json, T& value, JsonReading& reading) {
    if constexpr (std::same_as<T, bool>) {
        if (!json.is_bool()) {
            return reading.set(ErrorCode::invalid_input, "expected true or false, got {}", described(json));
        }
        value = json.get_bool();
        return true;
    } else if constexpr (DescribedEnum<T>) {
        return read_json_enum(json, value, reading);
    } else if constexpr (Scaled<T>) {
        return read_json_string(json, value, reading, "a decimal string such as \"10.25\"", parse<T>);
    } else if constexpr (std::same_as<T, Currency>) {
        return read_json_string(json, value, reading, "the code of a currency such as \"USD\"", parse_currency);
    } else if constexpr (std::same_as<T, Timestamp>) {
        return read_json_string(json, value, reading, "a time such as \"2026-03-01T17:00:00.25Z\"", parse_timestamp);
    } else if constexpr (std::same_as<T, Date>) {
        return read_json_string(json, value, reading, "a date such as \"2026-03-01\"", parse_date);
    } else if constexpr (std::same_as<T, Duration>) {
        return read_json_string(json, value, reading, "a decimal string of seconds such as \"0.25\"", parse_duration);
    } else if constexpr (FixedWidth<T>) {
        PackedAs<T> packed = 0;
        if (!read_json_integer(json, packed, reading)) {
            return false;
        }
        value = *Packing<T>::unpack(packed);
        return true;
    } else if constexpr (std::same_as<T, Money>) {
        return read_json_money(json, value, reading);
    } else if constexpr (Text<T>) {
        return read_json_string(json, value, reading, "a string", parse_text);
    } else if constexpr (ShortText<T>) {
        return read_json_string(json, value, reading, short_text_rule(T::capacity), parse_short_text<T>);
    } else if constexpr (Optional<T>) {
        if (json.is_null()) {
            value.reset();
            return true;
        }
        return read_json(json, value.emplace(), reading);
    } else if constexpr (List<T> || ShortList<T>) {
        return read_json_list(json, value, reading);
    } else if constexpr (Choice<T>) {
        return read_json_choice(json, value, reading);
    } else {
        if (!json.is_object()) {
            return reading.set(ErrorCode::invalid_input, "expected an object, got {}", described(json));
        }
        return read_json_fields(json.get_object(), value, reading);
    }
}

}  // namespace detail
}  // namespace trireme::codec
