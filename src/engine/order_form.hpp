#pragma once

#include "base/timestamp.hpp"
#include "engine/client_quote.hpp"
#include "model/instrument.hpp"
#include "model/order.hpp"
#include "model/quote.hpp"
#include "model/reject.hpp"

#include <optional>

// The checks of an order that need nothing but its terms, its instrument and a quote. Each is named after its rule in
// docs/rules.md and answers with the first thing that is wrong.
namespace trireme::engine {

[[nodiscard]] std::optional<Rejection> check_form(const OrderTerms& order);

// What an OCO pair asks of each of its orders besides (order.oco).
[[nodiscard]] std::optional<Rejection> check_pair_form(const OrderTerms& order, const OrderTerms& other);

[[nodiscard]] std::optional<Rejection> check_volume(const Instrument& instrument, Lots lots);
// Of an order that closes or reduces a position of which `open` is left.
[[nodiscard]] std::optional<Rejection> check_closing_volume(const Instrument& instrument, Lots lots, Lots open);

[[nodiscard]] std::optional<Rejection> check_expiry(std::optional<Timestamp> expires_at, Timestamp now);

[[nodiscard]] std::optional<Rejection> check_tick(const Instrument& instrument, const OrderTerms& order);

[[nodiscard]] std::optional<Rejection> check_side(const OrderTerms& order, ClientQuote quote);

// The collar lies around the mid of the market's `bid` and `ask`; the figures show the client's `quote`.
[[nodiscard]] std::optional<Rejection> check_collar(const Instrument& instrument, const OrderTerms& order, Price bid,
                                                    Price ask, ClientQuote quote);

// Of a market order; any other passes.
[[nodiscard]] std::optional<Rejection> check_deviation(const OrderTerms& order, ClientQuote quote);

// The same for the protection of a position.
[[nodiscard]] std::optional<Rejection> check_protection_form(const Protection& protection);
[[nodiscard]] std::optional<Rejection> check_protection_tick(const Instrument& instrument,
                                                             const Protection& protection);
// `side` is that of the position, or of the order that opens it; `reference` the price that stop loss and take profit
// lie around.
[[nodiscard]] std::optional<Rejection> check_protection_side(const Protection& protection, Side side, Price reference,
                                                             ClientQuote quote);

}  // namespace trireme::engine
