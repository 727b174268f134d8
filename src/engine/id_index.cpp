#include "engine/id_index.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace trireme::engine {
namespace {

// Beyond five eighths of the cells in use searches become long. From half of them on there is work to do on the table
// that comes next: so often that it is done when this one is full.
constexpr std::size_t full_eighths = 5;
constexpr std::size_t getting_ready_eighths = 4;
constexpr std::size_t inserts_per_touch = 128;
constexpr std::size_t cells_min = 16;
// With this many cells moved at each change, a table is empty long before the next one, which has room for as many more
// entries as it holds, is full. They are one line of the cache.
constexpr std::uint32_t cells_moved_per_change = 8;

std::size_t cells_for(std::size_t entries) {
    return std::bit_ceil(std::max(entries * 8 / full_eighths + 1, cells_min));
}

}  // namespace

IdIndex::IdIndex(std::size_t expected)
    : current_(cells_for(expected)),
      ready_at_(current_.cell_count() / 8 * getting_ready_eighths),
      full_at_(current_.cell_count() / 8 * full_eighths) {}

void IdIndex::insert(std::uint64_t scattered, std::uint32_t slot) {
    TRIREME_ASSERT(slot != UINT32_MAX);
    if (size_ >= ready_at_) [[unlikely]] {
        get_ready_to_grow();
    }
    if (is_growing()) [[unlikely]] {
        move_cells();
    }
    current_.insert(tag_of(scattered), slot);
    size_ += 1;
}

void IdIndex::erase(std::uint64_t scattered, std::uint32_t slot) {
    const std::uint32_t tag = tag_of(scattered);
    const bool is_erased = current_.erase(tag, current_.home_of(tag), slot) ||
                           (is_growing() && retiring_->erase(tag, retiring_start(tag), slot));
    TRIREME_ASSERT(is_erased, "slot {} is not in the index", slot);
    size_ -= 1;
    if (is_growing()) [[unlikely]] {
        move_cells();
    }
}

// Cells are moved in the order in which searches go, beginning behind a vacant cell that no search goes past. So an
// entry that is still here lies behind all that was moved, and so does everything between the place where a search for
// it begins and the entry itself, unless that was moved.
std::uint32_t IdIndex::retiring_start(std::uint32_t tag) const {
    const std::uint32_t first = (moving_from_ + 1) & static_cast<std::uint32_t>(retiring_->cell_count() - 1);
    const std::uint32_t home = retiring_->home_of(tag);
    const std::uint32_t steps = std::max(retiring_->distance(first, home), moved_);
    return (first + steps) & static_cast<std::uint32_t>(retiring_->cell_count() - 1);
}

void IdIndex::get_ready_to_grow() {
    if (size_ >= full_at_) {
        begin_to_grow();
        return;
    }
    if (!larger_) {
        larger_.emplace(current_.cell_count() * 2);
    }
    ready_at_ = larger_->touch_some() ? std::min(size_ + inserts_per_touch, full_at_) : full_at_;
}

void IdIndex::begin_to_grow() {
    TRIREME_ASSERT(!is_growing(), "the index fills faster than its cells move");
    retiring_.emplace(std::move(current_));
    current_ = std::move(*larger_);
    larger_.reset();
    ready_at_ = current_.cell_count() / 8 * getting_ready_eighths;
    full_at_ = current_.cell_count() / 8 * full_eighths;
    moved_ = 0;
    moving_from_ = 0;
    while (!retiring_->is_vacant(moving_from_)) {
        moving_from_ = retiring_->next(moving_from_);
    }
}

void IdIndex::move_cells() {
    // All but the vacant cell that moving began behind.
    const auto cells_to_move = static_cast<std::uint32_t>(retiring_->cell_count() - 1);
    const std::uint32_t first = (moving_from_ + 1 + moved_) & cells_to_move;
    const std::uint32_t count = std::min(cells_moved_per_change, cells_to_move - moved_);
    retiring_->copy_cells(first, count, current_);
    moved_ += count;
    if (moved_ == cells_to_move) {
        retiring_.reset();
        return;
    }
    // A segment is done with when moving goes on in another; the one that moving began in is left for the end.
    const std::uint32_t following = (first + count) & cells_to_move;
    if (!retiring_->is_same_segment(first, following) && !retiring_->is_same_segment(first, moving_from_)) {
        retiring_->release_segment(first);
    }
}

}  // namespace trireme::engine
