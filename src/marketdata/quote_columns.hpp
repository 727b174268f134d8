#pragma once

#include "base/result.hpp"
#include "marketdata/file_time.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

// In which columns of a row of comma-separated values what stands. Counted from 0.
namespace trireme::marketdata {

struct TickColumns {
    std::size_t bid = 0;
    std::optional<std::size_t> ask{};  // without it the ask is a fixed spread above the bid
};

struct BarColumns {
    // Open, high, low, close.
    using Prices = std::array<std::size_t, 4>;
    Prices bid{};
    std::optional<Prices> ask{};  // likewise
};

struct QuoteColumns {
    std::size_t time = 0;
    std::variant<TickColumns, BarColumns> prices{};

    [[nodiscard]] bool have_ask() const;
    // How many columns a row must have at the least.
    [[nodiscard]] std::size_t count() const;
};

using Row = std::vector<std::string_view>;

// The values of a line, without the spaces and the quotation marks around them. `row` keeps its memory.
void split_row(std::string_view line, Row& row);

// "time=0,bid=1,ask=2": a name of ours and where it stands, by number or by its name in the header, if there is one.
// Names: time; bid, ask; or open, high, low, close; or bid_open ... bid_close and ask_open ... ask_close.
[[nodiscard]] Result<QuoteColumns> parse_columns(std::string_view map, const std::optional<Row>& header);

// What a header names so, or in words that are usual for it: timestamp, datetime or date; price, where there is no ask.
[[nodiscard]] Result<QuoteColumns> columns_of_header(const Row& header);

// LEAN's quotes have no header: three columns of a tick, or eleven of a bar with bid and ask.
[[nodiscard]] Result<QuoteColumns> columns_of_lean(std::size_t count);

}  // namespace trireme::marketdata
