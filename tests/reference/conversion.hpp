#pragma once

#include "reference/amounts.hpp"
#include "reference/world.hpp"

#include <optional>
#include <vector>

// amounts.conversion: every conversion looks through all instruments again.
namespace trireme::reference {

// The instruments through which an amount goes from one currency to another: none for the same, one pair, or two by way
// of USD. Nothing if no price leads there.
[[nodiscard]] std::optional<std::vector<InstrumentId>> conversion_path(const World& world, Currency from, Currency to);

// At the side at which the client would deal. Nothing without a path; 0 is 0 without one.
[[nodiscard]] std::optional<Integer> convert_for_client(const World& world, const Group& group, const Integer& amount,
                                                        Currency from, Currency to);
// A loss, given as what it is above 0, as what it costs in the other currency.
[[nodiscard]] std::optional<Integer> convert_loss(const World& world, const Group& group, const Integer& loss,
                                                  Currency from, Currency to);
[[nodiscard]] std::optional<Integer> convert_at_mid(const World& world, const Integer& amount, Currency from,
                                                    Currency to);

}  // namespace trireme::reference
