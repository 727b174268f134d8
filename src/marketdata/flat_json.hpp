#pragma once

#include "base/result.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::marketdata {

// An object of JSON whose values are numbers, null, or arrays of numbers, kept as the text that they are written in: no
// number goes through a float. `text` outlives it.
struct FlatJson {
    std::map<std::string_view, std::string_view, std::less<>> numbers{};  // null is empty
    std::map<std::string_view, std::vector<std::string_view>, std::less<>> arrays{};
};

// `invalid_input` with the offset of what it is not.
[[nodiscard]] Result<FlatJson> parse_flat_json(std::string_view text);

// A number such as "1.0E-5", at a scale; `invalid_input` if it has more digits than that.
[[nodiscard]] Result<std::int64_t> parse_json_decimal(std::string_view text, int scale_digits);

}  // namespace trireme::marketdata
