#pragma once

#include "engine/admission.hpp"
#include "engine/books.hpp"
#include "engine/trade_plan.hpp"

#include <cstdint>
#include <optional>

// All that speaks against an order, in the order of docs/rules.md, Checks. Nothing is changed but the count of orders
// per second.
namespace trireme::engine {

// An order that passed the checks of its terms.
struct CheckedOrder {
    AccountRecord* account = nullptr;
    InstrumentRecord* instrument = nullptr;
    Holding* holding = nullptr;  // null if the account has no stake yet
    ClientQuote quote{};
    OrderState order{};                      // as it would be accepted, still without an id
    PositionRecord* reduces = nullptr;       // the position that it is against
    Lots added{};                            // the lots that add risk
    const PositionRecord* closes = nullptr;  // what is closed whole before any lots add risk
    Fills fills{};                           // what it would be filled at once
};

// Where an order comes from: a position named by the engine itself may be of a netting account.
enum class Origin : std::uint8_t { client, position_request };

// Up to and with check.liquidity. `checked` is fresh, and means nothing where a rejection is returned.
[[nodiscard]] std::optional<Rejection> check_order(Books& books, AccountRecord& account, const OrderTerms& terms,
                                                   Origin origin, CheckedOrder& checked);
// The same of one order of an OCO pair.
[[nodiscard]] std::optional<Rejection> check_leg(Books& books, AccountRecord& account, const OrderTerms& terms,
                                                 const OrderTerms& other, CheckedOrder& checked);

// limit.*: of an order that adds risk, of `together` that are placed at once.
[[nodiscard]] std::optional<Rejection> check_limits(Books& books, const CheckedOrder& checked, std::uint32_t together);

// The limits on what an account holds and orders alone, also of an order that grows while it rests.
[[nodiscard]] std::optional<Rejection> check_limits_of_size(const Books& books, const CheckedOrder& checked);

// amounts.bounds, and that every amount there may be has a rate (margin.accept).
[[nodiscard]] std::optional<Rejection> check_bounds_and_rates(const Books& books, const CheckedOrder& checked);

// check.margin: the account as it would stand after the trades at once and with the rest reserved. `plan` is left as
// the trades to do.
[[nodiscard]] Checked<Standing> check_margin(Books& books, const CheckedOrder& checked, TradePlan& plan);
// The same for both orders of an OCO pair.
[[nodiscard]] Checked<Standing> check_pair_margin(Books& books, const CheckedOrder& first, const CheckedOrder& second);

// routing.*: the decision, or that what it chose executes nothing yet. `client_lots` are the longs less the shorts of
// all clients by then.
[[nodiscard]] Checked<RoutingDecision> check_routing(const Books& books, const CheckedOrder& checked,
                                                     Int128 client_lots);

// At which the order's lots are counted before it is filled: what a market order would pay or get, else the price that
// its margin is reserved at.
[[nodiscard]] Price counted_at(const CheckedOrder& checked);
// Margin notional of the lots that add risk.
[[nodiscard]] Amount added_notional(const CheckedOrder& checked);

// Whether what cannot be filled at once is to rest.
[[nodiscard]] bool may_rest(const OrderTerms& terms);

}  // namespace trireme::engine
