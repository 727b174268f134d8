#pragma once

#include "marketdata/column_view.hpp"
#include "marketdata/series_name.hpp"

#include <cstddef>
#include <string>

// Rows of a series as comma-separated values, which can be imported again: times as RFC 3339, decimal numbers.
namespace trireme::marketdata {

// The names of the columns, and the end of the line.
[[nodiscard]] std::string text_header(SeriesKind kind);
void append_text_row(std::string& to, SeriesKind kind, const ColumnView& rows, std::size_t row);

}  // namespace trireme::marketdata
