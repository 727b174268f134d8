#include "engine/cell_table.hpp"

#include "base/assert.hpp"

#include <bit>
#include <limits>

namespace trireme::engine {

CellTable::CellTable(std::size_t cells) : mask_(static_cast<std::uint32_t>(cells - 1)) {
    TRIREME_ASSERT(std::has_single_bit(cells) && cells - 1 <= std::numeric_limits<std::uint32_t>::max());
    if (cells < segment_cells) {
        few_.reset(static_cast<Cell*>(std::calloc(cells, sizeof(Cell))));
        TRIREME_ASSERT(few_, "no memory for an index");
        cells_ = few_.get();
    } else {
        many_ = map_pages(cells * sizeof(Cell));
        cells_ = reinterpret_cast<Cell*>(many_.get());
    }
}

void CellTable::insert(std::uint32_t tag, std::uint32_t slot) {
    std::uint32_t at = home_of(tag);
    while (!is_vacant(at)) {
        at = next(at);
    }
    write(at, {tag, slot + 1});
}

bool CellTable::erase(std::uint32_t tag, std::uint32_t start, std::uint32_t slot) {
    std::uint32_t hole = start;
    while (read(hole).slot_plus_one != slot + 1) {
        if (is_vacant(hole)) {
            return false;
        }
        hole = next(hole);
    }
    TRIREME_ASSERT(read(hole).tag == tag, "slot {} was entered under another key", slot);
    // Whatever was pushed past the hole moves up, so that no search stops short at it.
    for (std::uint32_t at = next(hole); !is_vacant(at); at = next(at)) {
        const Cell cell = read(at);
        if (distance(home_of(cell.tag), at) >= distance(hole, at)) {
            write(hole, cell);
            hole = at;
        }
    }
    write(hole, {});
    return true;
}

void CellTable::copy_cell(std::uint32_t at, CellTable& other) const {
    const Cell cell = read(at);
    if (cell.slot_plus_one != 0) {
        other.insert(cell.tag, cell.slot_plus_one - 1);
    }
}

void CellTable::release_segment(std::uint32_t at) {
    if (many_) {
        release_pages(many_.get() + (at >> segment_bits) * large_page_bytes, large_page_bytes);
    }
}

}  // namespace trireme::engine
