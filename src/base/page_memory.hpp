#pragma once

#include <cstddef>
#include <memory>

namespace trireme {

// What a page of the system's larger kind holds. Memory that is touched here and there costs a walk through the
// system's tables for each small page that the processor does not remember; large ones it remembers.
inline constexpr std::size_t large_page_bytes = 2 * 1024 * 1024;

struct UnmapPages {
    std::size_t bytes = 0;

    void operator()(std::byte* begin) const;
};
using PageMemory = std::unique_ptr<std::byte[], UnmapPages>;

// Zeroed memory straight from the system, which takes up room only where it was touched. Begins at the beginning of a
// large page and asks for large ones. An assertion ends the process where the system has no more.
[[nodiscard]] PageMemory map_pages(std::size_t bytes);

// Gives the large pages that lie wholly within [begin, begin + bytes) of such memory back to the system; they read as
// zeros from now on.
void release_pages(std::byte* begin, std::size_t bytes);

}  // namespace trireme
