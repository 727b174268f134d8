#include "engine/cell_table.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace trireme::engine {

CellTable::CellTable(std::size_t cells) : mask_(static_cast<std::uint32_t>(cells - 1)) {
    TRIREME_ASSERT(std::has_single_bit(cells) && cells - 1 <= std::numeric_limits<std::uint32_t>::max());
    segments_.resize((cells + segment_cells - 1) / segment_cells);
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

void CellTable::release_segment(std::uint32_t at) { segments_[at >> segment_bits].reset(); }

void CellTable::write(std::uint32_t at, Cell cell) {
    Segment& segment = segments_[at >> segment_bits];
    if (!segment) {
        const std::size_t cells = std::min<std::size_t>(cell_count(), segment_cells);
        segment.reset(static_cast<Cell*>(std::calloc(cells, sizeof(Cell))));
        TRIREME_ASSERT(segment, "no memory for an index");
    }
    segment[at % segment_cells] = cell;
}

}  // namespace trireme::engine
