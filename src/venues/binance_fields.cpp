#include "venues/binance_fields.hpp"

#include "base/in_quotes.hpp"
#include "model/bounds.hpp"
#include "venues/binance_parser.hpp"

namespace trireme::venues {
namespace {

constexpr std::uint64_t time_ms_end = 7'258'118'400'000;  // 2200-01-01

// Binance writes numbers as strings of plain decimals: without a sign, and with digits on both sides of a point.
Result<void> check_decimal(std::string_view text) {
    const bool is_plain = !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
    if (!is_plain || text.front() == '.') {
        return fail(ErrorCode::invalid_input, "{} is no decimal number", in_quotes(text));
    }
    return {};
}

}  // namespace

Result<Symbol> read_binance_symbol(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.read_string());
    const auto symbol = Symbol::from_text(text);
    if (!symbol || text.empty()) {
        return fail(ErrorCode::invalid_input, "{} is no symbol", in_quotes(text));
    }
    return *symbol;
}

Result<Timestamp> read_binance_time(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::uint64_t ms, cursor.read_count());
    if (ms >= time_ms_end) {
        return fail(ErrorCode::out_of_range, "{} ms since 1970 is beyond 2199", ms);
    }
    return Timestamp(static_cast<std::int64_t>(ms) * 1'000'000);
}

Result<Price> read_binance_price_or_none(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.read_string());
    TRIREME_TRY(check_decimal(text));
    TRIREME_TRY_ASSIGN(const Price price, parse<Price>(text));
    if (price > price_max) {
        return fail(ErrorCode::out_of_range, "{} is no price", in_quotes(text));
    }
    return price;
}

Result<Price> read_binance_price(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const Price price, read_binance_price_or_none(cursor));
    if (price == Price()) {
        return fail(ErrorCode::out_of_range, "a price of zero");
    }
    return price;
}

Result<Units> read_binance_units(JsonCursor& cursor) {
    TRIREME_TRY_ASSIGN(const std::string_view text, cursor.read_string());
    TRIREME_TRY(check_decimal(text));
    TRIREME_TRY_ASSIGN(const Units units, parse<Units>(text));
    if (units > units_max) {
        return fail(ErrorCode::out_of_range, "{} units are more than there can be", in_quotes(text));
    }
    return units;
}

Result<void> read_binance_levels(JsonCursor& cursor, std::vector<BinanceLevel>& levels) {
    levels.clear();
    return cursor.read_array([&]() -> Result<void> {
        if (levels.size() == binance_levels_max) {
            return fail(ErrorCode::no_space, "more than {} levels", binance_levels_max);
        }
        BinanceLevel level;
        int values = 0;
        const auto on_value = [&]() -> Result<void> {
            ++values;
            if (values == 1) {
                TRIREME_TRY_ASSIGN(level.price, read_binance_price(cursor));
            } else if (values == 2) {
                TRIREME_TRY_ASSIGN(level.units, read_binance_units(cursor));
            } else {
                return cursor.wrong("a price and a quantity");
            }
            return {};
        };
        TRIREME_TRY(cursor.read_array(on_value));
        if (values != 2) {
            return cursor.wrong("a price and a quantity");
        }
        levels.push_back(level);
        return {};
    });
}

}  // namespace trireme::venues
