// Answers to OANDA's requests.

#include "base/in_quotes.hpp"
#include "venues/oanda_fields.hpp"
#include "venues/oanda_parser.hpp"

#include <algorithm>

namespace trireme::venues {
namespace {

// `read` reads the one value that the text is.
template <class Read>
Result<void> read_whole(std::string_view text, Read read) {
    TRIREME_TRY(check_oanda_length(text, oanda_answer_bytes_max));
    JsonCursor cursor(text);
    TRIREME_TRY(read(cursor));
    return cursor.finish();
}

template <class T, class Read>
auto list_into(JsonCursor& cursor, std::vector<T>& into, Read read) {
    return [&cursor, &into, read] {
        return cursor.read_array([&]() -> Result<void> {
            if (into.size() == oanda_items_max) {
                return fail(ErrorCode::no_space, "more than {} items", oanda_items_max);
            }
            TRIREME_TRY_ASSIGN(T item, read(cursor));
            into.push_back(std::move(item));
            return {};
        });
    };
}

auto last_into(JsonCursor& cursor, OandaTransactionId& last) { return into_field(cursor, last, read_oanda_id); }

Result<OandaAccountId> read_account(JsonCursor& cursor) {
    OandaAccountId account;
    const auto read_id = [](JsonCursor& from) -> Result<OandaAccountId> {
        TRIREME_TRY_ASSIGN(const std::string_view text, from.read_string());
        const auto id = OandaAccountId::from_text(text);
        return id && !id->empty() ? Result<OandaAccountId>(*id) : Result<OandaAccountId>(from.wrong("an account's id"));
    };
    TRIREME_TRY(read_members(cursor, JsonMember{"id", into_field(cursor, account, read_id)}));
    return account;
}

Result<int> read_digits(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::uint64_t digits, cursor.read_count());
    if (digits > static_cast<std::uint64_t>(scale_digits_of<Price>)) {
        return fail(ErrorCode::out_of_range, "{} decimals, expected at most {}", digits, scale_digits_of<Price>);
    }
    return static_cast<int>(digits);
}

Result<OandaInstrument> read_instrument(JsonCursor& cursor) {
    OandaInstrument instrument;
    TRIREME_TRY(
        read_members(cursor, JsonMember{"name", into_field(cursor, instrument.name, read_oanda_symbol)},
                     JsonMember{"displayPrecision", into_field(cursor, instrument.price_digits, read_digits)},
                     JsonMember{"tradeUnitsPrecision", into_field(cursor, instrument.units_digits, read_digits)},
                     JsonMember{"minimumTradeSize", into_field(cursor, instrument.units_min, read_oanda_units)},
                     JsonMember{"maximumOrderUnits", into_field(cursor, instrument.units_max, read_oanda_units)}));
    if (instrument.units_min <= Units() || instrument.units_max < instrument.units_min) {
        return fail(ErrorCode::out_of_range, "{}: orders from {} to {} units", instrument.name.view(),
                    format(instrument.units_min), format(instrument.units_max));
    }
    return instrument;
}

Result<OandaOrderState> read_state(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view state, cursor.read_string());
    if (state == "PENDING") {
        return OandaOrderState::pending;
    }
    if (state == "FILLED") {
        return OandaOrderState::filled;
    }
    if (state == "TRIGGERED") {
        return OandaOrderState::triggered;
    }
    return state == "CANCELLED" ? Result<OandaOrderState>(OandaOrderState::cancelled)
                                : Result<OandaOrderState>(cursor.wrong("PENDING, FILLED, TRIGGERED or CANCELLED"));
}

Result<OandaOrder> read_order(JsonCursor& cursor) {
    OandaOrder order;
    TRIREME_TRY(read_members(
        cursor, JsonMember{"id", into_field(cursor, order.id, read_oanda_id)},
        JsonMember{"state", into_field(cursor, order.state, read_state)},
        JsonMember{"createTime", into_field(cursor, order.created, read_oanda_time)},
        JsonMember{"clientExtensions", into_field(cursor, order.client_name, read_oanda_extensions), false},
        JsonMember{"instrument", into_field(cursor, order.instrument, read_oanda_symbol), false},
        JsonMember{"units", into_field(cursor, order.units, read_oanda_units), false},
        JsonMember{"price", into_field(cursor, order.price, read_oanda_price), false},
        JsonMember{"fillingTransactionID", into_field(cursor, order.filling, read_oanda_id), false},
        JsonMember{"cancellingTransactionID", into_field(cursor, order.cancelling, read_oanda_id), false},
        JsonMember{"replacedByOrderID", into_field(cursor, order.replaced_by, read_oanda_id), false}));
    return order;
}

// Short positions are told as units below zero.
Result<OandaPosition> read_position(JsonCursor& cursor) {
    OandaPosition position;
    const auto units_of_side = [](JsonCursor& from) -> Result<Units> {
        Units units;
        TRIREME_TRY(read_members(from, JsonMember{"units", into_field(from, units, read_oanda_units)}));
        return units;
    };
    TRIREME_TRY(read_members(cursor,
                             JsonMember{"instrument", into_field(cursor, position.instrument, read_oanda_symbol)},
                             JsonMember{"long", into_field(cursor, position.bought, units_of_side)},
                             JsonMember{"short", into_field(cursor, position.sold, units_of_side)}));
    if (position.bought < Units() || position.sold > Units()) {
        return fail(ErrorCode::out_of_range, "{}: {} units long and {} short", position.instrument.view(),
                    format(position.bought), format(position.sold));
    }
    position.sold = Units(-position.sold.value());
    return position;
}

