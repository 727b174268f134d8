#pragma once

#include "engine/books.hpp"

#include <optional>

// The life of the house's orders at LPs (docs/rules.md, Orders at LPs).
namespace trireme::engine {

// What is to be ordered.
struct LpOrderWish {
    LpId lp{};
    InstrumentId instrument{};
    Side side = Side::buy;
    Lots lots{};
    std::optional<Price> price{};  // at the market where not stated
    Lots wanted{};
    Lots held{};
};
// Of an LP that is known.
LpOrderId place_lp_order(Books& books, const LpOrderWish& wish);

void take_report(Books& books, const ReportLpOrder& report);
[[nodiscard]] std::optional<Rejection> resolve_lp_order(Books& books, const ResolveLpOrder& request);

[[nodiscard]] bool has_live_lp_order(const Books& books, InstrumentId instrument);
// Of an instrument that has no live one: what an LP says of them later is about other lots and prices.
void forget_lp_orders(Books& books, InstrumentId instrument);

// The timer of the first order that has not been answered.
void lose_sight_of_first(Books& books);

}  // namespace trireme::engine
