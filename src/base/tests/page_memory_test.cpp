#include "base/page_memory.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace trireme {
namespace {

bool is_zero(std::span<const std::byte> bytes) {
    return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0}; });
}

TEST(PageMemory, IsZeroedAndBeginsAtALargePage) {
    const PageMemory memory = map_pages(3 * large_page_bytes + 1);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory.get()) % large_page_bytes, 0U);
    EXPECT_TRUE(is_zero({memory.get(), 3 * large_page_bytes + 1}));
    memory[3 * large_page_bytes] = std::byte{1};
}

TEST(PageMemory, GivesBackOnlyWholePagesWithinWhatIsReleased) {
    const PageMemory memory = map_pages(4 * page_bytes);
    const std::span all(memory.get(), 4 * page_bytes);
    std::ranges::fill(all, std::byte{7});
    release_pages(memory.get() + 1, 3 * page_bytes - 1);
    EXPECT_EQ(all[0], std::byte{7});
    EXPECT_EQ(all[page_bytes - 1], std::byte{7});
    EXPECT_TRUE(is_zero(all.subspan(page_bytes, 2 * page_bytes)));
    EXPECT_EQ(all[3 * page_bytes], std::byte{7});
    release_pages(memory.get() + 3 * page_bytes, page_bytes - 1);
    EXPECT_EQ(all[3 * page_bytes], std::byte{7});
}

// How many of the pages take up room.
std::size_t resident_pages(const PageMemory& memory, std::size_t pages) {
    std::vector<unsigned char> is_resident(pages);
    EXPECT_EQ(::mincore(memory.get(), pages * page_bytes, is_resident.data()), 0);
    return static_cast<std::size_t>(std::ranges::count_if(is_resident, [](unsigned char page) { return page & 1; }));
}

TEST(PageMemory, TakesUpWhatIsTouchedAndNoMore) {
    constexpr std::size_t pages = 2 * large_page_bytes / page_bytes;
    const PageMemory memory = map_pages(pages * page_bytes);
    EXPECT_EQ(resident_pages(memory, pages), 0U);
    memory[large_page_bytes] = std::byte{1};
    EXPECT_EQ(resident_pages(memory, pages), 1U);
    touch_pages(memory.get() + page_bytes, 3 * page_bytes);
    EXPECT_EQ(resident_pages(memory, pages), 4U);
    release_pages(memory.get(), 2 * page_bytes);
    EXPECT_EQ(resident_pages(memory, pages), 3U);
}

TEST(PageMemory, KeepsWhatItHoldsWhenLargePagesAreAskedFor) {
    const PageMemory memory = map_pages(2 * large_page_bytes);
    std::ranges::fill(std::span(memory.get(), large_page_bytes), std::byte{7});
    want_large_pages(memory.get(), 2 * large_page_bytes);
    gather_large_pages(memory.get(), large_page_bytes);
    EXPECT_EQ(std::ranges::count(std::span(memory.get(), large_page_bytes), std::byte{7}), large_page_bytes);
    EXPECT_TRUE(is_zero({memory.get() + large_page_bytes, large_page_bytes}));
}

}  // namespace
}  // namespace trireme
