#pragma once

#include "engine/records.hpp"
#include "engine/scratch.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

namespace trireme::engine {

// What closing a position whole would do at the present quotes.
struct Closing {
    PositionRecord* position = nullptr;  // null once it is closed
    PositionId id;
    Amount gain;    // unrealised profit in the currency of the instrument
    Amount profit;  // the same in account currency
    Amount drift;   // of equity: the money that would be posted less the profit that was counted before
    Amount margin;  // of its own
    Amount rank;    // the foremost is closed first; of equals the lowest id
};

template <class T>
struct Range {
    T low;
    T high;

    void include(const Range& other) {
        low = std::min(low, other.low);
        high = std::max(high, other.high);
    }
};

// Between which bounds some positions lie, and which of them come first.
struct ClosingSummary {
    std::uint32_t count = 0;
    Range<Lots> lots;
    Range<PriceLots> cost;
    Range<Amount> gain;
    Range<Amount> drift;
    const Closing* first = nullptr;
    const Closing* second = nullptr;
    const Closing* with_most_margin = nullptr;

    ClosingSummary() = default;
    explicit ClosingSummary(const Closing& closing);
    void include(const ClosingSummary& other);
};

// Whether all positions of a summary are meant, none of them, or one has to look closer.
enum class Meant : std::uint8_t { all, none, some };

// The positions on one side of a holding, in a tree that halves them by margin, drift and gain in turn: those that have
// much in common lie together, so that a question which the bounds of a summary answer is answered for many at once.
// Made for the time of a stop-out; lends the list of closings and puts it in order.
class ClosingTree {
public:
    ClosingTree(std::span<Closing> closings, std::pmr::memory_resource& memory);

    [[nodiscard]] const ClosingSummary& whole() const { return nodes_.front().summary; }

    // Adds to `found` the positions that are meant: by `judge` where that can tell from a summary, else by `is_meant`.
    template <class Judge, class IsMeant>
    void collect(const Judge& judge, const IsMeant& is_meant, ClosingSummary& found) const {
        collect(0, judge, is_meant, found);
    }

    [[nodiscard]] bool has(const Closing& closing) const {
        return closings_.data() <= &closing && &closing < closings_.data() + closings_.size();
    }
    // Takes in what became of one of the positions, which the tree has.
    void replace(const Closing& of, const Closing& by);

private:
    // As many lie in a leaf.
    static constexpr std::uint32_t leaf_size = 4;

    struct Node {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        std::uint32_t right = 0;  // the left child is the next node; 0 of a leaf
        ClosingSummary summary;
    };

    void build(std::uint32_t begin, std::uint32_t end, int turn);
    void split(std::span<Closing> closings, int turn);
    void summarise(std::uint32_t node);
    void summarise_above(std::uint32_t node, std::uint32_t place);

    template <class Judge, class IsMeant>
    void collect(std::uint32_t at, const Judge& judge, const IsMeant& is_meant, ClosingSummary& found) const {
        const Node& node = nodes_[at];
        if (node.summary.count == 0) {
            return;
        }
        const Meant meant = judge(node.summary);
        if (meant == Meant::all) {
            found.include(node.summary);
        } else if (meant == Meant::some && node.right != 0) {
            collect(at + 1, judge, is_meant, found);
            collect(node.right, judge, is_meant, found);
        } else if (meant == Meant::some) {
            collect_from_leaf(node, judge, is_meant, found);
        }
    }
    template <class Judge, class IsMeant>
    void collect_from_leaf(const Node& leaf, const Judge& judge, const IsMeant& is_meant, ClosingSummary& found) const {
        for (const Closing& closing : closings_.subspan(leaf.begin, leaf.end - leaf.begin)) {
            if (closing.position == nullptr) {
                continue;
            }
            const ClosingSummary alone(closing);
            const Meant meant = leaf.summary.count == 1 ? Meant::some : judge(alone);
            if (meant == Meant::all || (meant == Meant::some && is_meant(*closing.position))) {
                found.include(alone);
            }
        }
    }

    std::span<Closing> closings_;
    ScratchList<Node> nodes_;  // each before its children
};

}  // namespace trireme::engine
