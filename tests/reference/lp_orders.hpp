#pragma once

#include "reference/world.hpp"

#include <optional>

// The chapter Orders at LPs of docs/rules.md.
namespace trireme::reference {

struct LpOrderDraft {
    LpId lp;
    InstrumentId instrument;
    Side side = Side::buy;
    Lots lots;
    std::optional<Price> price;
    Lots wanted;
    Lots held;
};
void place_lp_order(World& world, const LpOrderDraft& draft);

[[nodiscard]] bool has_live_lp_order(const World& world, InstrumentId instrument);

// The first timer of an order that is not answered or of a hedge whose time comes.
[[nodiscard]] std::optional<Timestamp> next_lp_timer(const World& world);
void do_lp_timer(World& world, Timestamp due);

}  // namespace trireme::reference
