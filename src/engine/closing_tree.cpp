#include "engine/closing_tree.hpp"

#include "base/assert.hpp"

#include <array>
#include <utility>

namespace trireme::engine {
namespace {

bool is_before(const Closing* a, const Closing* b) {
    return b == nullptr || (a != nullptr && (a->rank != b->rank ? a->rank > b->rank : a->id < b->id));
}

bool has_more_margin(const Closing* a, const Closing* b) {
    return b == nullptr || (a != nullptr && (a->margin != b->margin ? a->margin > b->margin : a->id < b->id));
}

using Dimension = Amount Closing::*;
constexpr std::array<Dimension, 3> dimensions{&Closing::margin, &Closing::drift, &Closing::gain};

}  // namespace

ClosingSummary::ClosingSummary(const Closing& closing)
    : count(1),
      lots{closing.position->lots, closing.position->lots},
      cost{closing.position->cost, closing.position->cost},
      gain{closing.gain, closing.gain},
      drift{closing.drift, closing.drift},
      first(&closing),
      with_most_margin(&closing) {}

void ClosingSummary::include(const ClosingSummary& other) {
    if (count == 0 || other.count == 0) {
        *this = count == 0 ? other : *this;
        return;
    }
    count += other.count;
    lots.include(other.lots);
    cost.include(other.cost);
    gain.include(other.gain);
    drift.include(other.drift);
    if (is_before(other.first, first)) {
        second = is_before(other.second, first) ? other.second : first;
        first = other.first;
    } else if (is_before(other.first, second)) {
        second = other.first;
    }
    with_most_margin =
        has_more_margin(other.with_most_margin, with_most_margin) ? other.with_most_margin : with_most_margin;
}

ClosingTree::ClosingTree(std::span<Closing> closings, std::pmr::memory_resource& memory)
    : closings_(closings), nodes_(&memory) {
    nodes_.reserve(closings.size());
    build(0, static_cast<std::uint32_t>(closings.size()), 0);
}

void ClosingTree::build(std::uint32_t begin, std::uint32_t end, int turn) {
    const auto at = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({.begin = begin, .end = end, .right = 0, .summary = {}});
    if (end - begin > leaf_size) {
        const std::uint32_t middle = begin + (end - begin) / 2;
        split(closings_.subspan(begin, end - begin), turn);
        build(begin, middle, turn + 1);
        nodes_[at].right = static_cast<std::uint32_t>(nodes_.size());
        build(middle, end, turn + 1);
    }
    summarise(at);
}

// Halves by the first dimension from `turn` on in which the closings differ.
void ClosingTree::split(std::span<Closing> closings, int turn) {
    for (std::size_t tried = 0; tried < dimensions.size(); ++tried) {
        const Dimension by = dimensions[(static_cast<std::size_t>(turn) + tried) % dimensions.size()];
        const auto [least, most] = std::ranges::minmax_element(closings, {}, by);
        if ((*least).*by != (*most).*by) {
            std::ranges::nth_element(closings, closings.begin() + static_cast<std::ptrdiff_t>(closings.size() / 2), {},
                                     by);
            return;
        }
    }
}

void ClosingTree::summarise(std::uint32_t at) {
    Node& node = nodes_[at];
    node.summary = {};
    if (node.right != 0) {
        node.summary.include(nodes_[at + 1].summary);
        node.summary.include(nodes_[node.right].summary);
        return;
    }
    for (const Closing& closing : closings_.subspan(node.begin, node.end - node.begin)) {
        if (closing.position != nullptr) {
            node.summary.include(ClosingSummary(closing));
        }
    }
}

void ClosingTree::summarise_above(std::uint32_t at, std::uint32_t place) {
    const std::uint32_t right = nodes_[at].right;
    if (right != 0) {
        summarise_above(place < nodes_[right].begin ? at + 1 : right, place);
    }
    summarise(at);
}

void ClosingTree::replace(const Closing& of, const Closing& by) {
    const auto place = static_cast<std::uint32_t>(&of - closings_.data());
    TRIREME_ASSERT(of.id == by.id && place < closings_.size());
    closings_[place] = by;
    summarise_above(0, place);
}

}  // namespace trireme::engine
