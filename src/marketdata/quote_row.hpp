#pragma once

#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "marketdata/quote_columns.hpp"
#include "model/scaled.hpp"

#include <array>
#include <optional>
#include <string_view>

// What a row of quotes says, and what none may say.
namespace trireme::marketdata {

// Of a bar; a tick has its price in all four.
struct SidePrices {
    Price open;
    Price high;
    Price low;
    Price close;

    [[nodiscard]] std::array<Price, 4> all() const { return {open, high, low, close}; }
};

struct QuoteRow {
    Timestamp time;
    SidePrices bid;
    std::optional<SidePrices> ask;  // where the file has them
    // Where the file has them and they were asked for, else 0. Of a single price the size is that of the bid.
    Lots bid_size;
    Lots ask_size;
    std::int64_t taker = 0;  // of a trade: 1 bought, -1 sold, 0 not known
};

enum class QuoteSide : unsigned char { bid, ask };

// Prices above zero, and of a bar none that lies outside of it. `row` has all columns. Messages call them `name`.
[[nodiscard]] Result<SidePrices> parse_side(const Row& row, const QuoteColumns& columns, QuoteSide side,
                                            std::string_view name);

// The sizes and the taker of the row, as far as there are columns of them.
[[nodiscard]] Result<void> parse_sizes(const Row& values, const SizeColumns& columns, QuoteRow& row);

// No price is this many times another that it follows or stands beside: somebody lost the decimal point.
inline constexpr std::int64_t factor_max = 100;
[[nodiscard]] Result<void> check_follows(Price price, Price before, std::string_view name);

// Nor lies its open or close outside of it.
[[nodiscard]] Result<void> check_bar(const SidePrices& prices, std::string_view name);

// No bid is above its ask, and none is far below.
[[nodiscard]] Result<void> check_spread(const SidePrices& bid, const SidePrices& ask);

// From 1970, where the engine's time begins, to 2199.
[[nodiscard]] Result<void> check_time(Timestamp time);

}  // namespace trireme::marketdata
