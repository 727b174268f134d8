#pragma once

#include "base/result.hpp"
#include "scenarios/names.hpp"
#include "scenarios/shape.hpp"

#include <boost/json/value.hpp>

#include <string_view>

namespace trireme::scenarios {

// A single word as a value of that shape, in JSON; `none` is null. Enumerators, currencies and texts are taken as they
// are: the codec judges them.
[[nodiscard]] Result<boost::json::value> read_word(const Shape& shape, std::string_view word, const Names& names);

}  // namespace trireme::scenarios
