#include "venues/binance_book.hpp"

#include <algorithm>
#include <functional>

namespace trireme::venues {
namespace {

template <class Order>
void set_level(std::vector<BinanceLevel>& side, const BinanceLevel& level, Order order) {
    const auto at = std::ranges::lower_bound(side, level.price, order, &BinanceLevel::price);
    const bool is_there = at != side.end() && at->price == level.price;
    if (level.units == Units()) {
        if (is_there) {
            side.erase(at);
        }
    } else if (is_there) {
        at->units = level.units;
    } else {
        side.insert(at, level);
    }
}

}  // namespace

BinanceBook::Outcome BinanceBook::apply(const BinanceDepthUpdate& update) {
    if (!is_synced_) {
        keep_waiting(update);
        return Outcome::waits;
    }
    const Outcome outcome = apply_in_turn(update);
    if (outcome == Outcome::gap || outcome == Outcome::crossed) {
        give_up();
        keep_waiting(update);
    }
    return outcome;
}

BinanceBook::Outcome BinanceBook::apply(const BinanceDepthSnapshot& snapshot) {
    if (is_synced_ && snapshot.last_id <= last_id_) {
        ++counters_.old;
        return Outcome::old;
    }
    if (!waiting_.empty() && waiting_.front().first_id > snapshot.last_id + 1) {
        ++counters_.snapshots_behind;
        return Outcome::behind;
    }
    ++counters_.snapshots;
    is_synced_ = true;
    is_first_ = true;
    last_id_ = snapshot.last_id;
    bids_.assign(snapshot.bids.rbegin(), snapshot.bids.rend());
    asks_.assign(snapshot.asks.rbegin(), snapshot.asks.rend());
    while (!waiting_.empty()) {
        const Outcome outcome = apply_in_turn(waiting_.front());
        if (outcome == Outcome::gap || outcome == Outcome::crossed) {
            give_up();
            return outcome;
        }
        waiting_.pop_front();
    }
    return Outcome::applied;
}

bool BinanceBook::follows(const BinanceDepthUpdate& update) const {
    if (update.previous_id && !is_first_) {
        return *update.previous_id == last_id_;
    }
    return update.first_id <= last_id_ + 1;
}

BinanceBook::Outcome BinanceBook::apply_in_turn(const BinanceDepthUpdate& update) {
    if (update.last_id <= last_id_) {
        ++counters_.old;
        return Outcome::old;
    }
    if (!follows(update)) {
        ++counters_.gaps;
        return Outcome::gap;
    }
    for (const BinanceLevel& level : update.bids) {
        set_level(bids_, level, std::less<>());
    }
    for (const BinanceLevel& level : update.asks) {
        set_level(asks_, level, std::greater<>());
    }
    bound(bids_);
    bound(asks_);
    if (!bids_.empty() && !asks_.empty() && bids_.back().price >= asks_.back().price) {
        ++counters_.crossed;
        return Outcome::crossed;
    }
    last_id_ = update.last_id;
    is_first_ = false;
    ++counters_.applied;
    return Outcome::applied;
}

void BinanceBook::bound(std::vector<BinanceLevel>& side) {
    if (side.size() > side_levels_max) {
        const std::size_t beyond = side.size() - side_levels_max;
        counters_.cut_levels += beyond;
        side.erase(side.begin(), side.begin() + static_cast<std::ptrdiff_t>(beyond));
    }
}

void BinanceBook::keep_waiting(const BinanceDepthUpdate& update) {
    if (waiting_.size() == waiting_max) {
        waiting_.pop_front();
        ++counters_.overflowed;
    }
    waiting_.push_back(update);
}

void BinanceBook::give_up() {
    is_synced_ = false;
    last_id_ = 0;
    bids_.clear();
    asks_.clear();
}

void BinanceBook::reset() {
    give_up();
    waiting_.clear();
}

}  // namespace trireme::venues
