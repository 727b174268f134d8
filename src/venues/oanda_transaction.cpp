// Transactions: of some thirty types, those that change an order are read and the others only counted as having been.

#include "base/in_quotes.hpp"
#include "model/bounds.hpp"
#include "venues/oanda_fields.hpp"
#include "venues/oanda_parser.hpp"

#include <optional>

namespace trireme::venues {
namespace {

OandaTransactionKind kind_of(std::string_view type) {
    if (type == "MARKET_ORDER" || type == "LIMIT_ORDER") {
        return OandaTransactionKind::order_created;
    }
    if (type == "MARKET_ORDER_REJECT" || type == "LIMIT_ORDER_REJECT") {
        return OandaTransactionKind::order_rejected;
    }
    if (type == "ORDER_FILL") {
        return OandaTransactionKind::filled;
    }
    if (type == "ORDER_CANCEL") {
        return OandaTransactionKind::cancelled;
    }
    return type == "ORDER_CANCEL_REJECT" ? OandaTransactionKind::cancel_rejected : OandaTransactionKind::other;
}

bool is_rejection(OandaTransactionKind kind) {
    return kind == OandaTransactionKind::order_rejected || kind == OandaTransactionKind::cancel_rejected;
}

// The trades that a fill opened, reduced or closed, which name the prices at which it was done.
struct Parts {
    Int128 units = 0;
    Int128 amount = 0;  // units x price
    bool have_prices = true;
};

Result<void> read_part(JsonCursor& cursor, Parts& parts) {
    Units units;
    Price price;
    TRIREME_TRY(read_members(cursor, JsonMember{"units", into_field(cursor, units, read_oanda_units)},
                             JsonMember{"price", into_field(cursor, price, read_oanda_price), false}));
    const auto amount = checked_multiply<Int128>(units.value(), price.value());
    const auto sum = amount ? checked_add(parts.amount, *amount) : std::nullopt;
    const auto units_sum = checked_add(parts.units, units.value());
    if (!sum || !units_sum) {
        return fail(ErrorCode::out_of_range, "a fill of {} units at {} is more than can be", format(units),
                    format(price));
    }
    parts.amount = *sum;
    parts.units = *units_sum;
    parts.have_prices = parts.have_prices && price != Price();
    return {};
}

// As they stand in the text. Which of them mean something, the type says.
struct Members {
    std::string_view type{};
    OandaTransactionId order{};
    OandaTransactionId replaces{};
    OandaTransactionId intended_replaces{};
    LpOrderName client_order{};
    LpOrderName extensions{};
    std::optional<Units> units{};
    OandaReason reason{};
    OandaReason reject_reason{};
    Parts parts{};
};

// The trades' prices are the exact ones. `price` is deprecated; texts of old have only that.
Result<Price> price_of_fill(const OandaTransaction& fill, const Parts& parts) {
    if (parts.have_prices && parts.units == fill.units.value()) {
        return Price(static_cast<std::int64_t>(divide_half_even(parts.amount < 0 ? -parts.amount : parts.amount,
                                                                parts.units < 0 ? -parts.units : parts.units)));
    }
    if (fill.price == Price()) {
        return fail(ErrorCode::invalid_input, "a fill without a price");
    }
    return fill.price;
}

Result<void> complete(const Members& members, OandaTransaction& transaction) {
    const OandaTransactionKind kind = transaction.kind;
    const bool is_of_new_order =
        kind == OandaTransactionKind::order_created || kind == OandaTransactionKind::order_rejected;
    transaction.order = is_of_new_order ? transaction.id : members.order;
    transaction.client_name = is_of_new_order ? members.extensions : members.client_order;
    transaction.reason = is_rejection(kind) ? members.reject_reason : members.reason;
    transaction.replaces = kind == OandaTransactionKind::order_rejected ? members.intended_replaces : members.replaces;
    const bool needs_units = kind == OandaTransactionKind::order_created || kind == OandaTransactionKind::filled;
    if (needs_units && (!members.units || *members.units == Units())) {
        return fail(ErrorCode::invalid_input, "{} without units", members.type);
    }
    transaction.units = members.units.value_or(Units());
    // What is refused may name an order that is not there, or none.
    if (transaction.order == OandaTransactionId() && !is_rejection(kind)) {
        return fail(ErrorCode::invalid_input, "there is no `orderID`");
    }
    if (kind == OandaTransactionKind::filled) {
        TRIREME_TRY_ASSIGN(transaction.price, price_of_fill(transaction, members.parts));
    }
    return {};
}

}  // namespace

Result<OandaTransaction> read_oanda_transaction(JsonCursor& cursor) {
    JsonCursor ahead = cursor;
    OandaTransaction transaction;
    Members members;
    TRIREME_TRY(read_members(
        ahead, JsonMember{"type", into_field(ahead, members.type, [](JsonCursor& from) { return from.read_string(); })},
        JsonMember{"id", into_field(ahead, transaction.id, read_oanda_id)},
        JsonMember{"time", into_field(ahead, transaction.time, read_oanda_time)}));
    transaction.kind = kind_of(members.type);
    if (transaction.kind == OandaTransactionKind::other) {
        cursor = ahead;
        return transaction;
    }
    // What was refused may have been refused for its numbers.
    const bool has_numbers = !is_rejection(transaction.kind);
    const auto read_number = [&](auto& into, auto read) {
        return [&cursor, &into, read, has_numbers]() -> Result<void> {
            if (has_numbers) {
                TRIREME_TRY_ASSIGN(into, read(cursor));
            } else {
                TRIREME_TRY(cursor.skip_value());
            }
            return {};
        };
    };
    const auto read_part_of = [&] { return read_part(cursor, members.parts); };
    TRIREME_TRY(read_members(
        cursor, JsonMember{"orderID", into_field(cursor, members.order, read_oanda_id), false},
        JsonMember{"clientOrderID", into_field(cursor, members.client_order, read_oanda_client_name), false},
        JsonMember{"clientExtensions", into_field(cursor, members.extensions, read_oanda_extensions), false},
        JsonMember{"instrument", into_field(cursor, transaction.instrument, read_oanda_symbol), false},
        JsonMember{"units", read_number(members.units, read_oanda_units), false},
        JsonMember{"price", read_number(transaction.price, read_oanda_price), false},
        JsonMember{"reason", into_field(cursor, members.reason, read_oanda_reason), false},
        JsonMember{"rejectReason", into_field(cursor, members.reject_reason, read_oanda_reason), false},
        JsonMember{"replacesOrderID", into_field(cursor, members.replaces, read_oanda_id), false},
        JsonMember{"intendedReplacesOrderID", into_field(cursor, members.intended_replaces, read_oanda_id), false},
        JsonMember{"replacedByOrderID", into_field(cursor, transaction.replaced_by, read_oanda_id), false},
        JsonMember{"tradeOpened", read_part_of, false}, JsonMember{"tradeReduced", read_part_of, false},
        JsonMember{"tradesClosed", [&] { return cursor.read_array(read_part_of); }, false}));
    TRIREME_TRY(complete(members, transaction));
    return transaction;
}

}  // namespace trireme::venues
