#include "engine/cell_table.hpp"

#include "base/assert.hpp"

#include <bit>
#include <limits>

namespace trireme::engine {

CellTable::CellTable(std::size_t cells)
    : mask_(static_cast<std::uint32_t>(cells - 1)), shift_(static_cast<std::uint32_t>(33 - std::bit_width(cells))) {
    TRIREME_ASSERT(std::has_single_bit(cells) && cells > 1 && cells - 1 <= std::numeric_limits<std::uint32_t>::max());
    if (cells <= segment_cells) {
        few_.reset(static_cast<Cell*>(std::calloc(cells, sizeof(Cell))));
        TRIREME_ASSERT(few_, "no memory for an index");
        cells_ = few_.get();
    } else {
        many_ = map_pages(cells * sizeof(Cell));
        cells_ = reinterpret_cast<Cell*>(many_.get());
    }
}

bool CellTable::erase(std::uint32_t tag, std::uint32_t start, std::uint32_t slot) {
    std::uint32_t hole = start;
    while (cells_[hole].slot_plus_one != slot + 1) {
        if (is_vacant(hole)) {
            return false;
        }
        hole = next(hole);
    }
    TRIREME_ASSERT(cells_[hole].tag == tag, "slot {} was entered under another key", slot);
    // Whatever was pushed past the hole moves up, so that no search stops short at it.
    for (std::uint32_t at = next(hole); !is_vacant(at); at = next(at)) {
        const Cell cell = cells_[at];
        if (distance(home_of(cell.tag), at) >= distance(hole, at)) {
            cells_[hole] = cell;
            hole = at;
        }
    }
    cells_[hole] = {};
    return true;
}

void CellTable::copy_cells(std::uint32_t at, std::uint32_t count, CellTable& other) const {
    for (; count > 0; --count, at = next(at)) {
        if (!is_vacant(at)) {
            other.enter(cells_[at]);
        }
    }
}

bool CellTable::touch_some() {
    if (!many_ || touched_bytes_ == cell_count() * sizeof(Cell)) {
        return false;
    }
    touch_pages(many_.get() + touched_bytes_, bytes_touched_at_once);
    touched_bytes_ += bytes_touched_at_once;
    return true;
}

void CellTable::release_segment(std::uint32_t at) {
    if (many_) {
        release_pages(many_.get() + (at >> segment_bits) * segment_bytes, segment_bytes);
    }
}

}  // namespace trireme::engine
