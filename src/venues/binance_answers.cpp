// Answers to requests: the depth of a book, and what is traded.

#include "base/in_quotes.hpp"
#include "venues/binance_fields.hpp"
#include "venues/binance_parser.hpp"

#include <functional>

namespace trireme::venues {
namespace {

Result<void> check_length(std::string_view text) {
    if (text.size() > binance_answer_bytes_max) {
        return fail(ErrorCode::no_space, "an answer of {} bytes", text.size());
    }
    return {};
}

template <class IsBetter>
Result<void> check_side(const std::vector<BinanceLevel>& levels, IsBetter is_better) {
    for (std::size_t at = 0; at < levels.size(); ++at) {
        if (levels[at].units == Units() || (at > 0 && !is_better(levels[at - 1].price, levels[at].price))) {
            return fail(ErrorCode::out_of_range, "a level of nothing, or out of order, at {}",
                        format(levels[at].price));
        }
    }
    return {};
}

auto text_into(JsonCursor& cursor, std::string& into) {
    return [&cursor, &into]() -> Result<void> {
        TRIREME_TRY_ASSIGN(into, cursor.read_string());
        return {};
    };
}

// One of a symbol's filters; which one it is may stand behind what it says.
struct Filter {
    std::string_view type;
    Price tick_size{};
    Units units_min{};
    Units units_max{};
    Units units_step{};
    Units notional_min{};
};

Result<void> read_filter(JsonCursor& cursor, BinanceSymbol& symbol) {
    Filter filter;
    TRIREME_TRY(read_members(
        cursor,
        JsonMember{"filterType", into_field(cursor, filter.type, [](JsonCursor& from) { return from.read_string(); })},
        JsonMember{"tickSize", into_field(cursor, filter.tick_size, read_binance_price_or_none), false},
        JsonMember{"minQty", into_field(cursor, filter.units_min, read_binance_units), false},
        JsonMember{"maxQty", into_field(cursor, filter.units_max, read_binance_units), false},
        JsonMember{"stepSize", into_field(cursor, filter.units_step, read_binance_units), false},
        JsonMember{"minNotional", into_field(cursor, filter.notional_min, read_binance_units), false}));
    if (filter.type == "PRICE_FILTER") {
        symbol.tick_size = filter.tick_size;
    } else if (filter.type == "LOT_SIZE") {
        if (filter.units_max < filter.units_min) {
            return fail(ErrorCode::out_of_range, "a least volume above the most");
        }
        symbol.units_min = filter.units_min;
        symbol.units_max = filter.units_max;
        symbol.units_step = filter.units_step;
    } else if (filter.type == "MIN_NOTIONAL" || filter.type == "NOTIONAL") {
        symbol.notional_min = filter.notional_min;
    }
    return {};
}

Result<void> read_symbol(JsonCursor& cursor, BinanceExchangeInfo& info) {
    BinanceSymbol symbol;
    std::string_view name;
    TRIREME_TRY(read_members(
        cursor, JsonMember{"symbol", into_field(cursor, name, [](JsonCursor& from) { return from.read_string(); })},
        JsonMember{"status", text_into(cursor, symbol.status)}, JsonMember{"baseAsset", text_into(cursor, symbol.base)},
        JsonMember{"quoteAsset", text_into(cursor, symbol.quote)},
        JsonMember{"filters", [&] { return cursor.read_array([&] { return read_filter(cursor, symbol); }); }}));
    const auto known = Symbol::from_text(name);
    if (!known || known->empty()) {
        ++info.unnameable;
        return {};
    }
    symbol.symbol = *known;
    info.symbols.push_back(std::move(symbol));
    return {};
}

}  // namespace

Result<BinanceDepthSnapshot> parse_binance_depth(std::string_view text) {
    TRIREME_TRY(check_length(text));
    JsonCursor cursor(text);
    BinanceDepthSnapshot snapshot;
    TRIREME_TRY(read_members(cursor,
                             JsonMember{"lastUpdateId", into_field(cursor, snapshot.last_id,
                                                                   [](JsonCursor& from) { return from.read_count(); })},
                             JsonMember{"bids", [&] { return read_binance_levels(cursor, snapshot.bids); }},
                             JsonMember{"asks", [&] { return read_binance_levels(cursor, snapshot.asks); }}));
    TRIREME_TRY(cursor.finish());
    TRIREME_TRY(check_side(snapshot.bids, std::greater<>()));
    TRIREME_TRY(check_side(snapshot.asks, std::less<>()));
    const bool has_both = !snapshot.bids.empty() && !snapshot.asks.empty();
    if (snapshot.last_id == 0 || snapshot.last_id == UINT64_MAX ||
        (has_both && snapshot.bids.front().price >= snapshot.asks.front().price)) {
        return fail(ErrorCode::out_of_range, "a book whose bid reaches its ask, or without a number");
    }
    return snapshot;
}

Result<BinanceExchangeInfo> parse_binance_exchange_info(std::string_view text) {
    TRIREME_TRY(check_length(text));
    JsonCursor cursor(text);
    BinanceExchangeInfo info;
    TRIREME_TRY(read_members(
        cursor, JsonMember{"symbols", [&] { return cursor.read_array([&] { return read_symbol(cursor, info); }); }}));
    TRIREME_TRY(cursor.finish());
    return info;
}

}  // namespace trireme::venues
