#pragma once

#include "base/assert.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace trireme {

// A list with a bound, which lies where it stands and allocates nothing. What is not in it costs nothing: its memory is
// left alone until an item comes, so that a list that may become long and mostly holds an item or two is quickly made.
template <class T, std::size_t Capacity>
class InlineList {
public:
    static_assert(Capacity <= UINT8_MAX);
    using value_type = T;
    static constexpr std::size_t capacity = Capacity;

    InlineList() {}  // NOLINT(modernize-use-equals-default): that would let the memory be zeroed
    InlineList(std::initializer_list<T> list) { append(list.begin(), list.end()); }
    InlineList(const InlineList& other) { append(other.begin(), other.end()); }
    InlineList& operator=(const InlineList& other) {
        if (this != &other) {
            clear();
            append(other.begin(), other.end());
        }
        return *this;
    }
    ~InlineList()
        requires std::is_trivially_destructible_v<T>
    = default;
    ~InlineList() { clear(); }

    // Room for it must be left.
    void push_back(const T& item) { add(item); }
    // Adds an item with default values, to be filled in.
    T& emplace_back() { return add(); }
    void clear() {
        std::destroy(begin(), end());
        size_ = 0;
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] const T& operator[](std::size_t index) const { return begin()[index]; }
    [[nodiscard]] T& operator[](std::size_t index) { return begin()[index]; }
    [[nodiscard]] const T& back() const { return begin()[size_ - std::size_t{1}]; }
    [[nodiscard]] const T* begin() const { return items; }
    [[nodiscard]] const T* end() const { return begin() + size_; }
    [[nodiscard]] T* begin() { return items; }
    [[nodiscard]] T* end() { return begin() + size_; }

    bool operator==(const InlineList& other) const { return std::equal(begin(), end(), other.begin(), other.end()); }

private:
    template <class... Arguments>
    T& add(Arguments&&... arguments) {
        TRIREME_ASSERT(size_ < Capacity, "a list of at most {} items is full", Capacity);
        T* const item = items + size_;
        if constexpr (std::is_class_v<T> && sizeof...(Arguments) == 0) {
            ::new (item) T;  // with braces or parentheses its memory would be set to zero before
        } else {
            std::construct_at(item, std::forward<Arguments>(arguments)...);
        }
        ++size_;
        return *item;
    }
    void append(const T* first, const T* last) {
        for (; first != last; ++first) {
            add(*first);
        }
    }

    std::uint8_t size_ = 0;
    union {  // which keeps the items from being made before they come
        T items[Capacity];
    };
};

template <class T>
inline constexpr bool is_inline_list = false;
template <class T, std::size_t Capacity>
inline constexpr bool is_inline_list<InlineList<T, Capacity>> = true;

}  // namespace trireme
