#include "scenarios/matching.hpp"

#include "base/decimal.hpp"
#include "codec/json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <string_view>

namespace trireme::scenarios {
namespace {

namespace json = boost::json;

constexpr int decimals_max = 16;

bool is_same_number(std::string_view said, std::string_view there) {
    const auto a = parse_decimal128(said, decimals_max);
    const auto b = parse_decimal128(there, decimals_max);
    return a && b && *a == *b;
}

bool is_same_leaf(const json::value& said, const json::value& there) {
    if (said.is_string() && there.is_string()) {
        return said == there || is_same_number(said.get_string(), there.get_string());
    }
    return said == there;
}

std::string below(std::string_view place, std::string_view name) {
    return place.empty() ? std::string(name) : fmt::format("{}.{}", place, name);
}

std::string differs(std::string_view place, std::string_view expected, std::string_view got) {
    return fmt::format("{}: expected {}, got {}", place, expected, got);
}

std::optional<std::string> difference_at(const std::string& place, const json::value& said, const json::value& there);

std::optional<std::string> difference_of_members(const std::string& place, const json::object& said,
                                                 const json::object& there) {
    for (const auto& [name, value] : said) {
        const std::string inner = below(place, name);
        const json::value* const found = there.if_contains(name);
        if (value.is_null() != (found == nullptr)) {
            return differs(inner, in_words(value), found != nullptr ? in_words(*found) : "none");
        }
        if (found != nullptr) {
            if (auto differs_inside = difference_at(inner, value, *found)) {
                return differs_inside;
            }
        }
    }
    return std::nullopt;
}

std::optional<std::string> difference_of_items(const std::string& place, const json::array& said,
                                               const json::array& there) {
    if (said.size() != there.size()) {
        return differs(place, fmt::format("{} items", said.size()),
                       fmt::format("{}: {}", there.size(), in_words(there)));
    }
    for (std::size_t index = 0; index < said.size(); ++index) {
        if (auto differs_inside = difference_at(below(place, std::to_string(index + 1)), said[index], there[index])) {
            return differs_inside;
        }
    }
    return std::nullopt;
}

std::optional<std::string> difference_at(const std::string& place, const json::value& said, const json::value& there) {
    if (said.is_object() && there.is_object()) {
        return difference_of_members(place, said.get_object(), there.get_object());
    }
    if (said.is_array() && there.is_array()) {
        return difference_of_items(place, said.get_array(), there.get_array());
    }
    if (is_same_leaf(said, there)) {
        return std::nullopt;
    }
    return differs(place, in_words(said), in_words(there));
}

bool is_money(const json::object& object) {
    return object.size() == 2 && object.contains("amount") && object.contains("currency");
}

// "order 1 lots 0.5"; the type of a command or event stands without its field's name.
std::string words_of_members(const json::object& object, std::string_view nameless) {
    std::string words;
    for (const auto& [name, value] : object) {
        words.append(words.empty() ? "" : " ");
        if (std::string_view(name) != nameless) {
            words.append(name).append(" ");
        }
        words += in_words(value);
    }
    return words;
}

std::string words_of_object(const json::object& object) {
    return is_money(object) ? in_words(object.at("amount")) + in_words(object.at("currency"))
                            : fmt::format("[{}]", words_of_members(object, {}));
}

std::string words_of_list(const json::array& array) {
    std::string words;
    for (const json::value& item : array) {
        words.append(words.empty() ? "" : ", ");
        words += item.is_object() ? words_of_members(item.get_object(), {}) : in_words(item);
    }
    return fmt::format("[{}]", words);
}

}  // namespace

std::optional<std::string> difference(const json::value& said, const json::value& there) {
    return difference_at("", said, there);
}

std::string in_words(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null: return "none";
        case json::kind::bool_: return value.get_bool() ? "yes" : "no";
        case json::kind::string: return value.get_string().empty() ? "\"\"" : std::string(value.get_string());
        case json::kind::array: return words_of_list(value.get_array());
        case json::kind::object: return words_of_object(value.get_object());
        default: return codec::serialize_json(value);
    }
}

std::string event_in_words(const json::object& event) { return words_of_members(event, codec::json_type_key); }

}  // namespace trireme::scenarios
