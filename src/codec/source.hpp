#pragma once

#include "base/bytes.hpp"
#include "codec/failure.hpp"

#include <cstddef>
#include <string_view>

namespace trireme::codec::detail {

// The rest of the bytes to read.
class Source {
public:
    explicit Source(ByteView bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

    template <Integer T>
    [[nodiscard]] bool take(T& value) {
        if (left() < sizeof value) [[unlikely]] {
            return failure.set(ErrorCode::corrupt, "needs {} bytes, {} are left", sizeof value, left());
        }
        value = load_little_endian<T>(at_);
        at_ += sizeof value;
        return true;
    }

    // The text lies where the bytes lie.
    [[nodiscard]] bool take(std::string_view& text, std::size_t size) {
        if (left() < size) [[unlikely]] {
            return failure.set(ErrorCode::corrupt, "needs {} bytes, {} are left", size, left());
        }
        text = text_of(ByteView(at_, size));
        at_ += size;
        return true;
    }

    Failure failure;

private:
    const std::byte* at_;
    const std::byte* end_;
};

}  // namespace trireme::codec::detail
