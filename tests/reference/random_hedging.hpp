#pragma once

#include "reference/draws.hpp"
#include "reference/random_market.hpp"
#include "reference/world.hpp"

#include <cstdint>

// What LPs report of the house's orders, and how the desk has it hedge.
namespace trireme::reference {

class RandomHedging {
public:
    RandomHedging(Random& random, const RandomMarket& market, const World& world)
        : random_(random), market_(market), world_(world) {}

    [[nodiscard]] bool has_live_orders() const;
    [[nodiscard]] Command set_hedge_policy();
    [[nodiscard]] Command report();
    [[nodiscard]] Command resolve();

private:
    [[nodiscard]] const LpOrderState* some_order();
    [[nodiscard]] LpExecutionId new_execution();
    [[nodiscard]] LpExecutionId known_execution(const LpOrderState& order);
    [[nodiscard]] Lots some_of(Lots lots);
    [[nodiscard]] Price some_price(const LpOrderState& order);
    void spoil(HedgePolicy& policy);
    void spoil(ReportLpOrder& report);

    Random& random_;
    const RandomMarket& market_;
    const World& world_;
    std::uint64_t executions_ = 0;
};

}  // namespace trireme::reference
