#pragma once

#include "base/assert.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace trireme {

// A list with a bound, which lies where it stands and allocates nothing.
template <class T, std::size_t Capacity>
class InlineList {
public:
    static_assert(Capacity <= UINT8_MAX);
    using value_type = T;
    static constexpr std::size_t capacity = Capacity;

    constexpr InlineList() = default;
    constexpr InlineList(std::initializer_list<T> items) {
        for (const T& item : items) {
            push_back(item);
        }
    }

    // Room for it must be left.
    constexpr void push_back(const T& item) {
        TRIREME_ASSERT(size_ < Capacity, "a list of at most {} items is full", Capacity);
        items_[size_++] = item;
    }
    // Adds an item with default values, to be filled in.
    constexpr T& emplace_back() {
        push_back(T());
        return items_[size_ - std::size_t{1}];
    }
    constexpr void clear() {
        items_ = {};
        size_ = 0;
    }

    [[nodiscard]] constexpr std::size_t size() const { return size_; }
    [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
    [[nodiscard]] constexpr const T& operator[](std::size_t index) const { return items_[index]; }
    [[nodiscard]] constexpr T& operator[](std::size_t index) { return items_[index]; }
    [[nodiscard]] constexpr const T* begin() const { return items_.data(); }
    [[nodiscard]] constexpr const T* end() const { return items_.data() + size_; }
    [[nodiscard]] constexpr T* begin() { return items_.data(); }
    [[nodiscard]] constexpr T* end() { return items_.data() + size_; }

    constexpr bool operator==(const InlineList& other) const {
        return std::equal(begin(), end(), other.begin(), other.end());
    }

private:
    std::array<T, Capacity> items_{};
    std::uint8_t size_ = 0;
};

template <class T>
inline constexpr bool is_inline_list = false;
template <class T, std::size_t Capacity>
inline constexpr bool is_inline_list<InlineList<T, Capacity>> = true;

}  // namespace trireme
