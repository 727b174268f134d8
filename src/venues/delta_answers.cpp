// Answers to Delta Exchange's requests.

#include "venues/delta_fields.hpp"
#include "venues/delta_parser.hpp"

#include <utility>

namespace trireme::venues {
namespace {

// {"success":true,"result":...}: `read` reads the result.
template <class Read>
Result<void> read_result(std::string_view text, Read read) {
    if (text.size() > delta_answer_bytes_max) {
        return fail(ErrorCode::no_space, "{} bytes, expected at most {}", text.size(), delta_answer_bytes_max);
    }
    JsonCursor cursor(text);
    bool is_done = false;
    TRIREME_TRY(read_members(
        cursor, JsonMember{"success", into_field(cursor, is_done, [](JsonCursor& from) { return from.read_bool(); })},
        JsonMember{"result", [&] { return read(cursor); }}));
    TRIREME_TRY(cursor.finish());
    return is_done ? Result<void>() : Result<void>(fail(ErrorCode::invalid_input, "a result without success"));
}

template <class T, class Read>
Result<std::vector<T>> read_list(std::string_view text, Read read) {
    std::vector<T> items;
    TRIREME_TRY(read_result(text, [&](JsonCursor& cursor) {
        return cursor.read_array([&]() -> Result<void> {
            if (items.size() == delta_items_max) {
                return fail(ErrorCode::no_space, "more than {} items", delta_items_max);
            }
            TRIREME_TRY_ASSIGN(T item, read(cursor));
            items.push_back(std::move(item));
            return {};
        });
    }));
    return items;
}

Result<DeltaOrder> read_order(JsonCursor& cursor) {
    DeltaOrder order;
    TRIREME_TRY(read_members(
        cursor, JsonMember{"id", into_field(cursor, order.id, read_delta_id)},
        JsonMember{"client_order_id", into_field(cursor, order.client_name, read_delta_client_name), false},
        JsonMember{"product_symbol", into_field(cursor, order.symbol, read_delta_symbol)},
        JsonMember{"side", into_field(cursor, order.side, read_delta_side)},
        JsonMember{"state", into_field(cursor, order.state, read_delta_state)},
        JsonMember{"size", into_field(cursor, order.contracts, read_delta_contracts)},
        JsonMember{"unfilled_size", into_field(cursor, order.unfilled, read_delta_contracts)},
        JsonMember{"limit_price", into_field(cursor, order.price, read_delta_price_or_none), false},
        JsonMember{"cancellation_reason", into_field(cursor, order.reason, read_delta_reason), false}));
    if (order.unfilled > order.contracts) {
        return fail(ErrorCode::out_of_range, "more is unfilled than was asked");
    }
    return order;
}

Result<DeltaFill> read_fill(JsonCursor& cursor) {
    DeltaFill fill;
    TRIREME_TRY(read_members(cursor, JsonMember{"id", into_field(cursor, fill.id, read_delta_fill_id)},
                             JsonMember{"order_id", into_field(cursor, fill.order, read_delta_id)},
                             JsonMember{"product_symbol", into_field(cursor, fill.symbol, read_delta_symbol)},
                             JsonMember{"size", into_field(cursor, fill.contracts, read_delta_contracts)},
                             JsonMember{"price", into_field(cursor, fill.price, read_delta_price)},
                             JsonMember{"created_at", into_field(cursor, fill.time, read_delta_time)}));
    if (fill.contracts == Units()) {
        return fail(ErrorCode::out_of_range, "a fill of nothing");
    }
    return fill;
}

Result<DeltaPosition> read_position(JsonCursor& cursor) {
    DeltaPosition position;
    const auto read_size = [](JsonCursor& from) -> Result<Units> {
        TRIREME_TRY_ASSIGN(const std::string_view text, read_delta_text(from));
        TRIREME_TRY_ASSIGN(const Units size, parse<Units>(text));
        return size <= units_max && size.value() >= -units_max.value()
                   ? Result<Units>(size)
                   : Result<Units>(fail(ErrorCode::out_of_range, "{} contracts are more than there can be", text));
    };
    TRIREME_TRY(read_members(cursor,
                             JsonMember{"product_symbol", into_field(cursor, position.symbol, read_delta_symbol)},
                             JsonMember{"size", into_field(cursor, position.contracts, read_size)}));
    return position;
}

}  // namespace

Result<DeltaProduct> parse_delta_product(std::string_view text) {
    DeltaProduct product;
    TRIREME_TRY(read_result(text, [&](JsonCursor& cursor) {
        return read_members(cursor, JsonMember{"id", into_field(cursor, product.id, read_delta_id)},
                            JsonMember{"symbol", into_field(cursor, product.symbol, read_delta_symbol)},
                            JsonMember{"tick_size", into_field(cursor, product.tick, read_delta_price)});
    }));
    return product;
}

Result<DeltaOrder> parse_delta_order(std::string_view text) {
    DeltaOrder order;
    TRIREME_TRY(read_result(text, [&](JsonCursor& cursor) -> Result<void> {
        TRIREME_TRY_ASSIGN(order, read_order(cursor));
        return {};
    }));
    return order;
}

Result<std::vector<DeltaOrder>> parse_delta_orders(std::string_view text) {
    return read_list<DeltaOrder>(text, read_order);
}
Result<std::vector<DeltaFill>> parse_delta_fills(std::string_view text) {
    return read_list<DeltaFill>(text, read_fill);
}
Result<std::vector<DeltaPosition>> parse_delta_positions(std::string_view text) {
    return read_list<DeltaPosition>(text, read_position);
}

Result<DeltaReason> parse_delta_error(std::string_view text) {
    if (text.size() > delta_answer_bytes_max) {
        return fail(ErrorCode::no_space, "{} bytes, expected at most {}", text.size(), delta_answer_bytes_max);
    }
    JsonCursor cursor(text);
    DeltaReason reason;
    const auto read_error = [&]() -> Result<void> {
        JsonCursor ahead = cursor;
        if (ahead.read_string()) {
            TRIREME_TRY_ASSIGN(reason, read_delta_reason(cursor));
            return {};
        }
        return read_members(cursor, JsonMember{"code", into_field(cursor, reason, read_delta_reason)});
    };
    TRIREME_TRY(read_members(cursor, JsonMember{"error", read_error}));
    TRIREME_TRY(cursor.finish());
    return reason;
}

}  // namespace trireme::venues
