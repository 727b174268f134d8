#pragma once

#include "base/page_memory.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>

namespace trireme::engine {

// The cells of an IdIndex: a hash table of fixed size with open addressing. A large one takes its memory page by page
// as cells are first used, and gives it back segment by segment, so that neither costs the size of the table at once.
class CellTable {
public:
    // A power of two.
    explicit CellTable(std::size_t cells);

    [[nodiscard]] std::size_t cell_count() const { return std::size_t{mask_} + 1; }
    // The cell at which the search for a tag begins.
    [[nodiscard]] std::uint32_t home_of(std::uint32_t tag) const { return tag & mask_; }
    // Cells between the two, going upwards and around.
    [[nodiscard]] std::uint32_t distance(std::uint32_t from, std::uint32_t to) const { return (to - from) & mask_; }
    [[nodiscard]] std::uint32_t next(std::uint32_t at) const { return (at + 1) & mask_; }
    [[nodiscard]] bool is_vacant(std::uint32_t at) const { return read(at).slot_plus_one == 0; }

    // Has the processor fetch the cell, to be written too.
    void prefetch(std::uint32_t at) const { __builtin_prefetch(&cells_[at], 1); }

    // The slot entered under `tag` for which `is_match(slot)` holds, at `start` or behind it.
    template <class IsMatch>
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint32_t tag, std::uint32_t start, IsMatch&& is_match) const {
        for (std::uint32_t at = start;; at = next(at)) {
            const Cell cell = read(at);
            if (cell.slot_plus_one == 0) {
                return std::nullopt;
            }
            if (cell.tag == tag && is_match(cell.slot_plus_one - 1)) {
                return cell.slot_plus_one - 1;
            }
        }
    }

    // At least one cell must stay vacant.
    void insert(std::uint32_t tag, std::uint32_t slot);
    // Whether `slot` was entered under `tag`, at `start` or behind it; it no longer is.
    [[nodiscard]] bool erase(std::uint32_t tag, std::uint32_t start, std::uint32_t slot);

    // Enters what is in the cell into `other`, if anything is. This table is not asked for it any more.
    void copy_cell(std::uint32_t at, CellTable& other) const;
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

    static constexpr std::uint32_t segment_bits = 18;
    static constexpr std::uint32_t segment_cells = 1U << segment_bits;
    static_assert(segment_cells * sizeof(Cell) == large_page_bytes);

    [[nodiscard]] Cell read(std::uint32_t at) const { return cells_[at]; }
    void write(std::uint32_t at, Cell cell) { cells_[at] = cell; }

    std::uint32_t mask_;
    // One of the two holds the cells, by their number.
    std::unique_ptr<Cell[], Free> few_;
    PageMemory many_;
    Cell* cells_;
};

}  // namespace trireme::engine
