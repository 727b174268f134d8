#pragma once

#include "codec/choice.hpp"
#include "codec/json_text.hpp"
#include "codec/json_write.hpp"
#include "codec/kinds.hpp"
#include "codec/type_name.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <concepts>
#include <limits>
#include <string>
#include <type_traits>

// JSON Schema (2020-12) of described types: what `from_json` accepts, for those who write to us. OpenAPI 3.1 uses the
// same.
namespace trireme::codec {

namespace detail {

template <Encodable T>
[[nodiscard]] boost::json::object schema_of();

// A string that `parse_decimal` takes with that many digits after the point.
[[nodiscard]] boost::json::object decimal_schema(int scale_digits);
[[nodiscard]] boost::json::object money_schema();
[[nodiscard]] boost::json::object currency_schema();

template <Record T>
void add_field_schemas(boost::json::object& properties, boost::json::array& required) {
    boost::mp11::mp_for_each<FieldsOf<T>>([&](auto field) {
        using Field = std::remove_cvref_t<decltype(std::declval<T>().*field.pointer)>;
        properties.emplace(field.name, schema_of<Field>());
        if constexpr (!Optional<Field>) {
            required.emplace_back(field.name);
        }
    });
}

[[nodiscard]] boost::json::object object_schema(std::string_view title, boost::json::object properties,
                                                boost::json::array required);

template <Record T>
[[nodiscard]] boost::json::object record_schema() {
    boost::json::object properties;
    boost::json::array required;
    add_field_schemas<T>(properties, required);
    return object_schema(type_name<T>(), std::move(properties), std::move(required));
}

template <Record T>
[[nodiscard]] boost::json::object alternative_schema() {
    boost::json::object properties{{json_type_key, {{"const", T::wire_name}}}};
    boost::json::array required{json_type_key};
    add_field_schemas<T>(properties, required);
    return object_schema(type_name<T>(), std::move(properties), std::move(required));
}

template <DescribedEnum T>
[[nodiscard]] boost::json::object enum_schema() {
    boost::json::array names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
        [&](auto enumerator) { names.emplace_back(enumerator.name); });
    return {{"type", "string"}, {"title", type_name<T>()}, {"enum", std::move(names)}};
}

template <Encodable T>
boost::json::object schema_of() {
    if constexpr (std::same_as<T, bool>) {
        return {{"type", "boolean"}};
    } else if constexpr (DescribedEnum<T>) {
        return enum_schema<T>();
    } else if constexpr (Scaled<T>) {
        return decimal_schema(scale_digits_of<T>);
    } else if constexpr (std::same_as<T, Currency>) {
        return currency_schema();
    } else if constexpr (std::same_as<T, Timestamp>) {
        return {{"type", "string"}, {"format", "date-time"}, {"description", "UTC, to the nanosecond"}};
    } else if constexpr (std::same_as<T, Date>) {
        return {{"type", "string"}, {"format", "date"}};
    } else if constexpr (std::same_as<T, Duration>) {
        boost::json::object schema = decimal_schema(duration_scale_digits);
        schema.emplace("description", "seconds");
        return schema;
    } else if constexpr (FixedWidth<T>) {
        using Limits = std::numeric_limits<PackedAs<T>>;
        return {{"type", "integer"}, {"minimum", Limits::min()}, {"maximum", Limits::max()}};
    } else if constexpr (std::same_as<T, Money>) {
        return money_schema();
    } else if constexpr (Text<T>) {
        return {{"type", "string"}, {"maxLength", text_bytes_max}};
    } else if constexpr (ShortText<T>) {
        return {{"type", "string"}, {"maxLength", T::capacity}, {"pattern", "^[!-~]*$"}};
    } else if constexpr (Optional<T>) {
        return {{"anyOf", {schema_of<typename T::value_type>(), boost::json::object{{"type", "null"}}}}};
    } else if constexpr (List<T> || ShortList<T>) {
        return {{"type", "array"}, {"items", schema_of<typename T::value_type>()}, {"maxItems", items_max<T>}};
    } else if constexpr (Choice<T>) {
        return []<class... A>(std::variant<A...>*) {
            return boost::json::object{{"oneOf", boost::json::array{alternative_schema<A>()...}}};
        }(static_cast<T*>(nullptr));
    } else {
        return record_schema<T>();
    }
}

}  // namespace detail

template <Encodable T>
[[nodiscard]] boost::json::value json_schema() {
    boost::json::object schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}};
    for (auto& [key, value] : detail::schema_of<T>()) {
        schema.emplace(key, std::move(value));
    }
    return schema;
}

template <Encodable T>
[[nodiscard]] std::string json_schema_text() {
    return serialize_json(json_schema<T>());
}

}  // namespace trireme::codec
