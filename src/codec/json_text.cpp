#include "codec/json_text.hpp"

#include "base/in_quotes.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_stack.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace trireme::codec {
namespace {

namespace json = boost::json;

// A name as a part of a JSON pointer (RFC 6901), safe to print and bounded.
std::string pointer_part(std::string_view name) {
    std::string part;
    for (const char character : in_quotes(name)) {
        switch (character) {
            case '"': break;
            case '~': part += "~0"; break;
            case '/': part += "~1"; break;
            default: part += character;
        }
    }
    return part;
}

// Builds the value as Boost.JSON's own handler does, and watches the names in each open object.
class DocumentHandler {
public:
    static constexpr std::size_t max_object_size = json_members_max;
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();

    [[nodiscard]] json::value release() { return stack_.release(); }
    // Empty unless the document was refused here.
    [[nodiscard]] const std::string& refusal() const { return refusal_; }

    bool on_document_begin(json::error_code&) {
        stack_.reset();
        return true;
    }
    bool on_document_end(json::error_code&) { return true; }

    bool on_object_begin(json::error_code&) {
        open_.push_back({.is_object = true});
        return true;
    }
    bool on_object_end(std::size_t count, json::error_code&) {
        stack_.push_object(count);
        return close();
    }
    bool on_array_begin(json::error_code&) {
        open_.push_back({.is_object = false});
        return true;
    }
    bool on_array_end(std::size_t count, json::error_code&) {
        stack_.push_array(count);
        return close();
    }

    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        name_.append(part.data(), part.size());
        stack_.push_chars(part);
        return true;
    }
    bool on_key(json::string_view rest, std::size_t, json::error_code& error) {
        name_.append(rest.data(), rest.size());
        stack_.push_key(rest);
        auto& names = open_.back().names;
        // The bound on members keeps this search short.
        if (std::ranges::find(names, name_) != names.end()) {
            return refuse(fmt::format("the name {} appears twice in one object", in_quotes(name_)), error);
        }
        names.push_back(std::move(name_));
        name_.clear();
        return true;
    }

    bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
        stack_.push_chars(part);
        return true;
    }
    bool on_string(json::string_view rest, std::size_t, json::error_code&) {
        stack_.push_string(rest);
        return finish_value();
    }
    bool on_number_part(json::string_view, json::error_code&) { return true; }
    bool on_int64(std::int64_t number, json::string_view, json::error_code&) {
        stack_.push_int64(number);
        return finish_value();
    }
    bool on_uint64(std::uint64_t number, json::string_view, json::error_code&) {
        stack_.push_uint64(number);
        return finish_value();
    }
    // determinism: Boost.JSON hands fractions over as floats; no reader of ours takes one for a value.
    bool on_double(double number, json::string_view digits, json::error_code& error) {
        if (!std::isfinite(number)) {
            return refuse(fmt::format("the number {} is too large", in_quotes(digits)), error);
        }
        stack_.push_double(number);
        return finish_value();
    }
    bool on_bool(bool value, json::error_code&) {
        stack_.push_bool(value);
        return finish_value();
    }
    bool on_null(json::error_code&) {
        stack_.push_null();
        return finish_value();
    }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

private:
    // An array or object whose end has not come yet.
    struct Open {
        bool is_object;
        std::vector<std::string> names = {};
        std::size_t finished_values = 0;
    };

    bool refuse(std::string_view why, json::error_code& error) {
        refusal_ = pointer_to_open() + std::string(why);
        error = make_error_code(json::error::exception);
        return false;
    }

    bool close() {
        open_.pop_back();
        return finish_value();
    }

    bool finish_value() {
        if (!open_.empty()) {
            ++open_.back().finished_values;
        }
        return true;
    }

    // "/legs/2: " for the innermost open array or object, nothing for the outermost.
    [[nodiscard]] std::string pointer_to_open() const {
        std::string pointer;
        for (std::size_t depth = 0; depth + 1 < open_.size(); ++depth) {
            const Open& around = open_[depth];
            pointer += '/';
            pointer += around.is_object ? pointer_part(around.names.back()) : std::to_string(around.finished_values);
        }
        return pointer.empty() ? pointer : pointer + ": ";
    }

    json::value_stack stack_;
    std::vector<Open> open_;
    std::string name_;
    std::string refusal_;
};

// The length of the well-formed UTF-8 character at the start of `text`, which is not empty; zero if there is none.
// Unicode 15, table 3-7.
std::size_t character_bytes(std::string_view text) {
    const auto byte = [&](std::size_t index) -> unsigned {
        return index < text.size() ? static_cast<unsigned char>(text[index]) : 0;
    };
    const auto continues = [&](std::size_t index) { return byte(index) >= 0x80 && byte(index) <= 0xBF; };
    const unsigned first = byte(0);
    if (first <= 0x7F) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return continues(1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        const bool overlong = first == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = first == 0xED && byte(1) > 0x9F;
        return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && byte(1) < 0x90;
        const bool beyond_unicode = first == 0xF4 && byte(1) > 0x8F;
        return continues(1) && continues(2) && continues(3) && !overlong && !beyond_unicode ? 4 : 0;
    }
    return 0;
}

}  // namespace

Result<json::value> parse_json_document(std::string_view text) {
    json::parse_options strict;
    strict.max_depth = json_depth_max;
    json::basic_parser<DocumentHandler> parser(strict);
    json::error_code error;
    const std::size_t consumed = parser.write_some(false, text.data(), text.size(), error);
    if (!parser.handler().refusal().empty()) {
        return fail(ErrorCode::invalid_input, "{}", parser.handler().refusal());
    }
    if (error) {
        return fail(ErrorCode::invalid_input, "not JSON: {} at byte {}", error.message(), consumed);
    }
    if (consumed < text.size()) {
        return fail(ErrorCode::invalid_input, "not JSON: more text behind the value at byte {}", consumed);
    }
    return parser.handler().release();
}

std::string serialize_json(const json::value& value) { return json::serialize(value); }

namespace detail {

std::string described(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null: return "null";
        case json::kind::bool_: return value.get_bool() ? "true" : "false";
        case json::kind::int64: return fmt::format("number {}", value.get_int64());
        case json::kind::uint64: return fmt::format("number {}", value.get_uint64());
        case json::kind::double_: return fmt::format("number {}", value.get_double());
        case json::kind::string: return fmt::format("string {}", in_quotes(value.get_string()));
        case json::kind::array: return "an array";
        case json::kind::object: return "an object";
    }
    return "nothing";
}

json::string json_string(std::string_view text) {
    json::string utf8;
    while (!text.empty()) {
        const std::size_t bytes = character_bytes(text);
        if (bytes == 0) {
            utf8 += "\xEF\xBF\xBD";
        } else {
            utf8.append(text.substr(0, bytes));
        }
        text.remove_prefix(std::max<std::size_t>(bytes, 1));
    }
    return utf8;
}

}  // namespace detail

}  // namespace trireme::codec
