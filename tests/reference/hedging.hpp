#pragma once

#include "reference/world.hpp"

#include <optional>

// The chapter Hedging of docs/rules.md.
namespace trireme::reference {

// What of a decision an order keeps, and what it opens.
[[nodiscard]] Route kept(const RoutingDecision& decision);

// Lots that come on top of what the position has, and lots that go out of it. Its lots are the caller's to change.
void add_volume(PositionState& position, const Route& route, Lots lots);
void take_volume(PositionState& position, Lots lots);
// Of a position whose lots are split already.
void split_volumes(PositionState& position, const SplitInstrument& split);

// Of a position as it stands.
[[nodiscard]] Book oldest_book(const World& world, PositionId position);

// Before a position changes to what is given: has the hedges looked at that this concerns.
void note_volumes(World& world, const PositionState& after);
// All of a position's, whether or not it changes anything.
void note_all_volumes(World& world, const PositionState& position);

[[nodiscard]] bool is_too_much_for_hedges(const World& world, const SplitInstrument& split);
void split_hedges(World& world, const SplitInstrument& split);

// The one under way, if any is.
[[nodiscard]] const LpOrderState* order_under_way(const World& world, const HedgePlace& place);

// Whether what is held there would be no more than can be.
[[nodiscard]] bool can_hold(const World& world, const HedgePlace& place, Side side, Lots lots);
// Books a trade that is counted in its order already, and says it.
void trade_at_lp(World& world, const LpOrderState& order, LpTrade trade);
// The order there has ended.
void hedge_again(World& world, const LpOrderState& ended);

void settle_hedges(World& world);

}  // namespace trireme::reference
