#include "engine/price_ladder.hpp"

#include "base/assert.hpp"

#include <algorithm>

namespace trireme::engine {
namespace {

// How many of an ascending list are below. The next step follows from a comparison by arithmetic, not by a jump: which
// way it goes cannot be foreseen, and a processor that guesses wrong half the time loses more than the search costs.
std::size_t count_below(std::span<const Int128> ascending, Int128 bound) {
    const Int128* begin = ascending.data();
    std::size_t left = ascending.size();
    while (left > 1) {
        const std::size_t half = left / 2;
        begin += begin[half - 1] < bound ? half : 0;
        left -= half;
    }
    const auto passed = static_cast<std::size_t>(begin - ascending.data());
    return passed + (left == 1 && *begin < bound ? 1 : 0);
}

}  // namespace

PriceLadder::~PriceLadder() {
    for (Block* const block : blocks_) {
        delete_block(block);
    }
}

PriceLadder::Block* PriceLadder::new_block() {
    return std::pmr::polymorphic_allocator<>(blocks_.get_allocator()).new_object<Block>();
}

void PriceLadder::delete_block(Block* block) {
    std::pmr::polymorphic_allocator<>(blocks_.get_allocator()).delete_object(block);
}

void PriceLadder::insert_block(std::size_t place, Block* block) {
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(place), block);
    firsts_.insert(firsts_.begin() + static_cast<std::ptrdiff_t>(place), block->waiting.front());
}

void PriceLadder::erase_block(std::size_t place) {
    delete_block(blocks_[place]);
    blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(place));
    firsts_.erase(firsts_.begin() + static_cast<std::ptrdiff_t>(place));
}

std::size_t PriceLadder::place_of(Waiting waiting) const {
    const std::size_t behind = count_below(firsts_, waiting + 1);
    return behind == 0 ? 0 : behind - 1;
}

void PriceLadder::insert(Trigger& trigger, Price level, std::uint64_t id) {
    TRIREME_ASSERT(!trigger.is_in_ladder());
    const Waiting waiting = waiting_of(rank_of(level), id);
    if (blocks_.empty()) {
        Block* const block = new_block();
        block->waiting.front() = waiting;
        insert_block(0, block);
    }
    std::size_t place = place_of(waiting);
    if (blocks_[place]->count == blocks_[place]->waiting.size()) {
        split(place);
        place = place_of(waiting);
    }
    Block& block = *blocks_[place];
    const auto at = block.waiting.begin() + static_cast<std::ptrdiff_t>(count_below(block.used(), waiting));
    const auto end = block.waiting.begin() + static_cast<std::ptrdiff_t>(block.count);
    std::copy_backward(at, end, end + 1);
    *at = waiting;
    block.count += 1;
    update_first(place);
    trigger = {level, this};
}

void PriceLadder::erase(Trigger& trigger, std::uint64_t id) {
    TRIREME_ASSERT(trigger.ladder == this);
    const Waiting waiting = waiting_of(rank_of(trigger.level), id);
    const std::size_t place = place_of(waiting);
    Block& block = *blocks_[place];
    const auto at = block.waiting.begin() + static_cast<std::ptrdiff_t>(count_below(block.used(), waiting));
    const auto end = block.waiting.begin() + static_cast<std::ptrdiff_t>(block.count);
    TRIREME_ASSERT(at != end && *at == waiting, "{} does not wait at this level", id);
    std::copy(at + 1, end, at);
    block.count -= 1;
    trigger.ladder = nullptr;
    if (block.count > 0) {
        update_first(place);
        join_with_neighbour(place);
        return;
    }
    erase_block(place);
    first_rank_ = blocks_.empty() ? std::numeric_limits<std::int64_t>::max() : rank_in(firsts_.front());
}

// The upper half goes into a block of its own.
void PriceLadder::split(std::size_t place) {
    Block& lower = *blocks_[place];
    Block* const upper = new_block();
    const std::size_t kept = lower.count / 2;
    std::copy(lower.waiting.begin() + static_cast<std::ptrdiff_t>(kept), lower.waiting.end(), upper->waiting.begin());
    upper->count = lower.count - kept;
    lower.count = kept;
    insert_block(place + 1, upper);
}

// A block that has become small is joined with the one behind it, and the last one with the one before it, where both
// fill less than one, so that memory follows what waits.
void PriceLadder::join_with_neighbour(std::size_t place) {
    constexpr std::size_t room = std::tuple_size_v<decltype(Block::waiting)>;
    if (blocks_[place]->count > room / 4 || blocks_.size() == 1) {
        return;
    }
    const std::size_t first = place + 1 < blocks_.size() ? place : place - 1;
    Block& block = *blocks_[first];
    const Block& next = *blocks_[first + 1];
    if (block.count + next.count > room * 3 / 4) {
        return;
    }
    std::copy_n(next.waiting.begin(), next.count, block.waiting.begin() + static_cast<std::ptrdiff_t>(block.count));
    block.count += next.count;
    erase_block(first + 1);
}

void PriceLadder::append_reached(std::int64_t rank, ScratchList<std::uint64_t>& ids) const {
    for (const Block* const block : blocks_) {
        for (const Waiting waiting : block->used()) {
            if (rank_in(waiting) > rank) {
                return;
            }
            ids.push_back(static_cast<std::uint64_t>(waiting));
        }
    }
}

}  // namespace trireme::engine
