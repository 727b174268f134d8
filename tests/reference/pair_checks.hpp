#pragma once

#include "reference/checks.hpp"
#include "reference/world.hpp"

// What order.oco asks of each of the two orders of a pair beyond the checks of a single one.
namespace trireme::reference {

// The beginning of check.form.
[[nodiscard]] Objection check_pair_form(const OrderTerms& terms, const OrderTerms& other);
// A part of check.side: both must rest.
[[nodiscard]] Objection check_pair_side(const Asked& asked);

}  // namespace trireme::reference
