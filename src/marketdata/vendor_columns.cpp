#include "base/in_quotes.hpp"
#include "marketdata/quote_columns.hpp"

#include <algorithm>
#include <string>

// Which columns the files of known sources have, which do not name them.
namespace trireme::marketdata {
namespace {

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char character) {
        return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
    });
    return lower;
}

}  // namespace

Result<QuoteColumns> columns_of_lean(std::size_t count, std::string_view name) {
    constexpr std::size_t of_tick = 3;
    constexpr std::size_t of_tick_with_sizes = 5;
    constexpr std::size_t of_share_tick = 8;
    constexpr std::size_t of_bar = 11;
    constexpr std::size_t of_trades = 6;
    const std::string words = lower_case(name);
    const bool are_trades = words.contains("trade");
    if (count == of_tick && are_trades) {
        return QuoteColumns{0, TickColumns{1, std::nullopt}, {.bid = 2}, true};
    }
    if (count == of_tick) {
        return QuoteColumns{0, TickColumns{1, 2}};
    }
    if (count == of_tick_with_sizes || count == of_share_tick) {
        return QuoteColumns{0, TickColumns{1, 3}, {.bid = 2, .ask = 4}};
    }
    if (count == of_bar) {
        return QuoteColumns{0, BarColumns{{1, 2, 3, 4}, BarColumns::Prices{6, 7, 8, 9}}, {.bid = 5, .ask = 10}};
    }
    if (count == of_trades && words.contains("tick")) {
        return QuoteColumns{0, TickColumns{1, std::nullopt}, {.bid = 2}, true};
    }
    if (count == of_trades) {
        return QuoteColumns{0, BarColumns{{1, 2, 3, 4}, std::nullopt}, {.bid = 5}, true};
    }
    return fail(
        ErrorCode::invalid_input,
        "a row of quotes in LEAN's layout has {} columns (time, bid, ask), {} or {} with sizes, or {} (time, then "
        "open, high, low, close and size of bid and of ask), one of trades has {}; this one has {}",
        of_tick, of_tick_with_sizes, of_share_tick, of_bar, of_trades, count);
}

Result<QuoteColumns> columns_of_histdata(std::size_t count) {
    constexpr std::size_t of_tick = 4;
    constexpr std::size_t of_bar = 6;
    if (count == of_tick) {
        return QuoteColumns{0, TickColumns{1, 2}};  // the volume is always 0
    }
    if (count == of_bar) {
        return QuoteColumns{0, BarColumns{{1, 2, 3, 4}, std::nullopt}, {.bid = 5}};
    }
    return fail(
        ErrorCode::invalid_input,
        "a row of HistData has {} columns (time, bid, ask, volume) or {} (time, open, high, low, close, volume), "
        "this one has {}",
        of_tick, of_bar, count);
}

Result<QuoteColumns> columns_of_binance_klines(const Row& row) {
    constexpr std::size_t least = 11;
    if (row.size() < least) {
        return fail(ErrorCode::invalid_input, "a row of Binance's klines has {} columns or 12, this one has {}", least,
                    row.size());
    }
    return QuoteColumns{0, BarColumns{{1, 2, 3, 4}, std::nullopt}, {.bid = 5}, true};
}

Result<QuoteColumns> columns_of_binance_trades(const Row& row) {
    const auto taker = std::ranges::find_if(row, [](std::string_view value) {
        const std::string word = lower_case(value);
        return word == "true" || word == "false" || word == "is_buyer_maker" || word == "isbuyermaker";
    });
    const auto column = static_cast<std::size_t>(taker - row.begin());
    constexpr std::size_t least = 4;
    if (taker == row.end() || column < least) {
        return fail(
            ErrorCode::invalid_input,
            "a row of Binance's trades has id, price, quantity, ..., time, and true or false for whether the buyer "
            "was the maker; this one does not");
    }
    return QuoteColumns{column - 1, TickColumns{1, std::nullopt}, {.bid = 2, .taker = column}, true};
}

}  // namespace trireme::marketdata
