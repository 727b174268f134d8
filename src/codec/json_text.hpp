#pragma once

#include "base/result.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>

// JSON text <-> Boost.JSON values, stricter than the library: what the grammar leaves open is refused here.
namespace trireme::codec {

// How deep arrays and objects may lie in each other, and how many members one object may have.
inline constexpr std::size_t json_depth_max = 32;
inline constexpr std::size_t json_members_max = 256;

// Exactly one JSON value, in UTF-8. An object that has a name twice is refused: readers differ in which of the two
// counts.
[[nodiscard]] Result<boost::json::value> parse_json_document(std::string_view text);

[[nodiscard]] std::string serialize_json(const boost::json::value& value);

namespace detail {

// What a value is, for "expected ..., got ...": "number 3", "string \"x\"", "an array".
[[nodiscard]] std::string described(const boost::json::value& value);

// The text as a JSON string: bytes that are no UTF-8 become U+FFFD, because JSON cannot hold them.
[[nodiscard]] boost::json::string json_string(std::string_view text);

}  // namespace detail

}  // namespace trireme::codec
