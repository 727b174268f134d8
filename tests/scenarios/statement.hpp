#pragma once

#include "base/result.hpp"
#include "model/commands.hpp"
#include "scenarios/definitions.hpp"
#include "scenarios/names.hpp"
#include "scenarios/script.hpp"

#include <boost/json/object.hpp>

namespace trireme::scenarios {

// The command that a step states. Accounts, instruments and groups are named where they are first defined.
[[nodiscard]] Result<Command> read_command(const Step& step, Names& names, const Definitions& definitions);

// What an `expect` says of an event, as far as it says anything.
[[nodiscard]] Result<boost::json::object> read_expectation(const Step& step, const Names& names);

}  // namespace trireme::scenarios
