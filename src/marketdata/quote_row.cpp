#include "marketdata/quote_row.hpp"

#include "base/in_quotes.hpp"
#include "base/integer.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace trireme::marketdata {
namespace {

constexpr Timestamp time_end(7'258'118'400'000'000'000);  // 2200-01-01

Result<Price> parse_price(std::string_view text, std::int64_t divisor, std::string_view side) {
    auto price = parse<Price>(text);
    if (price && divisor != 1) {
        price = price->value() % divisor == 0 ? Result<Price>(Price(price->value() / divisor))
                                              : Result<Price>(fail(ErrorCode::invalid_input, ""));
    }
    if (!price) {
        return fail(ErrorCode::invalid_input, "{} is no {}: a decimal number with up to 8 digits behind the point",
                    in_quotes(text), side);
    }
    if (*price <= Price()) {
        return fail(ErrorCode::invalid_input, "the {} {} is not above zero", side, text);
    }
    return *price;
}

bool is_far_above(Price price, Price other) { return Int128(price.value()) > Int128(other.value()) * factor_max; }

Result<SidePrices> parse_bar(const Row& row, const BarColumns::Prices& at, std::int64_t divisor,
                             std::string_view side) {
    SidePrices prices{};
    TRIREME_TRY_ASSIGN(prices.open, parse_price(row[at[0]], divisor, side));
    TRIREME_TRY_ASSIGN(prices.high, parse_price(row[at[1]], divisor, side));
    TRIREME_TRY_ASSIGN(prices.low, parse_price(row[at[2]], divisor, side));
    TRIREME_TRY_ASSIGN(prices.close, parse_price(row[at[3]], divisor, side));
    TRIREME_TRY(check_bar(prices, side));
    return prices;
}

// Sizes that went through a float somewhere have digits that mean nothing, "33.35399601000002": what is beyond 1e-8 is
// rounded. Prices are not, because there it would hide that something else is wrong.
Result<Lots> parse_size(std::string_view text) {
    const std::size_t kept = std::min(text.find('.'), text.size()) + 1 + scale_digits_of<Lots>;
    const std::string_view beyond = text.substr(std::min(kept, text.size()));
    auto size = parse<Lots>(text.substr(0, kept));
    if (size && !beyond.empty() && beyond.front() >= '5') {
        size = add(*size, Lots(1));
    }
    if (!size || *size < Lots() ||
        !std::ranges::all_of(beyond, [](char digit) { return digit >= '0' && digit <= '9'; })) {
        return fail(ErrorCode::invalid_input, "{} is no size: a decimal number from 0", in_quotes(text));
    }
    return *size;
}

// Where the buyer was the maker, the one who took sold.
Result<std::int64_t> parse_taker(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, std::int64_t>, 16> words{{
        {"buy", 1},
        {"BUY", 1},
        {"Buy", 1},
        {"BUYER", 1},
        {"false", 1},
        {"False", 1},
        {"FALSE", 1},
        {"1", 1},
        {"sell", -1},
        {"SELL", -1},
        {"Sell", -1},
        {"SELLER", -1},
        {"true", -1},
        {"True", -1},
        {"TRUE", -1},
        {"-1", -1},
    }};
    for (const auto& [word, side] : words) {
        if (text == word) {
            return side;
        }
    }
    if (text.empty() || text == "0" || text == "NO_AGGRESSOR") {
        return 0;
    }
    return fail(ErrorCode::invalid_input, "{} is no side: buy or sell, or true or false for a buyer who was the maker",
                in_quotes(text));
}

}  // namespace

Result<void> parse_sizes(const Row& values, const SizeColumns& columns, QuoteRow& row) {
    if (columns.bid) {
        TRIREME_TRY_ASSIGN(row.bid_size, parse_size(values[*columns.bid]));
    }
    if (columns.ask) {
        TRIREME_TRY_ASSIGN(row.ask_size, parse_size(values[*columns.ask]));
    }
    if (columns.taker) {
        TRIREME_TRY_ASSIGN(row.taker, parse_taker(values[*columns.taker]));
    }
    return {};
}

Result<SidePrices> parse_side(const Row& row, const QuoteColumns& columns, QuoteSide side, std::string_view name) {
    const bool is_ask = side == QuoteSide::ask;
    if (const auto* const tick = std::get_if<TickColumns>(&columns.prices)) {
        TRIREME_TRY_ASSIGN(const Price price,
                           parse_price(row[is_ask ? *tick->ask : tick->bid], columns.price_divisor, name));
        return SidePrices{price, price, price, price};
    }
    const auto& bar = std::get<BarColumns>(columns.prices);
    return parse_bar(row, is_ask ? *bar.ask : bar.bid, columns.price_divisor, name);
}

Result<void> check_bar(const SidePrices& prices, std::string_view name) {
    const auto [lowest, highest] = std::minmax({prices.open, prices.close});
    if (prices.low > lowest || prices.high < highest) {
        return fail(ErrorCode::invalid_input, "the {} bar opens at {} and closes at {}, but goes from {} to {} only",
                    name, format(prices.open), format(prices.close), format(prices.low), format(prices.high));
    }
    if (is_far_above(prices.high, prices.low)) {
        return fail(ErrorCode::invalid_input, "the {} bar goes from {} to {}, more than {} times as high", name,
                    format(prices.low), format(prices.high), factor_max);
    }
    return {};
}

Result<void> check_follows(Price price, Price before, std::string_view name) {
    if (is_far_above(price, before) || is_far_above(before, price)) {
        return fail(ErrorCode::invalid_input, "the {} {} comes after {}: one is more than {} times the other", name,
                    format(price), format(before), factor_max);
    }
    return {};
}

Result<void> check_spread(const SidePrices& bid, const SidePrices& ask) {
    const auto bids = bid.all();
    const auto asks = ask.all();
    for (std::size_t at = 0; at < bids.size(); ++at) {
        if (bids[at] > asks[at]) {
            return fail(ErrorCode::invalid_input, "the bid {} is above the ask {}", format(bids[at]), format(asks[at]));
        }
        if (is_far_above(asks[at], bids[at])) {
            return fail(ErrorCode::invalid_input, "the ask {} is more than {} times the bid {}", format(asks[at]),
                        factor_max, format(bids[at]));
        }
    }
    return {};
}

Result<void> check_time(Timestamp time) {
    if (time < Timestamp() || time >= time_end) {
        return fail(ErrorCode::invalid_input, "the time {} is not from 1970 to 2199", format_timestamp(time));
    }
    return {};
}

}  // namespace trireme::marketdata
