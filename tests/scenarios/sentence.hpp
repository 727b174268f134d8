#pragma once

#include "base/result.hpp"
#include "scenarios/names.hpp"
#include "scenarios/script.hpp"
#include "scenarios/shape.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <span>

// From words to JSON. A sentence is pairs of a field and its value, in any order: `lots 1.0 order.price 1.08`. The
// words of vocabulary.hpp stand for several pairs: `limit 1.08` is `type limit price 1.08`. In brackets the fields of a
// record may be left out as long as their values come in the order of its description: `[cash -7.00]`.
namespace trireme::scenarios {

// What the pairs say and nothing else; `none` becomes null. Errors: invalid_input for a word that is no field.
[[nodiscard]] Result<boost::json::object> read_pairs(const Shape& record, std::span<const Term> terms,
                                                     const Names& names);

// `said` laid over `base`, which is complete: records that `base` does not have are completed with their defaults, and
// what is null is left out.
[[nodiscard]] boost::json::value complete(const Shape& shape, const boost::json::value* base,
                                          const boost::json::value& said);

}  // namespace trireme::scenarios
