#include "base/in_quotes.hpp"
#include "venues/binance_fields.hpp"
#include "venues/binance_order_messages.hpp"

namespace trireme::venues {
namespace {

auto read_count = [](JsonCursor& from) { return from.read_count(); };

Result<std::string> read_text(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.read_string());
    return std::string(text);
}

// "-2013": the codes of failures are below zero, and so is the id of a trade that there is not.
Result<std::int64_t> read_signed(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.skip_value());
    TRIREME_TRY_ASSIGN(const std::int64_t value, parse_decimal(text, 0));
    return value;
}

Result<LpOrderName> read_name(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.read_string());
    const auto name = LpOrderName::from_text(text);
    return name ? Result<LpOrderName>(*name) : Result<LpOrderName>(cursor.wrong("a client order id"));
}

// https://github.com/binance/binance-spot-api-docs/blob/master/enums.md, "Order status".
Result<OrderStatus> read_status(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.read_string());
    if (text == "NEW" || text == "PENDING_NEW" || text == "PENDING_CANCEL") {
        return OrderStatus::accepted;
    }
    if (text == "PARTIALLY_FILLED") {
        return OrderStatus::partially_filled;
    }
    if (text == "FILLED") {
        return OrderStatus::filled;
    }
    if (text == "CANCELED") {
        return OrderStatus::cancelled;
    }
    if (text == "REJECTED") {
        return OrderStatus::rejected;
    }
    if (text == "EXPIRED" || text == "EXPIRED_IN_MATCH") {
        return OrderStatus::expired;
    }
    return cursor.wrong("an order's status");
}

Result<void> check_state(const BinanceOrderState& state) {
    const bool is_filled = state.status == OrderStatus::filled;
    if (state.ordered == Units() || state.executed > state.ordered || (is_filled && state.executed != state.ordered)) {
        return fail(ErrorCode::out_of_range, "an order of {} units of which {} were executed cannot be",
                    format(state.ordered), format(state.executed));
    }
    for (const BinanceFill& fill : state.fills) {
        if (fill.units == Units() || fill.units > state.executed) {
            return fail(ErrorCode::out_of_range, "a fill of {} units in an order of which {} were executed",
                        format(fill.units), format(state.executed));
        }
    }
    return {};
}

Result<BinanceFill> read_fill(JsonCursor& cursor, std::string_view id_name) {
    BinanceFill fill;
    TRIREME_TRY(read_members(cursor, JsonMember{id_name, into_field(cursor, fill.trade_id, read_count)},
                             JsonMember{"price", into_field(cursor, fill.price, read_binance_price)},
                             JsonMember{"qty", into_field(cursor, fill.units, read_binance_units)}));
    return fill;
}

template <class Read, class T>
Result<void> read_list(JsonCursor& cursor, std::vector<T>& list, Read read) {
    return cursor.read_array([&]() -> Result<void> {
        TRIREME_TRY_ASSIGN(T each, read(cursor));
        list.push_back(std::move(each));
        return {};
    });
}

Result<BinanceOrderState> read_order(JsonCursor& cursor) {
    BinanceOrderState state;
    LpOrderName original;
    const auto read_fills = [&] {
        return read_list(cursor, state.fills, [](JsonCursor& from) { return read_fill(from, "tradeId"); });
    };
    TRIREME_TRY(read_members(cursor, JsonMember{"symbol", into_field(cursor, state.symbol, read_binance_symbol)},
                             JsonMember{"orderId", into_field(cursor, state.order_id, read_count)},
                             JsonMember{"clientOrderId", into_field(cursor, state.name, read_name)},
                             JsonMember{"origClientOrderId", into_field(cursor, original, read_name), false},
                             JsonMember{"status", into_field(cursor, state.status, read_status)},
                             JsonMember{"origQty", into_field(cursor, state.ordered, read_binance_units)},
                             JsonMember{"executedQty", into_field(cursor, state.executed, read_binance_units)},
                             JsonMember{"transactTime", into_field(cursor, state.time, read_binance_time), false},
                             JsonMember{"updateTime", into_field(cursor, state.time, read_binance_time), false},
                             JsonMember{"fills", read_fills, false}));
    if (!original.empty()) {
        state.name = original;
    }
    TRIREME_TRY(check_state(state));
    return state;
}

