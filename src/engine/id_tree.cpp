#include "engine/id_tree.hpp"

#include "base/assert.hpp"

#include <bit>
#include <memory>

namespace trireme::engine {
namespace {

constexpr std::uint64_t bit(std::uint64_t index) { return std::uint64_t{1} << index; }

}  // namespace

IdTree::~IdTree() {
    if (root_ != nullptr) {
        delete_tree(root_, height_);
    }
}

void* IdTree::new_node(int level) {
    std::pmr::polymorphic_allocator<> allocator(&memory_);
    return level == 0 ? static_cast<void*>(allocator.new_object<Leaf>())
                      : static_cast<void*>(allocator.new_object<Inner>());
}

void IdTree::delete_node(void* node, int level) {
    std::pmr::polymorphic_allocator<> allocator(&memory_);
    if (level == 0) {
        allocator.delete_object(static_cast<Leaf*>(node));
    } else {
        allocator.delete_object(static_cast<Inner*>(node));
    }
}

void IdTree::delete_tree(void* node, int level) {
    if (level > 0) {
        const Inner& inner = *static_cast<Inner*>(node);
        for (std::uint64_t left = inner.used; left != 0; left &= left - 1) {
            delete_tree(inner.children[static_cast<std::size_t>(std::countr_zero(left))], level - 1);
        }
    }
    delete_node(node, level);
}

void IdTree::insert(std::uint64_t id, std::uint32_t slot) {
    if (root_ == nullptr) {
        root_ = new_node(0);
        height_ = 0;
    }
    while (!reaches(id)) {
        auto* const above = static_cast<Inner*>(new_node(height_ + 1));
        above->used = bit(0);
        above->children[0] = root_;
        root_ = above;
        height_ += 1;
    }
    void* node = root_;
    for (int level = height_; level > 0; --level) {
        Inner& inner = *static_cast<Inner*>(node);
        const std::uint64_t index = index_in(id, level);
        if ((inner.used & bit(index)) == 0) {
            inner.children[index] = new_node(level - 1);
            inner.used |= bit(index);
        }
        node = inner.children[index];
    }
    Leaf& leaf = *static_cast<Leaf*>(node);
    const std::uint64_t index = index_in(id, 0);
    TRIREME_ASSERT((leaf.used & bit(index)) == 0, "id {} is there already", id);
    leaf.used |= bit(index);
    leaf.slots[index] = slot;
}

void IdTree::erase(std::uint64_t id) {
    TRIREME_ASSERT(root_ != nullptr && reaches(id), "id {} is not there", id);
    if (erase_below(root_, height_, id)) {
        delete_node(root_, height_);
        root_ = nullptr;
    }
}

// True if the node is empty now.
bool IdTree::erase_below(void* node, int level, std::uint64_t id) {
    const std::uint64_t index = index_in(id, level);
    if (level == 0) {
        Leaf& leaf = *static_cast<Leaf*>(node);
        TRIREME_ASSERT((leaf.used & bit(index)) != 0, "id {} is not there", id);
        leaf.used &= ~bit(index);
        return leaf.used == 0;
    }
    Inner& inner = *static_cast<Inner*>(node);
    TRIREME_ASSERT((inner.used & bit(index)) != 0, "id {} is not there", id);
    void* const child = inner.children[index];
    if (erase_below(child, level - 1, id)) {
        delete_node(child, level - 1);
        inner.used &= ~bit(index);
    }
    return inner.used == 0;
}

std::optional<std::uint32_t> IdTree::find(std::uint64_t id) const {
    if (root_ == nullptr || !reaches(id)) {
        return std::nullopt;
    }
    const void* node = root_;
    for (int level = height_; level > 0; --level) {
        const Inner& inner = *static_cast<const Inner*>(node);
        const std::uint64_t index = index_in(id, level);
        if ((inner.used & bit(index)) == 0) {
            return std::nullopt;
        }
        node = inner.children[index];
    }
    const Leaf& leaf = *static_cast<const Leaf*>(node);
    const std::uint64_t index = index_in(id, 0);
    return (leaf.used & bit(index)) != 0 ? std::optional(leaf.slots[index]) : std::nullopt;
}

std::optional<IdTree::Entry> IdTree::lower_bound(std::uint64_t id) const {
    return root_ != nullptr && reaches(id) ? lower_bound_below(root_, height_, 0, id) : std::nullopt;
}

// `begin` is the lowest id that the node has room for; `id` may lie before it.
std::optional<IdTree::Entry> IdTree::lower_bound_below(const void* node, int level, std::uint64_t begin,
                                                       std::uint64_t id) const {
    const std::uint64_t from = id <= begin ? 0 : index_in(id, level);
    const std::uint64_t used =
        level == 0 ? static_cast<const Leaf*>(node)->used : static_cast<const Inner*>(node)->used;
    for (std::uint64_t left = used >> from << from; left != 0; left &= left - 1) {
        const auto index = static_cast<std::uint64_t>(std::countr_zero(left));
        const std::uint64_t child_begin = begin + (index << (bits * level));
        if (level == 0) {
            return Entry{child_begin, static_cast<const Leaf*>(node)->slots[index]};
        }
        const auto found =
            lower_bound_below(static_cast<const Inner*>(node)->children[index], level - 1, child_begin, id);
        if (found) {
            return found;
        }
    }
    return std::nullopt;
}

}  // namespace trireme::engine
