#include "venues/oanda_fields.hpp"

#include "base/in_quotes.hpp"
#include "model/bounds.hpp"

#include <charconv>

namespace trireme::venues {

Result<void> check_oanda_length(std::string_view text, std::size_t bytes_max) {
    if (text.size() > bytes_max) {
        return fail(ErrorCode::no_space, "{} bytes, expected at most {}", text.size(), bytes_max);
    }
    return {};
}

Result<Timestamp> read_oanda_time(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.read_string());
    return parse_timestamp(text);
}

Result<OandaTransactionId> read_oanda_id(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.read_string());
    std::uint64_t id = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (failure != std::errc() || end != text.data() + text.size() || id == 0) {
        return fail(ErrorCode::invalid_input, "{} is no id, expected a whole number above 0", in_quotes(text));
    }
    return OandaTransactionId(id);
}

Result<Price> read_oanda_price(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.read_string());
    TRIREME_TRY_ASSIGN(const Price price, parse<Price>(text));
    if (!is_price(price)) {
        return fail(ErrorCode::out_of_range, "{} is no price", in_quotes(text));
    }
    return price;
}

Result<Units> read_oanda_units(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.read_string());
    TRIREME_TRY_ASSIGN(const Units units, parse<Units>(text));
    if (units > units_max || units.value() < -units_max.value()) {
        return fail(ErrorCode::out_of_range, "{} units are more than there can be", in_quotes(text));
    }
    return units;
}

Result<OandaReason> read_oanda_reason(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.read_string());
    const auto reason = OandaReason::from_text(text);
    if (!reason) {
        return fail(ErrorCode::invalid_input, "{} is no name of a reason", in_quotes(text));
    }
    return *reason;
}

Result<Symbol> read_oanda_symbol(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.read_string());
    return Symbol::from_text(text).value_or(Symbol());
}

Result<LpOrderName> read_oanda_client_name(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.read_string());
    return LpOrderName::from_text(text).value_or(LpOrderName());
}

Result<LpOrderName> read_oanda_extensions(JsonCursor& cursor) {
    LpOrderName name;
    TRIREME_TRY(read_members(cursor, JsonMember{"id", into_field(cursor, name, read_oanda_client_name), false}));
    return name;
}

}  // namespace trireme::venues
