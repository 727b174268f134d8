#pragma once

#include "base/assert.hpp"
#include "base/page_memory.hpp"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace trireme::engine {

// How the memory of a slab is asked for, once there are many records. Those that are looked at again and again are to
// lie in large pages; those that are written one after the other and seldom seen again need none.
enum class SlabPages : std::uint8_t { large, small };

// Where records lie: in chunks, so that a record never moves and none is allocated by itself. A released slot is the
// next one that is given out, being the warmest. Slots say nothing about the order in which records came: find records
// by an IdIndex or IdTree and walk through them by an IdTree, IdList or IdOrdered. Memory is taken a few pages at a
// time, ahead of the records that need it, and never given back before the end.
template <class T, SlabPages pages = SlabPages::large>
class Slab {
public:
    static constexpr std::uint32_t chunk_items = 1'024;

    Slab() = default;
    Slab(Slab&& other) noexcept
        : chunks_(std::exchange(other.chunks_, {})),
          small_chunks_(std::exchange(other.small_chunks_, {})),
          regions_(std::exchange(other.regions_, {})),
          region_left_(std::exchange(other.region_left_, 0)),
          touched_to_(std::exchange(other.touched_to_, nullptr)),
          fresh_(std::exchange(other.fresh_, 0)),
          free_(std::exchange(other.free_, none)),
          size_(std::exchange(other.size_, 0)) {}
    Slab& operator=(Slab&& other) noexcept {
        Slab taken(std::move(other));
        std::swap(chunks_, taken.chunks_);
        std::swap(small_chunks_, taken.small_chunks_);
        std::swap(regions_, taken.regions_);
        std::swap(region_left_, taken.region_left_);
        std::swap(touched_to_, taken.touched_to_);
        std::swap(fresh_, taken.fresh_);
        std::swap(free_, taken.free_);
        std::swap(size_, taken.size_);
        return *this;
    }
    ~Slab() {
        for (Chunk* const chunk : chunks_) {
            for (std::uint32_t at = 0; at < chunk_items; ++at) {
                if (chunk->used[at]) {
                    std::destroy_at(&chunk->places[at].item);
                }
            }
        }
    }

    // Makes a T from the arguments, or as its members are declared. Returns its slot.
    template <class... Arguments>
    [[nodiscard]] std::uint32_t allocate(Arguments&&... arguments) {
        const std::uint32_t slot = take_slot();
        Chunk& chunk = *chunks_[slot / chunk_items];
        T* const item = &chunk.places[slot % chunk_items].item;
        if constexpr (sizeof...(Arguments) == 0) {
            ::new (item) T;  // with braces or parentheses its memory would be set to zero before
        } else {
            std::construct_at(item, std::forward<Arguments>(arguments)...);
        }
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

    // Has the memory lie in large pages now, which takes milliseconds for each; else the system sees to it by and by.
    void gather_pages() {
        if constexpr (pages == SlabPages::large) {
            for (const PageMemory& region : regions_) {
                const bool is_last = region == regions_.back();
                const std::size_t touched = is_last ? touched_bytes() : region_bytes;
                gather_large_pages(region.get(), touched / large_page_bytes * large_page_bytes);
            }
        }
    }

    // How many are in use.
    [[nodiscard]] std::uint32_t size() const { return size_; }

private:
    static constexpr std::uint32_t none = UINT32_MAX;
    static constexpr std::size_t region_chunks = 256;
    // So many bytes of a region are touched at once: enough that few records pay for it, few enough that none pays
    // much.
    static constexpr std::size_t bytes_touched_at_once = 4 * page_bytes;
    static_assert(large_page_bytes % bytes_touched_at_once == 0);

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
    static constexpr std::size_t region_bytes =
        (region_chunks * sizeof(Chunk) + bytes_touched_at_once - 1) / bytes_touched_at_once * bytes_touched_at_once;

    [[nodiscard]] std::uint32_t take_slot() {
        if (free_ != none) {
            Place& place = chunks_[free_ / chunk_items]->places[free_ % chunk_items];
            return std::exchange(free_, place.next_free);
        }
        TRIREME_ASSERT(fresh_ != none, "the slab is full");
        if (fresh_ % chunk_items == 0) {
            chunks_.push_back(new_chunk());
        }
        touch_to(&chunks_.back()->places[fresh_ % chunk_items] + 1);
        return fresh_++;
    }

    // What comes first lies wherever there is room, so that an engine of few records costs little.
    [[nodiscard]] Chunk* new_chunk() {
        if ((chunks_.size() + 1) * sizeof(Chunk) <= large_page_bytes) {
            small_chunks_.push_back(std::make_unique_for_overwrite<Chunk>());
            return small_chunks_.back().get();
        }
        if (region_left_ == 0) {
            regions_.push_back(map_pages(region_bytes));
            region_left_ = region_chunks;
            touched_to_ = regions_.back().get();
        }
        std::byte* const place = regions_.back().get() + (region_chunks - region_left_) * sizeof(Chunk);
        region_left_ -= 1;
        touch_to(place + sizeof(Chunk::used));
        return ::new (place) Chunk;
    }

    // Of the last region.
    [[nodiscard]] std::size_t touched_bytes() const {
        return static_cast<std::size_t>(touched_to_ - regions_.back().get());
    }

    // Sees to it that the region's memory was touched up to there.
    void touch_to(const void* end) {
        while (touched_to_ != nullptr && touched_to_ < end) [[unlikely]] {
            touch_pages(touched_to_, bytes_touched_at_once);
            touched_to_ += bytes_touched_at_once;
            if (pages == SlabPages::large && touched_bytes() % large_page_bytes == 0) {
                want_large_pages(touched_to_ - large_page_bytes, large_page_bytes);
            }
        }
    }

    std::vector<Chunk*> chunks_;
    std::vector<std::unique_ptr<Chunk>> small_chunks_;
    std::vector<PageMemory> regions_;
    std::size_t region_left_ = 0;      // chunks of the last region that are not in use
    std::byte* touched_to_ = nullptr;  // of the last region
    std::uint32_t fresh_ = 0;          // the first slot never given out
    std::uint32_t free_ = none;        // the last one released; the others follow from it
    std::uint32_t size_ = 0;
};

}  // namespace trireme::engine
