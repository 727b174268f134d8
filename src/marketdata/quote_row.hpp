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
};

enum class QuoteSide : unsigned char { bid, ask };

// Prices above zero, and of a bar none that lies outside of it. `row` has all columns. Messages call them `name`.
[[nodiscard]] Result<SidePrices> parse_side(const Row& row, const QuoteColumns& columns, QuoteSide side,
                                            std::string_view name);

// No price is this many times another that it follows or stands beside: somebody lost the decimal point.
inline constexpr std::int64_t factor_max = 100;
[[nodiscard]] Result<void> check_follows(Price price, Price before, std::string_view name);

// No bid is above its ask, and none is far below.
[[nodiscard]] Result<void> check_spread(const SidePrices& bid, const SidePrices& ask);

// From 1970, where the engine's time begins, to 2199.
[[nodiscard]] Result<void> check_time(Timestamp time);

}  // namespace trireme::marketdata
