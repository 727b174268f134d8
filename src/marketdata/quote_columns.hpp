#pragma once

#include "base/result.hpp"
#include "marketdata/file_time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

// In which columns of a row of separated values what stands. Counted from 0.
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

// What many files do not have, and few readers want.
struct SizeColumns {
    std::optional<std::size_t> bid{};  // of a single price its own: the size of a trade, the volume of a bar
    std::optional<std::size_t> ask{};
    std::optional<std::size_t> taker{};  // of a trade: buy or sell, or whether the buyer was the maker
};

struct QuoteColumns {
    std::size_t time = 0;
    std::variant<TickColumns, BarColumns> prices{};
    SizeColumns sizes{};
    bool are_trades = false;         // the single price is that of trades
    std::int64_t price_divisor = 1;  // of files that count in parts of the quote currency

    [[nodiscard]] bool have_ask() const;
    // How many columns a row must have at the least.
    [[nodiscard]] std::size_t count() const;
};

using Row = std::vector<std::string_view>;

// The values of a line, without the spaces and the quotation marks around them. `row` keeps its memory.
void split_row(std::string_view line, Row& row, char separator = ',');

// "time=0,bid=1,ask=2": a name of ours and where it stands, by number or by its name in the header, if there is one.
// Names: time; bid, ask; or price, of trades; or open, high, low, close; or bid_open ... bid_close and ask_open ...
// ask_close; and bid_size, ask_size, size, side, buyer_maker.
[[nodiscard]] Result<QuoteColumns> parse_columns(std::string_view map, const std::optional<Row>& header);

// What a header names so, or in words that are usual for it: timestamp, ts_event, datetime or date; bid_price; price,
// where there is no ask; volume, quantity, qty or amount.
[[nodiscard]] Result<QuoteColumns> columns_of_header(const Row& header);

// LEAN's files have no header: three columns or five of a tick, or eleven of a bar with bid and ask; and six of trades
// or of bars of trades, or three. `name` is that of the file, which says what its columns do not: "..._tick_quote.csv".
[[nodiscard]] Result<QuoteColumns> columns_of_lean(std::size_t count, std::string_view name);

// HistData's: of ticks (time, bid, ask, volume) or of bars (time, open, high, low, close, volume).
[[nodiscard]] Result<QuoteColumns> columns_of_histdata(std::size_t count);

// Binance's public data: klines have eleven columns at least; a trade has its time before the column that is true or
// false, and is known by that.
[[nodiscard]] Result<QuoteColumns> columns_of_binance_klines(const Row& row);
[[nodiscard]] Result<QuoteColumns> columns_of_binance_trades(const Row& row);

}  // namespace trireme::marketdata
