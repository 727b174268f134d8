#pragma once

#include <cstddef>

namespace trireme {

// Has the processor fetch these bytes, soon to be read and written. Nowhere is as good as anywhere: no address is
// wrong.
inline void prefetch(const void* from, std::size_t bytes) {
    constexpr std::size_t line_bytes = 64;
    for (std::size_t at = 0; at < bytes; at += line_bytes) {
        __builtin_prefetch(static_cast<const std::byte*>(from) + at, 1);
    }
}

}  // namespace trireme
