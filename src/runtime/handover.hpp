#pragma once

#include "base/assert.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace trireme::runtime {

// A bounded queue of pointers from one thread to another. Capacity is a power of two.
template <class T, std::size_t Capacity>
class Handover {
    static_assert(Capacity > 0 && (Capacity & (Capacity - 1)) == 0);

public:
    // There is always room: never more than Capacity items exist.
    void push(T* item) {
        const std::uint64_t tail = tail_.load(std::memory_order_relaxed);
        TRIREME_ASSERT(tail - head_.load(std::memory_order_acquire) < Capacity);
        items_[tail % Capacity] = item;
        tail_.store(tail + 1, std::memory_order_release);
    }

    // The oldest item, or null if there is none.
    [[nodiscard]] T* pop() {
        const std::uint64_t head = head_.load(std::memory_order_relaxed);
        if (head == tail_.load(std::memory_order_acquire)) {
            return nullptr;
        }
        T* const item = items_[head % Capacity];
        head_.store(head + 1, std::memory_order_release);
        return item;
    }

    [[nodiscard]] bool empty() const {
        return head_.load(std::memory_order_acquire) == tail_.load(std::memory_order_acquire);
    }

private:
    std::array<T*, Capacity> items_{};
    alignas(64) std::atomic<std::uint64_t> head_ = 0;
    alignas(64) std::atomic<std::uint64_t> tail_ = 0;
};

}  // namespace trireme::runtime
