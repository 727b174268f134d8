#pragma once

#include <cstdint>
#include <cstdlib>
#include <new>

// Counts every allocation of a test program by `new`. To be included by one of its sources only: it replaces the
// operators of the whole program.
namespace trireme::testing {

inline std::uint64_t allocation_count = 0;

}  // namespace trireme::testing

// Never inlined: where only one of the two is, g++ takes them for a mismatched pair.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
    trireme::testing::allocation_count += 1;
    if (void* const memory = std::malloc(bytes == 0 ? 1 : bytes)) {
        return memory;
    }
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t /*bytes*/) noexcept { std::free(memory); }
