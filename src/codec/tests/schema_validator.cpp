#include "codec/tests/schema_validator.hpp"

#include "base/assert.hpp"
#include "base/date.hpp"
#include "base/timestamp.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <regex>
#include <string>

namespace trireme::codec::testing {
namespace {

namespace json = boost::json;

bool has_type(const json::value& value, std::string_view type) {
    return type == "null"      ? value.is_null()
           : type == "boolean" ? value.is_bool()
           : type == "integer" ? value.is_int64() || value.is_uint64()
           : type == "string"  ? value.is_string()
           : type == "array"   ? value.is_array()
                               : type == "object" && value.is_object();
}

// a < b for integers of either sign.
bool is_less(const json::value& a, const json::value& b) {
    if (a.is_int64() && a.get_int64() < 0) {
        return !b.is_int64() || b.get_int64() > a.get_int64();
    }
    return (!b.is_int64() || b.get_int64() >= 0) && a.to_number<std::uint64_t>() < b.to_number<std::uint64_t>();
}

bool properties_are_valid(const json::object& object, const json::object& schema) {
    const json::object& properties = schema.at("properties").as_object();
    return std::all_of(object.begin(), object.end(), [&](const auto& member) {
        const json::value* const property = properties.if_contains(member.key());
        return property != nullptr && is_valid(member.value(), property->as_object());
    });
}

std::ptrdiff_t count_valid(const json::value& value, const json::array& schemas) {
    return std::count_if(schemas.begin(), schemas.end(),
                         [&](const json::value& schema) { return is_valid(value, schema.as_object()); });
}

bool satisfies(const json::value& value, std::string_view keyword, const json::value& argument,
               const json::object& schema) {
    if (keyword == "$schema" || keyword == "title" || keyword == "description") {
        return true;
    }
    if (keyword == "type") {
        return has_type(value, argument.as_string());
    }
    if (keyword == "const") {
        return value == argument;
    }
    if (keyword == "enum") {
        return std::ranges::find(argument.as_array(), value) != argument.as_array().end();
    }
    if (keyword == "minimum") {
        return !is_less(value, argument);
    }
    if (keyword == "maximum") {
        return !is_less(argument, value);
    }
    if (keyword == "pattern") {
        return std::regex_search(value.as_string().c_str(), std::regex(argument.as_string().c_str()));
    }
    if (keyword == "maxLength") {
        return value.as_string().size() <= argument.to_number<std::size_t>();
    }
    if (keyword == "format") {
        if (argument == "date") {
            return parse_date(value.as_string()).has_value();
        }
        TRIREME_ASSERT(argument == "date-time", "unknown format {}", std::string_view(argument.as_string()));
        return parse_timestamp(value.as_string()).has_value();
    }
    if (keyword == "items") {
        return std::ranges::all_of(value.as_array(),
                                   [&](const json::value& item) { return is_valid(item, argument.as_object()); });
    }
    if (keyword == "maxItems") {
        return value.as_array().size() <= argument.to_number<std::size_t>();
    }
    if (keyword == "required") {
        return std::ranges::all_of(
            argument.as_array(), [&](const json::value& name) { return value.as_object().contains(name.as_string()); });
    }
    if (keyword == "properties") {
        return properties_are_valid(value.as_object(), schema);
    }
    if (keyword == "additionalProperties") {
        TRIREME_ASSERT(argument == false, "which properties_are_valid takes for granted");
        return true;
    }
    if (keyword == "anyOf") {
        return count_valid(value, argument.as_array()) >= 1;
    }
    TRIREME_ASSERT(keyword == "oneOf", "unknown keyword {}", keyword);
    return count_valid(value, argument.as_array()) == 1;
}

}  // namespace

bool is_valid(const json::value& value, const json::object& schema) {
    // The other keywords are for values of the stated type only.
    const json::value* const type = schema.if_contains("type");
    if (type != nullptr && !has_type(value, type->as_string())) {
        return false;
    }
    return std::all_of(schema.begin(), schema.end(),
                       [&](const auto& member) { return satisfies(value, member.key(), member.value(), schema); });
}

}  // namespace trireme::codec::testing
