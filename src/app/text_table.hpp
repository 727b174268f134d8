#pragma once

#include <string>
#include <vector>

namespace trireme::app {

// Rows of as many cells each, as indented lines: the first column left-aligned and the others right.
[[nodiscard]] std::string text_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace trireme::app
