#include "simulation/paged_bytes.hpp"

#include <algorithm>

namespace trireme::simulation {

void PagedBytes::resize(std::uint64_t size) {
    const std::size_t kept_in_page = size % page_bytes;
    pages_.resize(static_cast<std::size_t>((size + page_bytes - 1) / page_bytes));
    if (size < size_ && kept_in_page > 0 && pages_.back() != nullptr) {
        // What lies behind the end must read as zeros should the content grow again.
        auto page = std::make_shared<Page>(*pages_.back());
        std::fill(page->begin() + static_cast<std::ptrdiff_t>(kept_in_page), page->end(), std::byte{0});
        pages_.back() = std::move(page);
    }
    size_ = size;
}

std::size_t PagedBytes::read(std::uint64_t offset, MutableByteView into) const {
    if (offset >= size_) {
        return 0;
    }
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset));
    for (std::size_t done = 0; done < count;) {
        const auto in_page = static_cast<std::size_t>((offset + done) % page_bytes);
        const MutableByteView part = into.subspan(done, std::min(count - done, page_bytes - in_page));
        if (const Page* page = pages_[static_cast<std::size_t>((offset + done) / page_bytes)].get()) {
            std::ranges::copy(ByteView(*page).subspan(in_page, part.size()), part.begin());
        } else {
            std::ranges::fill(part, std::byte{0});
        }
        done += part.size();
    }
    return count;
}

void PagedBytes::write(std::uint64_t offset, ByteView bytes) {
    if (bytes.empty()) {
        return;
    }
    if (offset + bytes.size() > size_) {
        resize(offset + bytes.size());
    }
    for (std::size_t done = 0; done < bytes.size();) {
        const auto in_page = static_cast<std::size_t>((offset + done) % page_bytes);
        const ByteView part = bytes.subspan(done, std::min(bytes.size() - done, page_bytes - in_page));
        std::shared_ptr<const Page>& old = pages_[static_cast<std::size_t>((offset + done) / page_bytes)];
        auto page = old ? std::make_shared<Page>(*old) : std::make_shared<Page>();
        std::ranges::copy(part, page->begin() + static_cast<std::ptrdiff_t>(in_page));
        old = std::move(page);
        done += part.size();
    }
}

}  // namespace trireme::simulation
