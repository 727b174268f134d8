#include "app/text_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace trireme::app {

std::string text_table(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            widths[column] = std::max(widths[column], row[column].size());
        }
    }
    std::string text;
    for (const auto& row : rows) {
        text += fmt::format("  {:<{}}", row.front(), widths.front());
        for (std::size_t column = 1; column < row.size(); ++column) {
            text += fmt::format("  {:>{}}", row[column], widths[column]);
        }
        text += '\n';
    }
    return text;
}

}  // namespace trireme::app
