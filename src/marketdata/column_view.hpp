#pragma once

#include "marketdata/series_name.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace trireme::marketdata {

// Rows that lie in memory column by column. Columns that nobody asked for are empty.
struct ColumnView {
    std::array<std::span<const std::int64_t>, columns_max> columns{};
    std::size_t rows = 0;

    [[nodiscard]] std::span<const std::int64_t> operator[](std::size_t column) const { return columns[column]; }

    [[nodiscard]] ColumnView rows_from(std::size_t begin, std::size_t count) const {
        ColumnView part{.columns = {}, .rows = count};
        for (std::size_t column = 0; column < columns_max; ++column) {
            part.columns[column] = columns[column].empty() ? columns[column] : columns[column].subspan(begin, count);
        }
        return part;
    }
};

// Which columns are asked for.
using ColumnSet = std::uint32_t;
inline constexpr ColumnSet all_columns = (1U << columns_max) - 1;
[[nodiscard]] constexpr bool contains(ColumnSet set, std::size_t column) { return (set >> column & 1U) != 0; }

// Rows that gather, column by column.
class ColumnBuffer {
public:
    explicit ColumnBuffer(std::size_t columns) : columns_(columns) {}

    void add(std::span<const std::int64_t> row) {
        for (std::size_t column = 0; column < columns_.size(); ++column) {
            columns_[column].push_back(row[column]);
        }
    }
    void clear() {
        for (auto& column : columns_) {
            column.clear();
        }
    }
    [[nodiscard]] std::size_t rows() const { return columns_.front().size(); }
    [[nodiscard]] ColumnView view() const {
        ColumnView view{.columns = {}, .rows = rows()};
        std::ranges::copy(columns_, view.columns.begin());
        return view;
    }

private:
    std::vector<std::vector<std::int64_t>> columns_;
};

}  // namespace trireme::marketdata
