#pragma once

#include "base/bytes.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace trireme::simulation {

// The content of a file, made of pages that are never changed once made, so that copies of a file share all pages in
// which they do not differ: a test can branch off the same disk thousands of times, and copies in different threads are
// safe.
class PagedBytes {
public:
    PagedBytes() = default;
    explicit PagedBytes(std::uint64_t size) { resize(size); }

    [[nodiscard]] std::uint64_t size() const { return size_; }

    // What is new reads as zeros.
    void resize(std::uint64_t size);

    // Fills the front of `into` and returns how many bytes there were.
    std::size_t read(std::uint64_t offset, MutableByteView into) const;

    // Grows the content where `bytes` reach beyond its end.
    void write(std::uint64_t offset, ByteView bytes);

private:
    static constexpr std::size_t page_bytes = 4096;
    using Page = std::array<std::byte, page_bytes>;

    std::uint64_t size_ = 0;
    std::vector<std::shared_ptr<const Page>> pages_;  // none: a page of zeros
};

}  // namespace trireme::simulation
