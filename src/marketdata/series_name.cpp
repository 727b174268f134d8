#include "marketdata/series_name.hpp"

#include "base/in_quotes.hpp"

#include <algorithm>

namespace trireme::marketdata {
namespace {

constexpr std::array<std::string_view, QuoteColumn::count> quote_columns{"time", "bid", "ask", "bid_size", "ask_size"};
constexpr std::array<std::string_view, TradeColumn::count> trade_columns{"time", "price", "size", "side"};
constexpr std::array<std::string_view, BarColumn::count> bar_columns{"time",  "open",   "high", "low",
                                                                     "close", "volume", "ticks"};
constexpr std::array<std::string_view, 4> sides{"bid", "ask", "mid", "trade"};
constexpr std::string_view bars_prefix = "bars-";
constexpr std::string_view new_york_suffix = "-ny";
constexpr std::size_t symbol_bytes_max = 32;

bool is_letter_or_digit(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9');
}

std::unexpected<Error> no_series(std::string_view series) {
    return fail(ErrorCode::invalid_input,
                "{} is no series: quotes, trades, or bars-PERIOD-SIDE such as bars-1m-bid or, with days that end at "
                "17:00 in New York, bars-1d-mid-ny; sides are bid, ask, mid and trade",
                in_quotes(series));
}

}  // namespace

std::string_view name_of(BarSide side) { return sides[static_cast<std::size_t>(side)]; }

std::string format_series(const SeriesName& name) {
    switch (name.kind) {
        case SeriesKind::quotes: return "quotes";
        case SeriesKind::trades: return "trades";
        case SeriesKind::bars: break;
    }
    return fmt::format("{}{}-{}{}", bars_prefix, format_period(name.period), name_of(name.side),
                       name.day_end == DayEnd::new_york_close ? new_york_suffix : "");
}

Result<SeriesName> parse_series(std::string_view symbol, std::string_view series) {
    TRIREME_TRY(check_symbol(symbol));
    SeriesName name{.symbol = std::string(symbol)};
    if (series == "quotes") {
        return name;
    }
    if (series == "trades") {
        name.kind = SeriesKind::trades;
        return name;
    }
    if (!series.starts_with(bars_prefix)) {
        return no_series(series);
    }
    name.kind = SeriesKind::bars;
    std::string_view rest = series.substr(bars_prefix.size());
    if (rest.ends_with(new_york_suffix)) {
        name.day_end = DayEnd::new_york_close;
        rest.remove_suffix(new_york_suffix.size());
    }
    const std::size_t dash = rest.find('-');
    const auto side = std::ranges::find(sides, rest.substr(std::min(rest.size(), dash + 1)));
    if (dash == std::string_view::npos || side == sides.end()) {
        return no_series(series);
    }
    name.side = static_cast<BarSide>(side - sides.begin());
    TRIREME_TRY_ASSIGN(name.period, parse_period(rest.substr(0, dash)));
    return name;
}

Result<void> check_symbol(std::string_view symbol) {
    const bool is_allowed = !symbol.empty() && symbol.size() <= symbol_bytes_max &&
                            is_letter_or_digit(symbol.front()) && std::ranges::all_of(symbol, [](char character) {
                                return is_letter_or_digit(character) || std::string_view("._-").contains(character);
                            });
    if (!is_allowed) {
        return fail(ErrorCode::invalid_input,
                    "{} is no symbol that a store can hold: 1 to {} letters, digits, and behind the first also . _ -",
                    in_quotes(symbol), symbol_bytes_max);
    }
    return {};
}

std::span<const std::string_view> columns_of(SeriesKind kind) {
    switch (kind) {
        case SeriesKind::quotes: return quote_columns;
        case SeriesKind::trades: return trade_columns;
        case SeriesKind::bars: break;
    }
    return bar_columns;
}

}  // namespace trireme::marketdata
