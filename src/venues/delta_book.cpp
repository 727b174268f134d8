#include "venues/delta_book.hpp"

#include <boost/crc.hpp>

#include <algorithm>
#include <functional>
#include <string_view>

namespace trireme::venues {
namespace {

constexpr std::size_t checksum_levels = 10;

void add_text(boost::crc_32_type& sum, std::string_view text) { sum.process_bytes(text.data(), text.size()); }

void add_side(boost::crc_32_type& sum, const std::vector<DeltaLevel>& levels) {
    for (std::size_t at = 0; at < std::min(levels.size(), checksum_levels); ++at) {
        add_text(sum, at == 0 ? "" : ",");
        add_text(sum, levels[at].price_text.view());
        add_text(sum, ":");
        add_text(sum, levels[at].contracts_text.view());
    }
}

template <class Better>
bool change(std::vector<DeltaLevel>& side, const std::vector<DeltaLevel>& changes, Better better) {
    for (const DeltaLevel& level : changes) {
        const auto at = std::ranges::lower_bound(side, level.price, better, &DeltaLevel::price);
        const bool is_there = at != side.end() && at->price == level.price;
        if (level.contracts == Units()) {
            if (is_there) {
                side.erase(at);
            }
        } else if (is_there) {
            *at = level;
        } else {
            side.insert(at, level);
        }
    }
    return side.size() <= DeltaBook::levels_max;
}

}  // namespace

std::uint32_t delta_checksum(const std::vector<DeltaLevel>& bids, const std::vector<DeltaLevel>& asks) {
    boost::crc_32_type sum;
    add_side(sum, asks);
    add_text(sum, "|");
    add_side(sum, bids);
    return sum.checksum();
}

void DeltaBook::reset() {
    is_synced_ = false;
    bids_.clear();
    asks_.clear();
}

DeltaBook::Outcome DeltaBook::lose(Outcome outcome) {
    reset();
    return outcome;
}

DeltaBook::Outcome DeltaBook::apply(const DeltaBookUpdate& update) {
    if (update.is_snapshot) {
        reset();
    } else if (!is_synced_) {
        return Outcome::waiting;
    } else if (update.sequence != sequence_ + 1) {
        return lose(Outcome::gap);
    }
    const bool has_room = change(bids_, update.bids, std::greater<>()) && change(asks_, update.asks, std::less<>());
    if (!has_room || delta_checksum(bids_, asks_) != update.checksum) {
        return lose(Outcome::checksum);
    }
    if (!bids_.empty() && !asks_.empty() && bids_.front().price >= asks_.front().price) {
        return lose(Outcome::crossed);
    }
    is_synced_ = true;
    sequence_ = update.sequence;
    return Outcome::applied;
}

}  // namespace trireme::venues
