#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trireme {

// Text from outside as an error message shows it: in double quotes, bytes that do not print as \xNN, at most
// `quoted_bytes_max` of them followed by "..." where more came.
[[nodiscard]] std::string in_quotes(std::string_view text);

inline constexpr std::size_t quoted_bytes_max = 48;

}  // namespace trireme
