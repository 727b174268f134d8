#include "engine/price_ladder.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <iterator>

namespace trireme::engine {

PriceLadder::~PriceLadder() {
    for (const Place& place : blocks_) {
        delete_block(place.block);
    }
}

PriceLadder::Block* PriceLadder::new_block() {
    return std::pmr::polymorphic_allocator<>(blocks_.get_allocator()).new_object<Block>();
}

void PriceLadder::delete_block(Block* block) {
    std::pmr::polymorphic_allocator<>(blocks_.get_allocator()).delete_object(block);
}

PriceLadder::Places::iterator PriceLadder::place_of(const Waiting& waiting) {
    const auto behind = std::ranges::upper_bound(blocks_, waiting, {}, &Place::first);
    return behind == blocks_.begin() ? behind : std::prev(behind);
}

void PriceLadder::insert(Trigger& trigger, Price level, std::uint64_t id) {
    TRIREME_ASSERT(!trigger.is_in_ladder());
    const Waiting waiting{rank_of(level), id};
    if (blocks_.empty()) {
        blocks_.push_back({waiting, new_block()});
    }
    auto place = place_of(waiting);
    if (place->block->count == place->block->waiting.size()) {
        split(place);
        place = place_of(waiting);
    }
    Block& block = *place->block;
    const auto end = block.waiting.begin() + static_cast<std::ptrdiff_t>(block.count);
    const auto at = std::lower_bound(block.waiting.begin(), end, waiting);
    std::copy_backward(at, end, end + 1);
    *at = waiting;
    block.count += 1;
    place->first = block.waiting.front();
    update_first();
    trigger = {level, this};
}

void PriceLadder::erase(Trigger& trigger, std::uint64_t id) {
    TRIREME_ASSERT(trigger.ladder == this);
    const Waiting waiting{rank_of(trigger.level), id};
    const auto place = place_of(waiting);
    Block& block = *place->block;
    const auto end = block.waiting.begin() + static_cast<std::ptrdiff_t>(block.count);
    const auto at = std::lower_bound(block.waiting.begin(), end, waiting);
    TRIREME_ASSERT(at != end && *at == waiting, "{} does not wait at this level", id);
    std::copy(at + 1, end, at);
    block.count -= 1;
    if (block.count == 0) {
        delete_block(&block);
        blocks_.erase(place);
    } else {
        place->first = block.waiting.front();
        join_with_neighbour(place);
    }
    update_first();
    trigger.ladder = nullptr;
}

// The upper half goes into a block of its own.
void PriceLadder::split(Places::iterator place) {
    Block& lower = *place->block;
    Block* const upper = new_block();
    const std::size_t kept = lower.count / 2;
    std::copy(lower.waiting.begin() + static_cast<std::ptrdiff_t>(kept), lower.waiting.end(), upper->waiting.begin());
    upper->count = lower.count - kept;
    lower.count = kept;
    blocks_.insert(place + 1, {upper->waiting.front(), upper});
}

// A block that has become small goes into the one behind it where both fill less than one, so that memory follows what
// waits.
void PriceLadder::join_with_neighbour(Places::iterator place) {
    const auto next = place + 1;
    const std::size_t room = place->block->waiting.size();
    if (place->block->count > room / 4 || next == blocks_.end() ||
        place->block->count + next->block->count > room * 3 / 4) {
        return;
    }
    Block& block = *place->block;
    std::copy_n(next->block->waiting.begin(), next->block->count,
                block.waiting.begin() + static_cast<std::ptrdiff_t>(block.count));
    block.count += next->block->count;
    delete_block(next->block);
    blocks_.erase(next);
}

void PriceLadder::append_reached(std::int64_t rank, ScratchList<std::uint64_t>& ids) const {
    for (const Place& place : blocks_) {
        for (std::size_t at = 0; at < place.block->count; ++at) {
            const Waiting& waiting = place.block->waiting[at];
            if (waiting.rank > rank) {
                return;
            }
            ids.push_back(waiting.id);
        }
    }
}

}  // namespace trireme::engine
