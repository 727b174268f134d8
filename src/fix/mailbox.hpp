#pragma once

#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace trireme::fix {

// What one thread leaves for another. A lock is held for as long as a vector is swapped or one item moved.
template <class Item>
class Mailbox {
public:
    explicit Mailbox(std::size_t capacity) : capacity_(capacity) {}

    // False if it is full; then the item is not in it.
    [[nodiscard]] bool offer(Item item) {
        const std::scoped_lock lock(mutex_);
        if (items_.size() >= capacity_) {
            return false;
        }
        items_.push_back(std::move(item));
        return true;
    }
    // Beyond the capacity too: who puts looks at `is_full` before it makes more.
    void put(Item item) {
        const std::scoped_lock lock(mutex_);
        items_.push_back(std::move(item));
    }
    [[nodiscard]] bool is_full() const {
        const std::scoped_lock lock(mutex_);
        return items_.size() >= capacity_;
    }
    // Gives all items in place of what `into` held. They count as under way until `finish`.
    void take(std::vector<Item>& into) {
        into.clear();
        const std::scoped_lock lock(mutex_);
        std::swap(items_, into);
        is_under_way_ = !into.empty();
    }
    void finish() {
        const std::scoped_lock lock(mutex_);
        is_under_way_ = false;
    }
    // Nothing waits, and nothing that was taken is under way.
    [[nodiscard]] bool is_done() const {
        const std::scoped_lock lock(mutex_);
        return items_.empty() && !is_under_way_;
    }

private:
    std::size_t capacity_;
    mutable std::mutex mutex_;
    std::vector<Item> items_;
    bool is_under_way_ = false;
};

}  // namespace trireme::fix
