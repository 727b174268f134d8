#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::scenarios {

// A line as words, each bracket and comma a word of its own. Errors: invalid_input for bytes that are not printable
// ASCII.
[[nodiscard]] Result<std::vector<std::string>> tokens_of(std::string_view line);

// Stands, with a count behind it, before what is to be done or said several times.
inline constexpr std::string_view repeat_word = "repeat";

// The count behind it: from 1 to repetitions_max.
[[nodiscard]] Result<std::size_t> parse_repetitions(std::string_view word);

}  // namespace trireme::scenarios
