#pragma once

#include "engine/account_figures.hpp"
#include "engine/books.hpp"

#include <optional>

namespace trireme::engine {

// margin.liquidation_price. Assumes prices for the look at the account and leaves everything as it was.
[[nodiscard]] std::optional<LiquidationPrices> liquidation_prices(Books& books, AccountId account,
                                                                  InstrumentId instrument);

}  // namespace trireme::engine
