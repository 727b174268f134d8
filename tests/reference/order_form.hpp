#pragma once

#include "reference/world.hpp"

// check.form: which fields an order of its type needs, may have and must not have, and whether they hold sensible
// values.
namespace trireme::reference {

[[nodiscard]] Objection check_order_form(const OrderTerms& terms, bool adds_risk);

}  // namespace trireme::reference
