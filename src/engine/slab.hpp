#pragma once

#include "base/assert.hpp"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace trireme::engine {

// Where records lie: in chunks, so that a record never moves and none is allocated by itself. A released slot is the
// next one that is given out, being the warmest. Slots say nothing about the order in which records came: find records
// by an IdIndex and walk through them by an IdOrdered. Memory is never given back before the end.
template <class T>
class Slab {
public:
    static constexpr std::uint32_t chunk_items = 1'024;

    Slab() = default;
    Slab(Slab&& other) noexcept
        : chunks_(std::exchange(other.chunks_, {})),
          fresh_(std::exchange(other.fresh_, 0)),
          free_(std::exchange(other.free_, none)),
          size_(std::exchange(other.size_, 0)) {}
    Slab& operator=(Slab&& other) noexcept {
        Slab taken(std::move(other));
        std::swap(chunks_, taken.chunks_);
        std::swap(fresh_, taken.fresh_);
        std::swap(free_, taken.free_);
        std::swap(size_, taken.size_);
        return *this;
    }
    ~Slab() {
        for (const auto& chunk : chunks_) {
            for (std::uint32_t at = 0; at < chunk_items; ++at) {
                if (chunk->used[at]) {
                    std::destroy_at(&chunk->places[at].item);
                }
            }
        }
    }

    // Makes a T from the arguments. Returns its slot.
    template <class... Arguments>
    [[nodiscard]] std::uint32_t allocate(Arguments&&... arguments) {
        const std::uint32_t slot = take_slot();
        Chunk& chunk = *chunks_[slot / chunk_items];
        std::construct_at(&chunk.places[slot % chunk_items].item, std::forward<Arguments>(arguments)...);
        chunk.used.set(slot % chunk_items);
        size_ += 1;
        return slot;
    }

    // Destroys what lies in the slot.
    void release(std::uint32_t slot) {
        Chunk& chunk = *chunks_[slot / chunk_items];
        TRIREME_ASSERT(chunk.used[slot % chunk_items], "slot {} is not in use", slot);
        Place& place = chunk.places[slot % chunk_items];
        std::destroy_at(&place.item);
        std::construct_at(&place.next_free, free_);
        chunk.used.reset(slot % chunk_items);
        free_ = slot;
        size_ -= 1;
    }

    // The slot must be in use.
    [[nodiscard]] T& operator[](std::uint32_t slot) {
        return chunks_[slot / chunk_items]->places[slot % chunk_items].item;
    }
    [[nodiscard]] const T& operator[](std::uint32_t slot) const {
        return chunks_[slot / chunk_items]->places[slot % chunk_items].item;
    }

    // How many are in use.
    [[nodiscard]] std::uint32_t size() const { return size_; }

private:
    static constexpr std::uint32_t none = UINT32_MAX;

    union Place {
        Place() {}   // NOLINT(modernize-use-equals-default): neither member is alive yet
        ~Place() {}  // NOLINT(modernize-use-equals-default): the slab knows which member is
        T item;
        std::uint32_t next_free;
    };
    struct Chunk {
        std::bitset<chunk_items> used;
        Place places[chunk_items];
    };

    [[nodiscard]] std::uint32_t take_slot() {
        if (free_ != none) {
            Place& place = chunks_[free_ / chunk_items]->places[free_ % chunk_items];
            return std::exchange(free_, place.next_free);
        }
        TRIREME_ASSERT(fresh_ != none, "the slab is full");
        if (fresh_ % chunk_items == 0) {
            chunks_.push_back(std::make_unique_for_overwrite<Chunk>());
        }
        return fresh_++;
    }

    std::vector<std::unique_ptr<Chunk>> chunks_;
    std::uint32_t fresh_ = 0;    // the first slot never given out
    std::uint32_t free_ = none;  // the last one released; the others follow from it
    std::uint32_t size_ = 0;
};

}  // namespace trireme::engine
