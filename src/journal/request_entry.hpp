#pragma once

#include "base/assert.hpp"
#include "base/bytes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace trireme::journal {

// A few bytes that lie where they stand.
template <std::size_t Capacity>
class ShortBytes {
public:
    static_assert(Capacity <= UINT8_MAX);

    ShortBytes() = default;
    explicit ShortBytes(ByteView bytes) : size_(static_cast<std::uint8_t>(bytes.size())) {
        TRIREME_ASSERT(bytes.size() <= Capacity, "{} bytes where at most {} can be", bytes.size(), Capacity);
        std::ranges::copy(bytes, bytes_.begin());
    }

    [[nodiscard]] ByteView view() const { return ByteView(bytes_).first(size_); }

    // Behind the bytes stand zeros, so that a shorter one comes before those that begin with it.
    bool operator==(const ShortBytes&) const = default;
    auto operator<=>(const ShortBytes&) const = default;

private:
    std::array<std::byte, Capacity> bytes_{};
    std::uint8_t size_ = 0;
};

inline constexpr std::size_t request_name_bytes_max = 47;
inline constexpr std::size_t request_answer_bytes_max = 23;

using RequestName = ShortBytes<request_name_bytes_max>;
using RequestAnswer = ShortBytes<request_answer_bytes_max>;

// A request that its core has forgotten: by what name it is known, and what it takes to answer it again. What the bytes
// mean is the core's affair. The hash is of the name, the same for the same name in all of a log.
struct RequestEntry {
    std::uint64_t hash = 0;
    RequestName name{};
    RequestAnswer answer{};

    bool operator==(const RequestEntry&) const = default;
};

// The order in which entries lie in a file.
[[nodiscard]] inline bool comes_before(const RequestEntry& a, const RequestEntry& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.name < b.name;
}

}  // namespace trireme::journal
