#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string>

namespace trireme::scenarios {

// Compares what was said with what is there: objects by the members that were said, lists item by item, decimals as
// numbers; null stands for a member that is not there. The first difference as "price: expected 1.08, got 1.09".
[[nodiscard]] std::optional<std::string> difference(const boost::json::value& said, const boost::json::value& there);

// JSON in the words of the language: "[distance 0.001 step 0]", "10.25USD".
[[nodiscard]] std::string in_words(const boost::json::value& value);

// "trade order 1 side buy lots 1", as it could stand behind `expect event`.
[[nodiscard]] std::string event_in_words(const boost::json::object& event);

}  // namespace trireme::scenarios
