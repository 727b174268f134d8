#include "venues/delta_fields.hpp"

#include "base/in_quotes.hpp"
#include "model/bounds.hpp"

#include <charconv>

namespace trireme::venues {
namespace {

constexpr std::uint64_t time_us_end = 7'258'118'400'000'000;  // 2200-01-01

Result<std::uint64_t> count_in(std::string_view text) {
    std::uint64_t count = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (failure != std::errc() || end != text.data() + text.size()) {
        return fail(ErrorCode::invalid_input, "{} is no whole number from 0", in_quotes(text));
    }
    return count;
}

template <class Text>
Result<Text> read_short(JsonCursor& cursor, std::string_view what) {
    TRIREME_TRY_ASSIGN(const std::string_view text, read_delta_text(cursor));
    const auto value = Text::from_text(text);
    if (!value) {
        return fail(ErrorCode::invalid_input, "{} is no {}", in_quotes(text), what);
    }
    return *value;
}

}  // namespace

Result<std::string_view> read_delta_text(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view value, cursor.skip_value());
    if (value.starts_with('"')) {
        return value.substr(1, value.size() - 2);
    }
    if (value == "null") {
        return std::string_view();
    }
    if (value.starts_with('{') || value.starts_with('[') || value == "true" || value == "false") {
        return cursor.wrong("a string or a number");
    }
    return value;
}

Result<Symbol> read_delta_symbol(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.read_string());
    return Symbol::from_text(text).value_or(Symbol());
}

Result<Timestamp> read_delta_time(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, read_delta_text(cursor));
    TRIREME_TRY_ASSIGN(const std::uint64_t us, count_in(text));
    if (us >= time_us_end) {
        return fail(ErrorCode::out_of_range, "{} us since 1970 is beyond 2199", us);
    }
    return Timestamp(static_cast<std::int64_t>(us) * 1'000);
}

Result<Price> read_delta_price_or_none(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, read_delta_text(cursor));
    if (text.empty()) {
        return Price();
    }
    TRIREME_TRY_ASSIGN(const Price price, parse<Price>(text));
    if (!is_price(price)) {
        return fail(ErrorCode::out_of_range, "{} is no price", in_quotes(text));
    }
    return price;
}

Result<Price> read_delta_price(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const Price price, read_delta_price_or_none(cursor));
    return price != Price() ? Result<Price>(price) : Result<Price>(cursor.wrong("a price"));
}

Result<Units> read_delta_contracts(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, read_delta_text(cursor));
    if (text.empty()) {
        return Units();
    }
    TRIREME_TRY_ASSIGN(const std::uint64_t count, count_in(text));
    const Units contracts(Int128{count} * power_of_ten(scale_digits_of<Units>));
    if (contracts > units_max) {
        return fail(ErrorCode::out_of_range, "{} contracts are more than there can be", count);
    }
    return contracts;
}

Result<std::uint64_t> read_delta_id(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, read_delta_text(cursor));
    TRIREME_TRY_ASSIGN(const std::uint64_t id, count_in(text));
    return id != 0 ? Result<std::uint64_t>(id) : Result<std::uint64_t>(cursor.wrong("an id above 0"));
}

Result<Side> read_delta_side(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.read_string());
    if (text != "buy" && text != "sell") {
        return cursor.wrong("buy or sell");
    }
    return text == "buy" ? Side::buy : Side::sell;
}

Result<LpOrderName> read_delta_client_name(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, read_delta_text(cursor));
    return LpOrderName::from_text(text).value_or(LpOrderName());
}

Result<DeltaReason> read_delta_reason(JsonCursor& cursor) {
    return read_short<DeltaReason>(cursor, "name of a reason");
}

Result<LpExecutionId> read_delta_fill_id(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const LpExecutionId id, read_short<LpExecutionId>(cursor, "fill's id"));
    return !id.empty() ? Result<LpExecutionId>(id) : Result<LpExecutionId>(cursor.wrong("a fill's id"));
}

Result<DeltaOrderState> read_delta_state(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view state, cursor.read_string());
    if (state == "open") {
        return DeltaOrderState::open;
    }
    if (state == "pending") {
        return DeltaOrderState::pending;
    }
    if (state == "closed") {
        return DeltaOrderState::closed;
    }
    return state == "cancelled" ? Result<DeltaOrderState>(DeltaOrderState::cancelled)
                                : Result<DeltaOrderState>(cursor.wrong("open, pending, closed or cancelled"));
}

}  // namespace trireme::venues
