#pragma once

#include "reference/amounts.hpp"
#include "reference/world.hpp"

#include <optional>

// The chapter Charges of docs/rules.md.
namespace trireme::reference {

enum class DealSide : std::uint8_t { entry, exit };

// What an account pays for a volume on that side, in its currency: 0 where nothing is charged. Nothing if the price for
// a conversion is missing.
[[nodiscard]] std::optional<Integer> commission_for(const World& world, const Account& account, const Instrument& terms,
                                                    DealSide side, Lots lots);

// Adds to a charge that is rounded on its sum: what is to be posted now is the rounded sum less what was posted before,
// as far as `cash` has room for it.
[[nodiscard]] Money add_to_commission(Amount& exact_so_far, Money& posted_so_far, const Integer& charge,
                                      const Integer& cash, Currency currency);

// What the house earns by the markup on a volume, in quote currency.
[[nodiscard]] Money markup_revenue(const Instrument& terms, const Group& group, Lots lots);

// Posts the swap of a position for a rollover, if it has one.
void charge_swap(World& world, PositionState& position, const Rollover& rollover);

// Pays (longs) or charges (shorts) a dividend on a position.
void pay_dividend(World& world, const PositionState& position, const PayDividend& dividend);

}  // namespace trireme::reference