// In order of their ids, each once.
Result<void> put_in_order(std::vector<OandaTransaction>& transactions) {
    std::ranges::sort(transactions, {}, &OandaTransaction::id);
    if (std::ranges::adjacent_find(transactions, {}, &OandaTransaction::id) != transactions.end()) {
        return fail(ErrorCode::invalid_input, "two transactions of one id");
    }
    return {};
}

}  // namespace

Result<std::vector<OandaAccountId>> parse_oanda_accounts(std::string_view text) {
    std::vector<OandaAccountId> accounts;
    TRIREME_TRY(read_whole(text, [&](JsonCursor& cursor) {
        return read_members(cursor, JsonMember{"accounts", list_into(cursor, accounts, read_account)});
    }));
    return accounts;
}

Result<OandaInstruments> parse_oanda_instruments(std::string_view text) {
    OandaInstruments answer;
    TRIREME_TRY(read_whole(text, [&](JsonCursor& cursor) {
        return read_members(cursor, JsonMember{"instruments", list_into(cursor, answer.instruments, read_instrument)});
    }));
    answer.unnameable =
        std::erase_if(answer.instruments, [](const OandaInstrument& instrument) { return instrument.name.empty(); });
    return answer;
}

Result<OandaOrders> parse_oanda_orders(std::string_view text) {
    OandaOrders answer;
    TRIREME_TRY(read_whole(text, [&](JsonCursor& cursor) {
        return read_members(cursor, JsonMember{"orders", list_into(cursor, answer.orders, read_order)},
                            JsonMember{"lastTransactionID", last_into(cursor, answer.last_transaction)});
    }));
    return answer;
}

Result<OandaOrder> parse_oanda_order(std::string_view text) {
    OandaOrder order;
    TRIREME_TRY(read_whole(text, [&](JsonCursor& cursor) {
        return read_members(cursor, JsonMember{"order", into_field(cursor, order, read_order)});
    }));
    return order;
}

Result<std::vector<OandaPosition>> parse_oanda_positions(std::string_view text) {
    std::vector<OandaPosition> positions;
    TRIREME_TRY(read_whole(text, [&](JsonCursor& cursor) {
        return read_members(cursor, JsonMember{"positions", list_into(cursor, positions, read_position)});
    }));
    return positions;
}

Result<OandaTransactions> parse_oanda_transactions(std::string_view text) {
    OandaTransactions answer;
    TRIREME_TRY(read_whole(text, [&](JsonCursor& cursor) {
        return read_members(cursor,
                            JsonMember{"transactions", list_into(cursor, answer.transactions, read_oanda_transaction)},
                            JsonMember{"lastTransactionID", last_into(cursor, answer.last_transaction)});
    }));
    TRIREME_TRY(put_in_order(answer.transactions));
    if (!answer.transactions.empty() && answer.transactions.back().id > answer.last_transaction) {
        return fail(ErrorCode::out_of_range, "transaction {} after the last, {}", answer.transactions.back().id.value(),
                    answer.last_transaction.value());
    }
    return answer;
}

Result<OandaTransaction> parse_oanda_transaction(std::string_view text) {
    OandaTransaction transaction;
    TRIREME_TRY(read_whole(text, [&](JsonCursor& cursor) {
        return read_members(cursor, JsonMember{"transaction", into_field(cursor, transaction, read_oanda_transaction)});
    }));
    return transaction;
}

Result<OandaOrderAnswer> parse_oanda_order_answer(std::string_view text) {
    OandaOrderAnswer answer;
    TRIREME_TRY(read_whole(text, [&](JsonCursor& cursor) {
        const auto read_one = [&]() -> Result<void> {
            TRIREME_TRY_ASSIGN(const OandaTransaction transaction, read_oanda_transaction(cursor));
            answer.transactions.push_back(transaction);
            return {};
        };
        return read_members(cursor, JsonMember{"orderCreateTransaction", read_one, false},
                            JsonMember{"orderFillTransaction", read_one, false},
                            JsonMember{"orderCancelTransaction", read_one, false},
                            JsonMember{"orderReissueTransaction", read_one, false},
                            JsonMember{"orderReissueRejectTransaction", read_one, false},
                            JsonMember{"replacingOrderCancelTransaction", read_one, false},
                            JsonMember{"orderRejectTransaction", read_one, false},
                            JsonMember{"orderCancelRejectTransaction", read_one, false},
                            JsonMember{"lastTransactionID", last_into(cursor, answer.last_transaction), false},
                            JsonMember{"errorCode", into_field(cursor, answer.error, read_oanda_reason), false});
    }));
    TRIREME_TRY(put_in_order(answer.transactions));
    return answer;
}

}  // namespace trireme::venues
