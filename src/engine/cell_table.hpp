#pragma once

#include "base/page_memory.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>

namespace trireme::engine {

// The cells of an IdIndex: a hash table of fixed size with open addressing. A large one takes its memory in small pages
// and gives it back segment by segment, so that neither costs the size of the table at once. The homes of tags lie in
// the order of the tags: what is moved over in that order to a table of another size is written there in that order
// too.
class CellTable {
public:
    // A power of two, at least two.
    explicit CellTable(std::size_t cells);

    [[nodiscard]] std::size_t cell_count() const { return std::size_t{mask_} + 1; }
    // The cell at which the search for a tag begins.
    [[nodiscard]] std::uint32_t home_of(std::uint32_t tag) const { return tag >> shift_; }
    // Cells between the two, going upwards and around.
    [[nodiscard]] std::uint32_t distance(std::uint32_t from, std::uint32_t to) const { return (to - from) & mask_; }
    [[nodiscard]] std::uint32_t next(std::uint32_t at) const { return (at + 1) & mask_; }
    [[nodiscard]] bool is_vacant(std::uint32_t at) const { return cells_[at].slot_plus_one == 0; }

    // Has the processor fetch the cell, to be written too.
    void prefetch(std::uint32_t at) const { __builtin_prefetch(&cells_[at], 1); }

    // The slot entered under `tag` for which `is_match(slot)` holds, at `start` or behind it.
    template <class IsMatch>
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint32_t tag, std::uint32_t start, IsMatch&& is_match) const {
        for (std::uint32_t at = start;; at = next(at)) {
            const Cell cell = cells_[at];
            if (cell.slot_plus_one == 0) {
                return std::nullopt;
            }
            if (cell.tag == tag && is_match(cell.slot_plus_one - 1)) {
                return cell.slot_plus_one - 1;
            }
        }
    }

    // At least one cell must stay vacant.
    void insert(std::uint32_t tag, std::uint32_t slot) { enter({tag, slot + 1}); }
    // Whether `slot` was entered under `tag`, at `start` or behind it; it no longer is.
    [[nodiscard]] bool erase(std::uint32_t tag, std::uint32_t start, std::uint32_t slot);

    // Enters what is in `count` cells from `at` on, around the end, into `other`. This table is not asked for them any
    // more.
    void copy_cells(std::uint32_t at, std::uint32_t count, CellTable& other) const;

    // Takes up the memory of the next few cells that have none; to be called before the table is used, until it says
    // that there is nothing left to do.
    [[nodiscard]] bool touch_some();
    // Gives back the memory of the segment that holds the cell: nothing in it is needed any more.
    void release_segment(std::uint32_t at);
    // Whether both cells lie in the same segment.
    [[nodiscard]] bool is_same_segment(std::uint32_t a, std::uint32_t b) const {
        return a >> segment_bits == b >> segment_bits;
    }

private:
    // All zeros stand for a vacant cell, so that fresh memory is a segment of vacant cells.
    struct Cell {
        std::uint32_t tag;
        std::uint32_t slot_plus_one;
    };
    struct Free {
        void operator()(Cell* cells) const { std::free(cells); }
    };

    static constexpr std::uint32_t segment_bits = 13;
    static constexpr std::uint32_t segment_cells = 1U << segment_bits;
    static constexpr std::size_t segment_bytes = segment_cells * sizeof(Cell);
    static constexpr std::size_t bytes_touched_at_once = 4 * page_bytes;
    static_assert(segment_bytes % bytes_touched_at_once == 0);

    void enter(Cell cell) {
        std::uint32_t at = home_of(cell.tag);
        while (!is_vacant(at)) {
            at = next(at);
        }
        cells_[at] = cell;
    }

    std::uint32_t mask_;
    std::uint32_t shift_;
    // One of the two holds the cells, by their number.
    std::unique_ptr<Cell[], Free> few_;
    PageMemory many_;
    Cell* cells_;
    std::size_t touched_bytes_ = 0;
};

}  // namespace trireme::engine
