#include "base/page_memory.hpp"

#include "base/assert.hpp"

#include <sys/auxv.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace trireme {
namespace {

std::size_t round_up(std::size_t bytes, std::size_t unit) { return (bytes + unit - 1) / unit * unit; }

bool begins_at(const std::byte* at, std::size_t unit) { return reinterpret_cast<std::uintptr_t>(at) % unit == 0; }

std::byte* at_or_behind(std::byte* at, std::size_t unit) {
    const auto address = reinterpret_cast<std::uintptr_t>(at);
    return at + (round_up(address, unit) - address);
}

void unmap(std::byte* begin, std::size_t bytes) {
    if (bytes > 0) {
        TRIREME_ASSERT(::munmap(begin, bytes) == 0, "munmap of {} bytes: {}", bytes, std::strerror(errno));
    }
}

}  // namespace

void UnmapPages::operator()(std::byte* begin) const { unmap(begin, bytes); }

PageMemory map_pages(std::size_t bytes) {
    TRIREME_ASSERT(bytes > 0);
    TRIREME_ASSERT(::getauxval(AT_PAGESZ) == page_bytes, "pages are not of {} bytes", page_bytes);
    const std::size_t whole = round_up(bytes, page_bytes);
    // A large page too many, of which both ends are cut off so that the rest begins where a large page may.
    const std::size_t mapped = whole + large_page_bytes;
    void* const found =
        ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    TRIREME_ASSERT(found != MAP_FAILED, "no memory for {} bytes: {}", mapped, std::strerror(errno));
    auto* const all = static_cast<std::byte*>(found);
    std::byte* const begin = at_or_behind(all, large_page_bytes);
    unmap(all, static_cast<std::size_t>(begin - all));
    unmap(begin + whole, mapped - whole - static_cast<std::size_t>(begin - all));
    // A system that has no large pages says no, and has nothing to keep from coming.
    static_cast<void>(::madvise(begin, whole, MADV_NOHUGEPAGE));
    return {begin, UnmapPages{whole}};
}

void touch_pages(std::byte* begin, std::size_t bytes) {
    TRIREME_ASSERT(begins_at(begin, page_bytes) && bytes % page_bytes == 0);
    // A system that does not know of this gives the pages when they are touched.
    static_cast<void>(::madvise(begin, bytes, MADV_POPULATE_WRITE));
}

void want_large_pages(std::byte* begin, std::size_t bytes) {
    TRIREME_ASSERT(begins_at(begin, large_page_bytes) && bytes % large_page_bytes == 0);
    // A system that has no large pages says no, and small ones do as well.
    static_cast<void>(::madvise(begin, bytes, MADV_HUGEPAGE));
}

void gather_large_pages(std::byte* begin, std::size_t bytes) {
    want_large_pages(begin, bytes);
    // Where it fails, as before Linux 6.1, small pages do as well.
#ifdef MADV_COLLAPSE
    constexpr int collapse = MADV_COLLAPSE;
#else
    constexpr int collapse = 25;  // that the C library does not name yet
#endif
    for (std::size_t at = 0; at < bytes; at += large_page_bytes) {
        static_cast<void>(::madvise(begin + at, large_page_bytes, collapse));
    }
}

void release_pages(std::byte* begin, std::size_t bytes) {
    std::byte* const first = at_or_behind(begin, page_bytes);
    const std::ptrdiff_t wholly = begin + bytes - first;
    if (wholly >= static_cast<std::ptrdiff_t>(page_bytes)) {
        const std::size_t released = static_cast<std::size_t>(wholly) / page_bytes * page_bytes;
        TRIREME_ASSERT(::madvise(first, released, MADV_DONTNEED) == 0, "madvise: {}", std::strerror(errno));
    }
}

}  // namespace trireme
