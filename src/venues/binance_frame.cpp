// Frames of combined streams.

#include "base/in_quotes.hpp"
#include "venues/binance_fields.hpp"
#include "venues/binance_parser.hpp"

#include <algorithm>

namespace trireme::venues {
namespace {

// What a stream's name says: "btcusdt@depth@100ms" is depth of BTCUSDT.
struct StreamName {
    std::string_view symbol;
    std::string_view what;
};

StreamName split_name(std::string_view name) {
    const std::size_t at = name.find('@');
    return at == std::string_view::npos ? StreamName{"", name} : StreamName{name.substr(0, at), name.substr(at + 1)};
}

bool is_lower_case_of(std::string_view lower, std::string_view symbol) {
    return std::ranges::equal(lower, symbol, [](char small, char large) {
        return small == large || (large >= 'A' && large <= 'Z' && small == large - 'A' + 'a');
    });
}

Result<void> check_symbol(const StreamName& name, const Symbol& symbol) {
    if (!is_lower_case_of(name.symbol, symbol.view())) {
        return fail(ErrorCode::invalid_input, "the stream of {} brings {}", in_quotes(name.symbol), symbol.view());
    }
    return {};
}

// Where an event says what it is, it is what the stream's name says.
[[nodiscard]] auto event_is(JsonCursor& cursor, std::string_view expected) {
    return [&cursor, expected]() -> Result<void> {
        TRIREME_TRY_ASSIGN(const std::string_view event, cursor.read_string());
        return event == expected ? Result<void>() : Result<void>(cursor.wrong(expected));
    };
}

[[nodiscard]] auto count_into(JsonCursor& cursor, std::uint64_t& into) {
    return into_field(cursor, into, [](JsonCursor& from) { return from.read_count(); });
}

Result<void> read_book_ticker(JsonCursor& cursor, BinanceBookTicker& ticker) {
    ticker = {};
    TRIREME_TRY(read_members(cursor, JsonMember{"e", event_is(cursor, "bookTicker"), false},
                             JsonMember{"u", count_into(cursor, ticker.update_id)},
                             JsonMember{"s", into_field(cursor, ticker.symbol, read_binance_symbol)},
                             JsonMember{"b", into_field(cursor, ticker.bid, read_binance_price_or_none)},
                             JsonMember{"B", into_field(cursor, ticker.bid_units, read_binance_units)},
                             JsonMember{"a", into_field(cursor, ticker.ask, read_binance_price_or_none)},
                             JsonMember{"A", into_field(cursor, ticker.ask_units, read_binance_units)}));
    const bool bid_is_odd = (ticker.bid == Price()) != (ticker.bid_units == Units());
    const bool ask_is_odd = (ticker.ask == Price()) != (ticker.ask_units == Units());
    if (bid_is_odd || ask_is_odd || (ticker.ask != Price() && ticker.bid >= ticker.ask)) {
        return fail(ErrorCode::out_of_range, "a bid of {} and an ask of {} cannot be", format(ticker.bid),
                    format(ticker.ask));
    }
    return {};
}

Result<void> read_trade(JsonCursor& cursor, BinanceTrade& trade) {
    trade = {};
    TRIREME_TRY(read_members(
        cursor, JsonMember{"e", event_is(cursor, "trade")},
        JsonMember{"s", into_field(cursor, trade.symbol, read_binance_symbol)},
        JsonMember{"t", count_into(cursor, trade.id)},
        JsonMember{"p", into_field(cursor, trade.price, read_binance_price)},
        JsonMember{"q", into_field(cursor, trade.units, read_binance_units)},
        JsonMember{"T", into_field(cursor, trade.time, read_binance_time)},
        JsonMember{"m", into_field(cursor, trade.buyer_is_maker, [](JsonCursor& from) { return from.read_bool(); })}));
    if (trade.units == Units()) {
        return fail(ErrorCode::out_of_range, "a trade of nothing");
    }
    return {};
}

bool is_interval(std::string_view text) {
    constexpr std::string_view known[] = {"1s", "1m", "3m", "5m",  "15m", "30m", "1h", "2h",
                                          "4h", "6h", "8h", "12h", "1d",  "3d",  "1w", "1M"};
    return std::ranges::find(known, text) != std::end(known);
}

Result<void> read_bar(JsonCursor& cursor, BinanceKline& kline) {
    const auto read_interval = [](JsonCursor& from) -> Result<BinanceInterval> {
        TRIREME_TRY_ASSIGN(const std::string_view text, from.read_string());
        return is_interval(text) ? Result<BinanceInterval>(*BinanceInterval::from_text(text))
                                 : Result<BinanceInterval>(from.wrong("an interval"));
    };
    TRIREME_TRY(read_members(
        cursor, JsonMember{"t", into_field(cursor, kline.begin, read_binance_time)},
        JsonMember{"T", into_field(cursor, kline.end, read_binance_time)},
        JsonMember{"i", into_field(cursor, kline.interval, read_interval)},
        JsonMember{"o", into_field(cursor, kline.open, read_binance_price)},
        JsonMember{"h", into_field(cursor, kline.high, read_binance_price)},
        JsonMember{"l", into_field(cursor, kline.low, read_binance_price)},
        JsonMember{"c", into_field(cursor, kline.close, read_binance_price)},
        JsonMember{"v", into_field(cursor, kline.volume, read_binance_units)},
        JsonMember{"n", count_into(cursor, kline.trades)},
        JsonMember{"x", into_field(cursor, kline.is_closed, [](JsonCursor& from) { return from.read_bool(); })}));
    const auto [lowest, highest] = std::minmax(kline.open, kline.close);
    if (kline.low > lowest || kline.high < highest || kline.end <= kline.begin) {
        return fail(ErrorCode::out_of_range, "a bar that its own prices or times leave");
    }
    return {};
}

Result<void> read_kline(JsonCursor& cursor, BinanceKline& kline) {
    kline = {};
    return read_members(cursor, JsonMember{"e", event_is(cursor, "kline")},
                        JsonMember{"s", into_field(cursor, kline.symbol, read_binance_symbol)},
                        JsonMember{"k", [&] { return read_bar(cursor, kline); }});
}

Result<void> read_depth_update(JsonCursor& cursor, BinanceDepthUpdate& update) {
    std::uint64_t previous = 0;
    bool has_previous = false;
    const auto read_previous = [&]() -> Result<void> {
        has_previous = true;
        TRIREME_TRY_ASSIGN(previous, cursor.read_count());
        return {};
    };
    TRIREME_TRY(read_members(cursor, JsonMember{"e", event_is(cursor, "depthUpdate")},
                             JsonMember{"E", into_field(cursor, update.time, read_binance_time)},
                             JsonMember{"s", into_field(cursor, update.symbol, read_binance_symbol)},
                             JsonMember{"U", count_into(cursor, update.first_id)},
                             JsonMember{"u", count_into(cursor, update.last_id)},
                             JsonMember{"pu", read_previous, false},
                             JsonMember{"b", [&] { return read_binance_levels(cursor, update.bids); }},
                             JsonMember{"a", [&] { return read_binance_levels(cursor, update.asks); }}));
    update.previous_id = has_previous ? std::optional(previous) : std::nullopt;
    if (update.first_id > update.last_id || update.first_id == 0 || update.last_id == UINT64_MAX) {
        return fail(ErrorCode::out_of_range, "an update from {} to {}", update.first_id, update.last_id);
    }
    return {};
}

// What the event says that it is; empty where it says nothing.
Result<std::string_view> event_of(std::string_view data) {
    if (!data.starts_with('{')) {
        return std::string_view();
    }
    JsonCursor cursor(data);
    std::string_view event;
    TRIREME_TRY(read_members(cursor, JsonMember{"e",
                                                [&]() -> Result<void> {
                                                    TRIREME_TRY_ASSIGN(event, cursor.skip_value());
                                                    return {};
                                                },
                                                false}));
    return event;
}

Result<void> read_event(const StreamName& name, std::string_view data, BinanceFrame& frame) {
    JsonCursor cursor(data);
    if (name.what == "bookTicker" && !name.symbol.empty()) {
        frame.kind = BinanceKind::book_ticker;
        TRIREME_TRY(read_book_ticker(cursor, frame.book_ticker));
        return check_symbol(name, frame.book_ticker.symbol);
    }
    if (name.what == "trade") {
        frame.kind = BinanceKind::trade;
        TRIREME_TRY(read_trade(cursor, frame.trade));
        return check_symbol(name, frame.trade.symbol);
    }
    if (name.what.starts_with("kline_")) {
        frame.kind = BinanceKind::kline;
        TRIREME_TRY(read_kline(cursor, frame.kline));
        return check_symbol(name, frame.kline.symbol);
    }
    if (name.what == "depth" || name.what.starts_with("depth@")) {
        frame.kind = BinanceKind::depth_update;
        TRIREME_TRY(read_depth_update(cursor, frame.depth_update));
        return check_symbol(name, frame.depth_update.symbol);
    }
    TRIREME_TRY_ASSIGN(const std::string_view event, event_of(data));
    frame.kind = event == R"("serverShutdown")" ? BinanceKind::server_shutdown : BinanceKind::other;
    return {};
}

}  // namespace

Result<void> parse_binance_frame(std::string_view text, BinanceFrame& frame) {
    if (text.size() > binance_frame_bytes_max) {
        return fail(ErrorCode::no_space, "a frame of {} bytes", text.size());
    }
    JsonCursor cursor(text);
    std::string_view stream;
    std::string_view data;
    std::string_view error;
    std::string_view event;
    const auto text_into = [&](std::string_view& into) {
        return [&]() -> Result<void> {
            TRIREME_TRY_ASSIGN(into, cursor.skip_value());
            return {};
        };
    };
    TRIREME_TRY(read_members(
        cursor,
        JsonMember{"stream", into_field(cursor, stream, [](JsonCursor& from) { return from.read_string(); }), false},
        JsonMember{"data", text_into(data), false}, JsonMember{"error", text_into(error), false},
        JsonMember{"e", text_into(event), false}));
    TRIREME_TRY(cursor.finish());
    if (!stream.empty()) {
        if (data.empty()) {
            return fail(ErrorCode::invalid_input, "there is no `data`");
        }
        return read_event(split_name(stream), data, frame);
    }
    frame.kind = BinanceKind::reply;
    if (!error.empty()) {
        frame.kind = BinanceKind::error;
    } else if (!event.empty()) {
        frame.kind = event == R"("serverShutdown")" ? BinanceKind::server_shutdown : BinanceKind::other;
    } else if (!data.empty()) {
        return fail(ErrorCode::invalid_input, "there is no `stream`");
    }
    return {};
}

}  // namespace trireme::venues
