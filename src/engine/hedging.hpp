#pragma once

#include "engine/books.hpp"

#include <optional>

// How the house hedges what it carries by book C (docs/rules.md, Hedging).
namespace trireme::engine {

[[nodiscard]] std::optional<Rejection> set_hedge_policy(Books& books, const SetHedgePolicy& request);

// Clients' volume came to be carried so, or is no longer.
void count_in_hedge(Books& books, const PositionRecord& position, const RoutedVolume& volume);
void count_out_of_hedge(Books& books, const PositionRecord& position, const RoutedVolume& volume);

// The house bought or sold at an LP by an order in which that is counted already. What the order tells is filled in,
// and what was won or lost is posted.
void book_lp_trade(Books& books, const LpOrderState& order, LpTrade trade);
// Whether what is held stays within its bounds.
[[nodiscard]] bool can_hold(const Books& books, HedgeKey key, Side side, Lots lots);

// An order there has ended, filled whole or not.
void end_hedge_order(Books& books, const LpOrderState& order);

// Has them looked at when the command is done: where a quote or the LP was waited for, or all of an instrument.
void wake_waiting(Books& books, InstrumentRecord& instrument);
void wake_waiting(Books& books, LpId lp);

// Scales what is held in a split, where that fits.
[[nodiscard]] bool hedges_fit(Books& books, const InstrumentRecord& instrument, const SplitInstrument& split);
void split_hedges(Books& books, InstrumentRecord& instrument, const SplitInstrument& split);

// Places the orders that are due, by instrument and LP. Not while work is under way.
void settle_hedges(Books& books);

// Goes on from a state whose positions are in place.
void restore_hedges(Books& books, const EngineState& state);

// The timer of the first hedge that is to be looked at.
void wake_first(Books& books);

}  // namespace trireme::engine