Result<BinanceOrderState> read_execution_report(JsonCursor& cursor) {
    BinanceOrderState state;
    LpOrderName original;
    std::int64_t trade_id = -1;
    Price price{};
    Units units{};
    TRIREME_TRY(read_members(cursor, JsonMember{"s", into_field(cursor, state.symbol, read_binance_symbol)},
                             JsonMember{"c", into_field(cursor, state.name, read_name)},
                             JsonMember{"C", into_field(cursor, original, read_name)},
                             JsonMember{"x", into_field(cursor, state.execution_type, read_text)},
                             JsonMember{"X", into_field(cursor, state.status, read_status)},
                             JsonMember{"i", into_field(cursor, state.order_id, read_count)},
                             JsonMember{"q", into_field(cursor, state.ordered, read_binance_units)},
                             JsonMember{"z", into_field(cursor, state.executed, read_binance_units)},
                             JsonMember{"l", into_field(cursor, units, read_binance_units)},
                             JsonMember{"L", into_field(cursor, price, read_binance_price_or_none)},
                             JsonMember{"t", into_field(cursor, trade_id, read_signed)},
                             JsonMember{"T", into_field(cursor, state.time, read_binance_time)}));
    if (!original.empty()) {
        state.name = original;  // a cancellation has an id of its own, and says here what it was about
    }
    if (state.execution_type == "TRADE") {
        if (trade_id < 0 || price == Price()) {
            return fail(ErrorCode::out_of_range, "a trade without an id or a price");
        }
        state.fills.push_back({static_cast<std::uint64_t>(trade_id), price, units});
    }
    TRIREME_TRY(check_state(state));
    return state;
}

// One value that is all of the text.
template <class Read>
auto parse_whole(std::string_view text, Read read) -> decltype(read(std::declval<JsonCursor&>())) {
    JsonCursor cursor(text);
    TRIREME_TRY_ASSIGN(auto value, read(cursor));
    TRIREME_TRY(cursor.finish());
    return value;
}

}  // namespace

Result<BinanceOrderState> parse_binance_order(std::string_view text) { return parse_whole(text, read_order); }

Result<std::vector<BinanceOrderState>> parse_binance_orders(std::string_view text) {
    return parse_whole(text, [](JsonCursor& cursor) -> Result<std::vector<BinanceOrderState>> {
        std::vector<BinanceOrderState> states;
        TRIREME_TRY(read_list(cursor, states, read_order));
        return states;
    });
}

Result<std::vector<BinanceFill>> parse_binance_trades(std::string_view text) {
    return parse_whole(text, [](JsonCursor& cursor) -> Result<std::vector<BinanceFill>> {
        std::vector<BinanceFill> fills;
        TRIREME_TRY(read_list(cursor, fills, [](JsonCursor& from) { return read_fill(from, "id"); }));
        return fills;
    });
}

Result<std::vector<BinanceBalance>> parse_binance_balances(std::string_view text) {
    const auto read_balance = [](JsonCursor& cursor) -> Result<BinanceBalance> {
        BinanceBalance balance;
        TRIREME_TRY(read_members(cursor, JsonMember{"asset", into_field(cursor, balance.asset, read_text)},
                                 JsonMember{"free", into_field(cursor, balance.free, read_binance_units)},
                                 JsonMember{"locked", into_field(cursor, balance.locked, read_binance_units)}));
        return balance;
    };
    return parse_whole(text, [&](JsonCursor& cursor) -> Result<std::vector<BinanceBalance>> {
        std::vector<BinanceBalance> balances;
        TRIREME_TRY(
            read_members(cursor, JsonMember{"balances", [&] { return read_list(cursor, balances, read_balance); }}));
        return balances;
    });
}

Result<BinanceFailure> parse_binance_failure(std::string_view text) {
    return parse_whole(text, [](JsonCursor& cursor) -> Result<BinanceFailure> {
        BinanceFailure failure;
        TRIREME_TRY(read_members(cursor, JsonMember{"code", into_field(cursor, failure.code, read_signed)},
                                 JsonMember{"msg", into_field(cursor, failure.message, read_text)}));
        return failure;
    });
}

Result<Timestamp> parse_binance_server_time(std::string_view text) {
    return parse_whole(text, [](JsonCursor& cursor) -> Result<Timestamp> {
        Timestamp time;
        TRIREME_TRY(read_members(cursor, JsonMember{"serverTime", into_field(cursor, time, read_binance_time)}));
        return time;
    });
}

Result<std::string> parse_binance_listen_key(std::string_view text) {
    return parse_whole(text, [](JsonCursor& cursor) -> Result<std::string> {
        std::string key;
        TRIREME_TRY(read_members(cursor, JsonMember{"listenKey", into_field(cursor, key, read_text)}));
        return key;
    });
}

Result<std::optional<BinanceOrderState>> parse_binance_user_frame(std::string_view text) {
    JsonCursor cursor(text);
    std::string event;
    std::string_view wrapped;
    TRIREME_TRY(read_members(cursor, JsonMember{"e", into_field(cursor, event, read_text), false},
                             JsonMember{"event",
                                        [&]() -> Result<void> {
                                            TRIREME_TRY_ASSIGN(wrapped, cursor.skip_value());
                                            return {};
                                        },
                                        false}));
    TRIREME_TRY(cursor.finish());
    if (!wrapped.empty()) {
        // As the WebSocket API's subscription sends the same events.
        return wrapped.starts_with('{') ? parse_binance_user_frame(wrapped)
                                        : Result<std::optional<BinanceOrderState>>(std::nullopt);
    }
    if (event != "executionReport") {
        return std::nullopt;
    }
    TRIREME_TRY_ASSIGN(auto state, parse_whole(text, read_execution_report));
    return state;
}

}  // namespace trireme::venues
