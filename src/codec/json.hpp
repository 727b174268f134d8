#pragma once

#include "base/result.hpp"
#include "codec/json_read.hpp"
#include "codec/json_text.hpp"
#include "codec/json_write.hpp"

#include <boost/json/value.hpp>

#include <expected>
#include <string>
#include <string_view>

// Described values <-> JSON, with the fields' names as they stand in C++.
//   Price, Lots, Ratio, amounts   decimal strings: "1.08452"
//   Money                         {"amount": "10.25", "currency": "USD"}
//   Timestamp, Duration           RFC 3339 in UTC; a decimal string of seconds
//   Date                          "2026-03-01"
//   ids, sequences, integers      integers, exact to 64 bits
//   enums, currencies             their names as strings
//   InlineText, InlineList        strings and arrays with their bound
//   optional                      left out (null is read too); every other field must be there
//   variants                      {"type": "post", ...the alternative's fields}
// Reading is strict: unknown, missing and repeated fields are errors, as is a number where a decimal string belongs.
namespace trireme::codec {

template <Encodable T>
[[nodiscard]] boost::json::value to_json(const T& value) {
    return detail::write_json(value);
}

template <Encodable T>
[[nodiscard]] std::string to_json_text(const T& value) {
    return serialize_json(to_json(value));
}

// Errors: invalid_input and out_of_range, with the place as a JSON pointer: "/legs/2/lots: expected a decimal string
// such as "10.25", got number 3".
template <Encodable T>
[[nodiscard]] Result<T> from_json(const boost::json::value& json) {
    detail::JsonReading reading(MissingFields::refuse);
    Result<T> value(std::in_place);
    if (!detail::read_json(json, *value, reading)) {
        return std::unexpected(std::move(reading).take());
    }
    return value;
}

// What does not fit, and where, as a JSON pointer; empty for the whole.
struct Misfit {
    std::string pointer;
    std::string message;
};

// Settings are what someone wrote down of them; all others are as a new T has them.
template <Encodable T>
[[nodiscard]] std::expected<T, Misfit> settings_from_json(const boost::json::value& json) {
    detail::JsonReading reading(MissingFields::keep);
    std::expected<T, Misfit> value(std::in_place);
    if (!detail::read_json(json, *value, reading)) {
        return std::unexpected(Misfit{reading.pointer(), reading.message()});
    }
    return value;
}

template <Encodable T>
[[nodiscard]] Result<T> parse_json(std::string_view text) {
    TRIREME_TRY_ASSIGN(const boost::json::value json, parse_json_document(text));
    return from_json<T>(json);
}

}  // namespace trireme::codec
