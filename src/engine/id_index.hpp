#pragma once

#include "engine/cell_table.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace trireme::engine {

// Finds where in a slab something lies, by the scattered key; the slab itself tells whether a find is the right one.
// Grows with what is entered, and without a pause: when it is as full as it may be, it begins a table of twice the
// size, and each insert and erase from then on moves a few cells over until the old one is empty. The memory of a large
// table is taken up little by little before it is begun. Can only be asked for a key: in what order it holds its
// entries reaches nobody.
class IdIndex {
public:
    // Room for `expected` entries before it has to grow.
    explicit IdIndex(std::size_t expected = 0);

    // The slot entered under `scattered` for which `is_match(slot)` holds.
    template <class IsMatch>
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint64_t scattered, IsMatch&& is_match) const {
        const auto tag = tag_of(scattered);
        const auto found = current_.find(tag, current_.home_of(tag), is_match);
        if (found || !is_growing()) [[likely]] {
            return found;
        }
        return retiring_->find(tag, retiring_start(tag), is_match);
    }

    // Has the processor fetch where a search for the key begins.
    void prefetch(std::uint64_t scattered) const { current_.prefetch(current_.home_of(tag_of(scattered))); }

    // `slot` is not entered under `scattered` yet, and less than 2^32 - 1.
    void insert(std::uint64_t scattered, std::uint32_t slot);

    // `slot` must have been entered under `scattered`.
    void erase(std::uint64_t scattered, std::uint32_t slot);

    [[nodiscard]] std::size_t size() const { return size_; }

private:
    [[nodiscard]] static std::uint32_t tag_of(std::uint64_t scattered) { return static_cast<std::uint32_t>(scattered); }
    [[nodiscard]] bool is_growing() const { return retiring_.has_value(); }
    // Where a search in the retiring table begins: cells that were moved over are not looked at.
    [[nodiscard]] std::uint32_t retiring_start(std::uint32_t tag) const;
    void get_ready_to_grow();
    void begin_to_grow();
    void move_cells();

    CellTable current_;
    std::optional<CellTable> retiring_;
    // What the next growing moves into. Once begun it stays, also where entries become fewer meanwhile.
    std::optional<CellTable> larger_;
    std::uint32_t moving_from_ = 0;  // a vacant cell of the retiring table, behind which moving began
    std::uint32_t moved_ = 0;        // how many cells behind it are done with
    std::size_t size_ = 0;
    std::size_t ready_at_ = 0;  // with so many entries, the memory of the next cells is taken up
    std::size_t full_at_ = 0;   // with so many entries, the current table is as full as it may be
};

}  // namespace trireme::engine
