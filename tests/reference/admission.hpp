#pragma once

#include "reference/margin.hpp"
#include "reference/market.hpp"
#include "reference/world.hpp"

#include <expected>
#include <span>

// What an order that adds risk must pass after the checks: limits, margin and routing (the chapters of those names).
namespace trireme::reference {

// The order as it would live, with the ids of what follows: it is not among the live ones yet.
[[nodiscard]] OrderState draft_order(const World& world, const Account& account, const OrderTerms& terms, OrderId id);

// At which price its notional counts (margin.reservation).
[[nodiscard]] Price reservation_price(const OrderState& order, const ClientQuote& quote);
// At which price it counts for exposure and routing: its own, or the client's quote.
[[nodiscard]] Price counted_price(const World& world, const OrderState& order);

// In all of these `standing` is the account's without the order, when its turn comes.

// What an account holds in an instrument and has live orders at risk for.
[[nodiscard]] Integer lots_of(const Standing& standing, InstrumentId instrument);
// What lots and exposure are counted with: without the position that a market order through zero closes first.
[[nodiscard]] Standing standing_beside(const World& world, Standing standing, const OrderState& order);

// `count`: how many orders come with this one.
[[nodiscard]] Objection check_limits(World& world, const Standing& standing, const OrderState& order,
                                     std::uint32_t count);
// Those that ask how large it is, which hold of an order that grows as well.
[[nodiscard]] Objection check_limits_of_size(const World& world, const Standing& standing, const OrderState& order);

// How the account would stand after what the order gets at once, with what rests reserved.
[[nodiscard]] std::expected<Figures, Rejection> figures_after(const World& world, Standing standing, OrderState order,
                                                              InstrumentState book);
// The same for two orders that both rest, of which the larger counts.
[[nodiscard]] std::expected<Figures, Rejection> figures_after_pair(const World& world, Standing standing,
                                                                   const OrderState& first, const OrderState& second);
// no_money, of an account that would stand so.
[[nodiscard]] Objection check_free_margin(const World& world, AccountId account, const Figures& figures);

[[nodiscard]] RoutingDecision route(const World& world, const Standing& standing, const OrderState& order);
[[nodiscard]] Objection check_book(const RoutingDecision& decision, InstrumentId instrument);

}  // namespace trireme::reference
