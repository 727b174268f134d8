#pragma once

#include "engine/account_figures.hpp"
#include "reference/world.hpp"

#include <optional>

namespace trireme::reference {

// margin.liquidation_price. Nothing if the account does not hold the instrument. Tries quotes out in `world`, which is
// left as it was.
[[nodiscard]] std::optional<engine::LiquidationPrices> liquidation_prices(World& world, AccountId account,
                                                                          InstrumentId instrument);

// Whether `prices` are the account's, which holds the instrument: each level is reached there and not one point before,
// or nowhere. Money is rounded, and so a level may come and go within some points of its threshold: then several prices
// are right, and which one is found depends on where halving looks.
[[nodiscard]] bool are_liquidation_prices(World& world, AccountId account, InstrumentId instrument,
                                          const engine::LiquidationPrices& prices);

}  // namespace trireme::reference
