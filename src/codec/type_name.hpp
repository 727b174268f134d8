#pragma once

#include <string_view>

namespace trireme::codec {

// The unqualified name of a type as its source spells it, for error messages and schema titles: "Post" for
// trireme::counter::Post. Not for templates.
template <class T>
[[nodiscard]] consteval std::string_view type_name() {
    // g++ says "... [with T = a::B; std::string_view = ...]", clang "... [T = a::B]".
    const std::string_view signature = __PRETTY_FUNCTION__;
    const std::string_view marker = "T = ";
    const auto begin = signature.find(marker) + marker.size();
    const auto end = signature.find_first_of(";]", begin);
    const std::string_view qualified = signature.substr(begin, end - begin);
    const auto last_colon = qualified.rfind(':');
    return last_colon == std::string_view::npos ? qualified : qualified.substr(last_colon + 1);
}

}  // namespace trireme::codec
