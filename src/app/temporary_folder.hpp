#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace trireme::app {

// A new folder among those for temporary files, which stays; `what` is part of its name. `instead` tells a person what
// to do where there is none.
[[nodiscard]] Result<std::string> new_temporary_folder(std::string_view what, std::string_view instead);

}  // namespace trireme::app
