#pragma once

#include <boost/json/value.hpp>

namespace trireme::codec::testing {

// Whether a value is valid by a JSON Schema made of the keywords that our schemas use; an unknown keyword aborts.
// Written from the specification (JSON Schema 2020-12), not from our reader, so that the two can be held against each
// other.
[[nodiscard]] bool is_valid(const boost::json::value& value, const boost::json::object& schema);

}  // namespace trireme::codec::testing
