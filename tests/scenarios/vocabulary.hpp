#pragma once

#include "base/result.hpp"
#include "scenarios/script.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// The short words of the language and what they stand for; vocabulary.cpp lists them.
namespace trireme::scenarios {

// `buy alice 1.0 EURUSD` is said for `place_order side buy account alice lots 1.0 instrument EURUSD`.
struct Saying {
    std::size_t argument_count = 0;
    Phrase meaning;  // with $1, $2, ... where the arguments belong
};
using Sayings = std::map<std::string, Saying, std::less<>>;

// Of steps: the meaning begins with the wire name of a command.
[[nodiscard]] const Sayings& command_sayings();
// Behind `expect`: the meaning begins with the wire name of an event.
[[nodiscard]] const Sayings& event_sayings();
// Where a field's name could stand: the meaning is pairs of fields and values.
[[nodiscard]] const Sayings& field_sayings();

[[nodiscard]] const Saying* find_saying(const Sayings& sayings, std::string_view word);

// `rest` holds the terms to come, the next one last. Replaces the saying's arguments by its meaning.
[[nodiscard]] Result<void> expand(const Saying& saying, std::vector<Term>& rest);

}  // namespace trireme::scenarios
