#include "base/page_memory.hpp"

#include "base/assert.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace trireme {
namespace {

std::byte* large_page_at_or_behind(std::byte* at) {
    const auto address = reinterpret_cast<std::uintptr_t>(at);
    return at + (large_page_bytes - address % large_page_bytes) % large_page_bytes;
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
    const std::size_t whole = (bytes + large_page_bytes - 1) / large_page_bytes * large_page_bytes;
    // One page too many, of which both ends are cut off so that the rest begins where a large page may.
    const std::size_t mapped = whole + large_page_bytes;
    void* const found =
        ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    TRIREME_ASSERT(found != MAP_FAILED, "no memory for {} bytes: {}", mapped, std::strerror(errno));
    auto* const all = static_cast<std::byte*>(found);
    std::byte* const begin = large_page_at_or_behind(all);
    unmap(all, static_cast<std::size_t>(begin - all));
    unmap(begin + whole, mapped - whole - static_cast<std::size_t>(begin - all));
    // A system that has no large pages says no, and small ones do as well.
    static_cast<void>(::madvise(begin, whole, MADV_HUGEPAGE));
    return {begin, UnmapPages{whole}};
}

void release_pages(std::byte* begin, std::size_t bytes) {
    std::byte* const first = large_page_at_or_behind(begin);
    const std::ptrdiff_t wholly = begin + bytes - first;
    if (wholly >= static_cast<std::ptrdiff_t>(large_page_bytes)) {
        const std::size_t released = static_cast<std::size_t>(wholly) / large_page_bytes * large_page_bytes;
        TRIREME_ASSERT(::madvise(first, released, MADV_DONTNEED) == 0, "madvise: {}", std::strerror(errno));
    }
}

}  // namespace trireme
