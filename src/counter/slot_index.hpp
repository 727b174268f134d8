#pragma once

#include "base/assert.hpp"
#include "base/scatter.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace trireme::counter {

// Finds where in a slab something lies, by the scattered key; the slab itself tells whether a find is the right one.
// Made for a fixed number of entries and never grown, so that no command pays for a rehash. Can only be asked for a
// key: in what order it holds its entries reaches nobody.
class SlotIndex {
public:
    explicit SlotIndex(std::size_t slots_max)
        : mask_(static_cast<std::uint32_t>(std::bit_ceil(slots_max * cells_per_slot) - 1)),
          cells_(std::size_t{mask_} + 1) {}

    // The slot entered under `scattered` for which `is_match(slot)` holds.
    template <class IsMatch>
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint64_t scattered, IsMatch&& is_match) const {
        const auto tag = tag_of(scattered);
        for (std::uint32_t at = tag & mask_; cells_[at].slot != vacant; at = next(at)) {
            if (cells_[at].tag == tag && is_match(cells_[at].slot)) {
                return cells_[at].slot;
            }
        }
        return std::nullopt;
    }

    void insert(std::uint64_t scattered, std::uint32_t slot) {
        TRIREME_ASSERT(count_ <= mask_ / cells_per_slot, "the index is full");
        const auto tag = tag_of(scattered);
        std::uint32_t at = tag & mask_;
        while (cells_[at].slot != vacant) {
            at = next(at);
        }
        cells_[at] = {tag, slot};
        ++count_;
    }

    // `slot` must have been entered under `scattered`.
    void erase(std::uint64_t scattered, std::uint32_t slot) {
        std::uint32_t hole = tag_of(scattered) & mask_;
        while (cells_[hole].slot != slot) {
            TRIREME_ASSERT(cells_[hole].slot != vacant, "slot {} is not in the index", slot);
            hole = next(hole);
        }
        // Whatever was pushed past the hole moves up, so that no search stops short at it.
        for (std::uint32_t at = next(hole); cells_[at].slot != vacant; at = next(at)) {
            const std::uint32_t home = cells_[at].tag & mask_;
            if (((at - home) & mask_) >= ((at - hole) & mask_)) {
                cells_[hole] = cells_[at];
                hole = at;
            }
        }
        cells_[hole] = {};
        --count_;
    }

private:
    // Half of the cells at most are in use, which keeps searches short.
    static constexpr std::size_t cells_per_slot = 2;
    static constexpr std::uint32_t vacant = UINT32_MAX;

    struct Cell {
        std::uint32_t tag = 0;
        std::uint32_t slot = vacant;
    };

    [[nodiscard]] static std::uint32_t tag_of(std::uint64_t scattered) { return static_cast<std::uint32_t>(scattered); }
    [[nodiscard]] std::uint32_t next(std::uint32_t at) const { return (at + 1) & mask_; }

    std::uint32_t mask_;
    std::vector<Cell> cells_;
    std::size_t count_ = 0;
};

}  // namespace trireme::counter
