// Lines of OANDA's two streams.

#include "venues/oanda_fields.hpp"
#include "venues/oanda_parser.hpp"

#include <algorithm>
#include <functional>

namespace trireme::venues {
namespace {

Result<void> read_levels(JsonCursor& cursor, std::vector<OandaLevel>& levels) {
    return cursor.read_array([&]() -> Result<void> {
        if (levels.size() == oanda_levels_max) {
            return fail(ErrorCode::no_space, "more than {} levels", oanda_levels_max);
        }
        OandaLevel level;
        std::uint64_t liquidity = 0;
        TRIREME_TRY(read_members(cursor, JsonMember{"price", into_field(cursor, level.price, read_oanda_price)},
                                 JsonMember{"liquidity", into_field(cursor, liquidity, [](JsonCursor& from) {
                                                return from.read_count();
                                            })}));
        level.units = Units(Int128{liquidity} * power_of_ten(scale_digits_of<Units>));
        levels.push_back(level);
        return {};
    });
}

// The definition has `status` and, newer, `tradeable`; what either refuses cannot be traded.
Result<bool> read_status(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view status, cursor.read_string());
    if (status != "tradeable" && status != "non-tradeable" && status != "invalid") {
        return cursor.wrong("tradeable, non-tradeable or invalid");
    }
    return status == "tradeable";
}

Result<void> check_sides(const OandaPrice& price) {
    const auto falls = [](const OandaLevel& better, const OandaLevel& worse) { return better.price <= worse.price; };
    const auto rises = [](const OandaLevel& better, const OandaLevel& worse) { return better.price >= worse.price; };
    const bool is_crossed =
        !price.bids.empty() && !price.asks.empty() && price.bids.front().price >= price.asks.front().price;
    if (is_crossed || std::ranges::adjacent_find(price.bids, falls) != price.bids.end() ||
        std::ranges::adjacent_find(price.asks, rises) != price.asks.end()) {
        return fail(ErrorCode::out_of_range, "{}: levels out of order, or a bid that reaches the ask",
                    price.instrument.view());
    }
    return {};
}

Result<void> read_price(JsonCursor& cursor, OandaPrice& price) {
    bool status = true;
    bool flag = true;
    TRIREME_TRY(read_members(
        cursor, JsonMember{"instrument", into_field(cursor, price.instrument, read_oanda_symbol)},
        JsonMember{"time", into_field(cursor, price.time, read_oanda_time)},
        JsonMember{"status", into_field(cursor, status, read_status), false},
        JsonMember{"tradeable", into_field(cursor, flag, [](JsonCursor& from) { return from.read_bool(); }), false},
        JsonMember{"bids", [&] { return read_levels(cursor, price.bids); }},
        JsonMember{"asks", [&] { return read_levels(cursor, price.asks); }}));
    price.is_tradeable = status && flag;
    return check_sides(price);
}

Result<void> read_heartbeat(JsonCursor& cursor, OandaLine& line) {
    return read_members(
        cursor, JsonMember{"time", into_field(cursor, line.time, read_oanda_time)},
        JsonMember{"lastTransactionID", into_field(cursor, line.last_transaction, read_oanda_id), false});
}

}  // namespace

Result<OandaLine> parse_oanda_line(std::string_view text) {
    TRIREME_TRY(check_oanda_length(text, oanda_line_bytes_max));
    JsonCursor ahead(text);
    std::string_view type;
    TRIREME_TRY(read_members(
        ahead, JsonMember{"type", into_field(ahead, type, [](JsonCursor& from) { return from.read_string(); })}));
    TRIREME_TRY(ahead.finish());
    JsonCursor cursor(text);
    OandaLine line;
    if (type == "PRICE") {
        line.kind = OandaLineKind::price;
        TRIREME_TRY(read_price(cursor, line.price));
    } else if (type == "HEARTBEAT") {
        TRIREME_TRY(read_heartbeat(cursor, line));
    } else {
        line.kind = OandaLineKind::transaction;
        TRIREME_TRY_ASSIGN(line.transaction, read_oanda_transaction(cursor));
    }
    return line;
}

}  // namespace trireme::venues
