#pragma once

#include "base/integer.hpp"
#include "engine/scratch.hpp"
#include "model/scaled.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory_resource>
#include <span>
#include <vector>

namespace trireme::engine {

enum class LadderDirection : std::uint8_t {
    falling,  // a level is reached when the price is at or below it; the highest is the first to be
    rising,   // a level is reached when the price is at or above it; the lowest is the first to be
};

class PriceLadder;

// A price that something waits for, as whoever waits remembers it.
struct Trigger {
    Price level;
    PriceLadder* ladder = nullptr;  // in which it stands

    [[nodiscard]] bool is_in_ladder() const { return ladder != nullptr; }
};

// Who waits for which price: the next one to be reached comes first, of equal levels the lowest id. Stands in blocks of
// neighbours, so that a search touches few lines of the cache however many wait, and one that looks whether anything is
// reached touches none but the ladder itself. Stays where it is, because triggers point to it.
class PriceLadder {
public:
    PriceLadder(LadderDirection direction, std::pmr::memory_resource& memory)
        : blocks_(&memory), firsts_(&memory), direction_(direction) {}
    PriceLadder(PriceLadder&&) = delete;
    ~PriceLadder();

    // The trigger must stand in no ladder; `id` is of whoever waits, once in this ladder at one level.
    void insert(Trigger& trigger, Price level, std::uint64_t id);
    // It must stand in this ladder, entered under `id`.
    void erase(Trigger& trigger, std::uint64_t id);

    [[nodiscard]] bool empty() const { return blocks_.empty(); }
    // Whether any is reached at the price.
    [[nodiscard]] bool is_reached(Price price) const { return first_rank_ <= rank_of(price) && !empty(); }
    // Appends the ids of all that are reached at the price, in the order of the ladder. They stay in it.
    void collect_reached(Price price, ScratchList<std::uint64_t>& ids) const {
        if (is_reached(price)) {
            append_reached(rank_of(price), ids);
        }
    }

private:
    // One that waits: its rank in the upper half, its id in the lower one, so that one comparison is of both. Ranks
    // ascend from the first to be reached.
    using Waiting = Int128;
    struct Block {
        std::size_t count = 0;
        std::array<Waiting, 62> waiting;  // ascending; those behind `count` are none

        [[nodiscard]] std::span<const Waiting> used() const { return {waiting.data(), count}; }
    };

    [[nodiscard]] std::int64_t rank_of(Price level) const {
        return direction_ == LadderDirection::falling ? -level.value() : level.value();
    }
    [[nodiscard]] static Waiting waiting_of(std::int64_t rank, std::uint64_t id) {
        return static_cast<Waiting>(static_cast<UInt128>(rank) << 64 | id);
    }
    [[nodiscard]] static std::int64_t rank_in(Waiting waiting) { return static_cast<std::int64_t>(waiting >> 64); }
    // The block in which one stands or would stand. There is a block.
    [[nodiscard]] std::size_t place_of(Waiting waiting) const;
    [[nodiscard]] Block* new_block();
    void delete_block(Block* block);
    void insert_block(std::size_t place, Block* block);
    void erase_block(std::size_t place);
    void split(std::size_t place);
    void join_with_neighbour(std::size_t place);
    void append_reached(std::int64_t rank, ScratchList<std::uint64_t>& ids) const;
    // After the block, or which blocks there are, has changed.
    void update_first(std::size_t place) {
        firsts_[place] = blocks_[place]->waiting.front();
        first_rank_ = rank_in(firsts_.front());
    }

    // Ascending, none empty; the first of each apart, for searches to walk through.
    std::pmr::vector<Block*> blocks_;
    std::pmr::vector<Waiting> firsts_;
    std::int64_t first_rank_ = std::numeric_limits<std::int64_t>::max();
    LadderDirection direction_;
};

}  // namespace trireme::engine
