#pragma once

#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "venues/binance_messages.hpp"
#include "venues/json_cursor.hpp"

#include <string_view>
#include <vector>

// How single fields of Binance's texts are read.
namespace trireme::venues {

[[nodiscard]] Result<Symbol> read_binance_symbol(JsonCursor& cursor);
// Milliseconds since 1970, up to 2199.
[[nodiscard]] Result<Timestamp> read_binance_time(JsonCursor& cursor);
// Above zero and not beyond any price.
[[nodiscard]] Result<Price> read_binance_price(JsonCursor& cursor);
// The same, or zero where a side is empty.
[[nodiscard]] Result<Price> read_binance_price_or_none(JsonCursor& cursor);
// From zero.
[[nodiscard]] Result<Units> read_binance_units(JsonCursor& cursor);
// [["price","units"], ...] into `levels`, whose memory is used again.
[[nodiscard]] Result<void> read_binance_levels(JsonCursor& cursor, std::vector<BinanceLevel>& levels);

}  // namespace trireme::venues
