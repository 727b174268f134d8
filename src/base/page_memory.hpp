#pragma once

#include <cstddef>
#include <memory>

namespace trireme {

// What a page of the system's larger kind holds. Memory that is touched here and there costs a walk through the
// system's tables for each small page that the processor does not remember; large ones it remembers. But the first
// touch of a large page takes 0.1 ms, and several in a virtual machine whose host has to find the memory first.
inline constexpr std::size_t large_page_bytes = 2 * 1024 * 1024;
inline constexpr std::size_t page_bytes = 4096;

struct UnmapPages {
    std::size_t bytes = 0;

    void operator()(std::byte* begin) const;
};
using PageMemory = std::unique_ptr<std::byte[], UnmapPages>;

// Zeroed memory straight from the system, which takes up room only where it was touched, small page by small page.
// Begins at the beginning of a large page. An assertion ends the process where the system has no more.
[[nodiscard]] PageMemory map_pages(std::size_t bytes);

// Takes up the small pages of [begin, begin + bytes) now, in one go, so that touching them later costs nothing. Of
// memory that begins and ends with a page.
void touch_pages(std::byte* begin, std::size_t bytes);

// Asks for large pages in place of the small ones that lie in [begin, begin + bytes), which begins and ends with a
// large page. Where nothing was touched yet, they come with the first touch; else the system brings them about in its
// own time, beside what the process does.
void want_large_pages(std::byte* begin, std::size_t bytes);

// Brings them about now, where memory was touched: the pages are copied, which takes as long as their first touch would
// have. For moments when nobody waits.
void gather_large_pages(std::byte* begin, std::size_t bytes);

// Gives the small pages that lie wholly within [begin, begin + bytes) of such memory back to the system; they read as
// zeros from now on. Costs what their number costs: much memory is given back little by little.
void release_pages(std::byte* begin, std::size_t bytes);

}  // namespace trireme
