#include "base/page_memory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <span>

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
    const PageMemory memory = map_pages(4 * large_page_bytes);
    const std::span all(memory.get(), 4 * large_page_bytes);
    std::ranges::fill(all, std::byte{7});
    release_pages(memory.get() + 1, 3 * large_page_bytes - 1);
    EXPECT_EQ(all[0], std::byte{7});
    EXPECT_EQ(all[large_page_bytes - 1], std::byte{7});
    EXPECT_TRUE(is_zero(all.subspan(large_page_bytes, 2 * large_page_bytes)));
    EXPECT_EQ(all[3 * large_page_bytes], std::byte{7});
    release_pages(memory.get() + 3 * large_page_bytes, large_page_bytes - 1);
    EXPECT_EQ(all[3 * large_page_bytes], std::byte{7});
}

}  // namespace
}  // namespace trireme
