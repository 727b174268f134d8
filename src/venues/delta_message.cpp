// Messages of Delta Exchange's WebSocket.

#include "venues/delta_fields.hpp"
#include "venues/delta_parser.hpp"

#include <algorithm>

namespace trireme::venues {
namespace {

Result<void> read_level(JsonCursor& cursor, std::vector<DeltaLevel>& levels) {
    if (levels.size() == delta_levels_max) {
        return fail(ErrorCode::no_space, "more than {} levels", delta_levels_max);
    }
    DeltaLevel level;
    int values = 0;
    TRIREME_TRY(cursor.read_array([&]() -> Result<void> {
        JsonCursor again = cursor;
        TRIREME_TRY_ASSIGN(const std::string_view text, read_delta_text(again));
        const auto kept = DeltaNumberText::from_text(text);
        if (!kept || ++values > 2) {
            return cursor.wrong("a price and a size");
        }
        if (values == 1) {
            level.price_text = *kept;
            TRIREME_TRY_ASSIGN(level.price, read_delta_price(cursor));
        } else {
            level.contracts_text = *kept;
            TRIREME_TRY_ASSIGN(level.contracts, read_delta_contracts(cursor));
        }
        return {};
    }));
    if (values != 2) {
        return cursor.wrong("a price and a size");
    }
    levels.push_back(level);
    return {};
}

Result<void> read_ticker(JsonCursor& cursor, DeltaTicker& ticker) {
    const auto read_quotes = [&] {
        return read_members(cursor, JsonMember{"best_bid", into_field(cursor, ticker.bid, read_delta_price_or_none)},
                            JsonMember{"best_ask", into_field(cursor, ticker.ask, read_delta_price_or_none)},
                            JsonMember{"bid_size", into_field(cursor, ticker.bid_contracts, read_delta_contracts)},
                            JsonMember{"ask_size", into_field(cursor, ticker.ask_contracts, read_delta_contracts)});
    };
    TRIREME_TRY(read_members(cursor, JsonMember{"symbol", into_field(cursor, ticker.symbol, read_delta_symbol)},
                             JsonMember{"timestamp", into_field(cursor, ticker.time, read_delta_time)},
                             JsonMember{"quotes", read_quotes}));
    if (ticker.bid != Price() && ticker.ask != Price() && ticker.bid >= ticker.ask) {
        return fail(ErrorCode::out_of_range, "a bid of {} and an ask of {} cannot be", format(ticker.bid),
                    format(ticker.ask));
    }
    return {};
}

Result<void> read_book(JsonCursor& cursor, DeltaMessage& message) {
    DeltaBookUpdate& update = message.book_update;
    JsonCursor ahead = cursor;
    std::string_view action;
    TRIREME_TRY(read_members(
        ahead, JsonMember{"action", into_field(ahead, action, [](JsonCursor& from) { return from.read_string(); })},
        JsonMember{"symbol", into_field(ahead, message.symbol, read_delta_symbol)}));
    if (action == "error") {
        message.kind = DeltaKind::book_error;
        return {};
    }
    if (action != "snapshot" && action != "update") {
        return fail(ErrorCode::invalid_input, "an action that is no snapshot, update or error");
    }
    message.kind = DeltaKind::book_update;
    update.is_snapshot = action == "snapshot";
    update.symbol = message.symbol;
    std::uint64_t checksum = 0;
    const auto levels_into = [&](std::vector<DeltaLevel>& levels) {
        return [&] { return cursor.read_array([&] { return read_level(cursor, levels); }); };
    };
    const auto count = [](JsonCursor& from) { return from.read_count(); };
    TRIREME_TRY(read_members(cursor, JsonMember{"timestamp", into_field(cursor, update.time, read_delta_time)},
                             JsonMember{"sequence_no", into_field(cursor, update.sequence, count)},
                             JsonMember{"cs", into_field(cursor, checksum, count)},
                             JsonMember{"bids", levels_into(update.bids)},
                             JsonMember{"asks", levels_into(update.asks)}));
    if (checksum > UINT32_MAX || update.sequence == UINT64_MAX) {
        return fail(ErrorCode::out_of_range, "a checksum of more than 32 bits, or a last sequence number");
    }
    update.checksum = static_cast<std::uint32_t>(checksum);
    return {};
}

Result<void> read_order(JsonCursor& cursor, DeltaMessage& message) {
    DeltaOrder& order = message.order;
    message.kind = DeltaKind::order;
    TRIREME_TRY(read_members(
        cursor, JsonMember{"order_id", into_field(cursor, order.id, read_delta_id)},
        JsonMember{"client_order_id", into_field(cursor, order.client_name, read_delta_client_name), false},
        JsonMember{"symbol", into_field(cursor, order.symbol, read_delta_symbol)},
        JsonMember{"side", into_field(cursor, order.side, read_delta_side)},
        JsonMember{"state", into_field(cursor, order.state, read_delta_state)},
        JsonMember{"size", into_field(cursor, order.contracts, read_delta_contracts)},
        JsonMember{"unfilled_size", into_field(cursor, order.unfilled, read_delta_contracts)},
        JsonMember{"limit_price", into_field(cursor, order.price, read_delta_price_or_none), false},
        JsonMember{"cancellation_reason", into_field(cursor, order.reason, read_delta_reason), false}));
    if (order.unfilled > order.contracts) {
        return fail(ErrorCode::out_of_range, "more is unfilled than was asked");
    }
    return {};
}

Result<void> read_fill(JsonCursor& cursor, DeltaFill& fill) {
    TRIREME_TRY(read_members(
        cursor, JsonMember{"f", into_field(cursor, fill.id, read_delta_fill_id)},
        JsonMember{"o", into_field(cursor, fill.order, read_delta_id)},
        JsonMember{"sy", into_field(cursor, fill.symbol, read_delta_symbol)},
        JsonMember{"s", into_field(cursor, fill.contracts, read_delta_contracts)},
        JsonMember{"p", into_field(cursor, fill.price, read_delta_price)},
        JsonMember{"t", into_field(cursor, fill.time, read_delta_time)},
        JsonMember{"se", into_field(cursor, fill.sequence, [](JsonCursor& from) { return from.read_count(); })}));
    if (fill.contracts == Units()) {
        return fail(ErrorCode::out_of_range, "a fill of nothing");
    }
    return {};
}

}  // namespace

Result<DeltaMessage> parse_delta_message(std::string_view text) {
    if (text.size() > delta_message_bytes_max) {
        return fail(ErrorCode::no_space, "{} bytes, expected at most {}", text.size(), delta_message_bytes_max);
    }
    JsonCursor ahead(text);
    std::string_view type;
    std::string_view action;
    bool is_done = false;
    TRIREME_TRY(read_members(
        ahead, JsonMember{"type", into_field(ahead, type, [](JsonCursor& from) { return from.read_string(); })},
        JsonMember{"action", into_field(ahead, action, [](JsonCursor& from) { return from.read_string(); }), false},
        JsonMember{"success", into_field(ahead, is_done, [](JsonCursor& from) { return from.read_bool(); }), false}));
    TRIREME_TRY(ahead.finish());
    JsonCursor cursor(text);
    DeltaMessage message;
    if (type == "v2/ticker") {
        message.kind = DeltaKind::ticker;
        TRIREME_TRY(read_ticker(cursor, message.ticker));
    } else if (type == "l2_updates") {
        TRIREME_TRY(read_book(cursor, message));
    } else if (type == "orders" && action != "snapshot") {
        TRIREME_TRY(read_order(cursor, message));
    } else if (type == "v2/user_trades") {
        message.kind = DeltaKind::fill;
        TRIREME_TRY(read_fill(cursor, message.fill));
    } else if (type == "key-auth") {
        message.kind = is_done ? DeltaKind::authenticated : DeltaKind::refused;
    } else if (type == "subscriptions") {
        message.kind = DeltaKind::subscribed;
    } else if (type == "heartbeat") {
        message.kind = DeltaKind::heartbeat;
    }
    return message;
}

}  // namespace trireme::venues
