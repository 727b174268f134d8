#pragma once

#include "base/result.hpp"
#include "marketdata/bar_period.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// What a store holds of an instrument: its quotes, its trades, or bars of one length and side.
namespace trireme::marketdata {

enum class SeriesKind : std::uint8_t { quotes, trades, bars };
enum class BarSide : std::uint8_t { bid, ask, mid, trade };
// Where one trading day ends and the next begins.
enum class DayEnd : std::uint8_t { utc_midnight, new_york_close };

struct SeriesName {
    std::string symbol;
    SeriesKind kind = SeriesKind::quotes;
    // Of bars only.
    BarPeriod period{};
    BarSide side = BarSide::bid;
    DayEnd day_end = DayEnd::utc_midnight;

    bool operator==(const SeriesName&) const = default;
};

[[nodiscard]] std::string_view name_of(BarSide side);

// "quotes", "trades", "bars-1m-bid", "bars-1d-mid-ny": the folder below that of the symbol.
[[nodiscard]] std::string format_series(const SeriesName& name);
[[nodiscard]] Result<SeriesName> parse_series(std::string_view symbol, std::string_view series);

// Letters, digits, and ".", "_", "-" behind the first; at most 32 of them: what can be the name of a folder.
[[nodiscard]] Result<void> check_symbol(std::string_view symbol);

// The columns of a series, all of 64-bit integers: times in nanoseconds since 1970, prices and sizes in 1e-8.
// The first is "time", by which its rows are in order.
inline constexpr std::size_t columns_max = 8;
[[nodiscard]] std::span<const std::string_view> columns_of(SeriesKind kind);

struct QuoteColumn {
    static constexpr std::size_t time = 0, bid = 1, ask = 2, bid_size = 3, ask_size = 4, count = 5;
};
struct TradeColumn {
    // The side is that of the one who took: 1 bought, -1 sold, 0 not known.
    static constexpr std::size_t time = 0, price = 1, size = 2, side = 3, count = 4;
};
struct BarColumn {
    // Ticks is how many the bar was made of, 0 where it came as a bar.
    static constexpr std::size_t time = 0, open = 1, high = 2, low = 3, close = 4, volume = 5, ticks = 6, count = 7;
};

}  // namespace trireme::marketdata
