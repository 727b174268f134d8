#pragma once

#include <array>
#include <cstdint>
#include <memory_resource>
#include <optional>

namespace trireme::engine {

// Which slot of a slab an id lies in, and the ids in ascending order: for ids that are counted upwards, as those of
// orders and positions. A tree of nodes with 64 children each, by six bits of the id a level: a new id goes where the
// one before it went, and walking on from an id costs no search. A node that becomes empty is given back.
class IdTree {
public:
    explicit IdTree(std::pmr::memory_resource& memory) : memory_(memory) {}
    IdTree(const IdTree&) = delete;
    IdTree& operator=(const IdTree&) = delete;
    ~IdTree();

    // `id` must not be in here.
    void insert(std::uint64_t id, std::uint32_t slot);
    // It must be.
    void erase(std::uint64_t id);

    [[nodiscard]] std::optional<std::uint32_t> find(std::uint64_t id) const;

    struct Entry {
        std::uint64_t id = 0;
        std::uint32_t slot = 0;
    };
    // The lowest id that is not below this one; nothing if there is none.
    [[nodiscard]] std::optional<Entry> lower_bound(std::uint64_t id) const;

private:
    static constexpr int bits = 6;
    static constexpr std::uint64_t fan_out = 1U << bits;

    // `used` has a bit for each child or slot that is there.
    struct Leaf {
        std::uint64_t used = 0;
        std::array<std::uint32_t, fan_out> slots;
    };
    struct Inner {
        std::uint64_t used = 0;
        std::array<void*, fan_out> children;  // of the level below: inner nodes, of level 1 leaves
    };

    // Which child of a node at `level` the id lies in; leaves are level 0.
    [[nodiscard]] static std::uint64_t index_in(std::uint64_t id, int level) {
        return id >> (bits * level) & (fan_out - 1);
    }
    [[nodiscard]] bool reaches(std::uint64_t id) const {
        return bits * (height_ + 1) >= 64 || id >> bits * (height_ + 1) == 0;
    }

    [[nodiscard]] void* new_node(int level);
    void delete_node(void* node, int level);
    void delete_tree(void* node, int level);
    [[nodiscard]] bool erase_below(void* node, int level, std::uint64_t id);
    [[nodiscard]] std::optional<Entry> lower_bound_below(const void* node, int level, std::uint64_t begin,
                                                         std::uint64_t id) const;

    std::pmr::memory_resource& memory_;
    void* root_ = nullptr;
    int height_ = 0;  // the level of the root
};

}  // namespace trireme::engine
