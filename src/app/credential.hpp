#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace trireme::app {

// The credential that stands where `source` says: "env:NAME" in the environment, "file:PATH" in a file, without the
// line's end. `setting` names it in messages, which never hold the credential. Errors: invalid_input for another
// source, not_found where nothing stands there, io_failure.
[[nodiscard]] Result<std::string> credential_of(std::string_view setting, std::string_view source);

}  // namespace trireme::app
