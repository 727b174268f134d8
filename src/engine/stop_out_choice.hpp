#pragma once

#include "engine/books.hpp"
#include "engine/closing_tree.hpp"

#include <boost/container/static_vector.hpp>

#include <cstdint>
#include <optional>

// Which position a stop-out closes next: docs/rules.md, stop_out.candidates and the orders of groups.
namespace trireme::engine {

// How the account would stand with lots of the position closed at the present quote.
[[nodiscard]] std::optional<Standing> standing_without(Books& books, PositionRecord& position, Lots lots);

// stop_out.candidates: whether it is better to stand so than as it is now.
[[nodiscard]] bool raises_level(const Standing& now, const Standing& after);

struct HedgedPair {
    PositionRecord* long_leg = nullptr;
    PositionRecord* short_leg = nullptr;
};

// Knows an account's positions for the time of its stop-out, in which nothing but its own steps changes anything: what
// closing a position would bring is worked out once, and whether that raises the level is asked of many positions at a
// time wherever bounds can tell. The answers are those of looking at each. See docs/adr/0028-steps-of-a-stop-out.md.
class StopOutChooser {
public:
    StopOutChooser(Books& books, const AccountRecord& account);

    // The one to close; null if there is no candidate. Counts down why those are none that are left out.
    [[nodiscard]] PositionRecord* choose(const Standing& now, StopOutChoice& choice);
    // stop_out.hedged_pair
    [[nodiscard]] std::optional<HedgedPair> largest_pair(StopOutChoice& choice);
    // After a step: takes in what became of the positions that were chosen for it.
    void take_in_step();

    // How many positions, and groups of positions, were judged so far: by which tests see what a step costs.
    [[nodiscard]] std::uint64_t judged() const { return judged_; }

private:
    // The positions on one side of a holding.
    struct Leg {
        Holding* holding;
        Side side;
        ClosingTree tree;
    };

    void add_leg(Holding& holding, Side side);
    [[nodiscard]] Closing closing_of(PositionRecord& position) const;
    [[nodiscard]] StopOutCandidate shown(const Closing& closing) const;

    Books& books_;
    const AccountRecord& account_;
    bool by_loss_;
    std::uint32_t not_tradable_ = 0;
    std::uint64_t judged_ = 0;
    ScratchList<Closing> closings_;  // of one leg after the other
    ScratchList<Leg> legs_;          // ascending by instrument, longs first
    boost::container::static_vector<const Closing*, 2> chosen_;
};

}  // namespace trireme::engine
