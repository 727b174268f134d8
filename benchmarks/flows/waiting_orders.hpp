#pragma once

#include "flows/brokerage.hpp"
#include "flows/command_flow.hpp"

namespace trireme::benchmarks {

// Orders wait at so many prices on either side, a tick apart.
inline constexpr std::int64_t waiting_levels = 20'000;

// Orders that wait for their price: limits and stops below and above it, of all accounts, each in its own instruments,
// as many at every price as at any other.
[[nodiscard]] NumberedFlow waiting_orders(const Brokerage& brokerage);

// Quotes that fall by a tick in each instrument in turn, through the orders that wait below.
[[nodiscard]] NumberedFlow falling_quotes(const Brokerage& brokerage);

}  // namespace trireme::benchmarks
