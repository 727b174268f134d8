#pragma once

#include <fmt/format.h>

#include <string_view>

namespace trireme {

// Prints the failed expression with its place and message to standard error and aborts. A failed assertion is a bug in
// Trireme itself: stopping is safer than deciding about money with a state that cannot be trusted.
[[noreturn]] void assertion_failed(std::string_view expression, std::string_view file, int line,
                                   std::string_view message) noexcept;

}  // namespace trireme

// Stays on in release builds. Use it for what must hold if our own code is right, never for bad input. Further
// arguments are a fmt format string and its values.
#define TRIREME_ASSERT(condition, ...)                                                                  \
    do {                                                                                                \
        if (!(condition)) [[unlikely]] {                                                                \
            ::trireme::assertion_failed(#condition, __FILE__, __LINE__, ::fmt::format("" __VA_ARGS__)); \
        }                                                                                               \
    } while (false)
