#include "marketdata/quote_row.hpp"

#include "base/in_quotes.hpp"
#include "base/integer.hpp"

#include <algorithm>

namespace trireme::marketdata {
namespace {

constexpr Timestamp time_end(7'258'118'400'000'000'000);  // 2200-01-01

Result<Price> parse_price(std::string_view text, std::string_view side) {
    const auto price = parse<Price>(text);
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

Result<SidePrices> parse_bar(const Row& row, const BarColumns::Prices& at, std::string_view side) {
    SidePrices prices{};
    TRIREME_TRY_ASSIGN(prices.open, parse_price(row[at[0]], side));
    TRIREME_TRY_ASSIGN(prices.high, parse_price(row[at[1]], side));
    TRIREME_TRY_ASSIGN(prices.low, parse_price(row[at[2]], side));
    TRIREME_TRY_ASSIGN(prices.close, parse_price(row[at[3]], side));
    const auto [lowest, highest] = std::minmax({prices.open, prices.close});
    if (prices.low > lowest || prices.high < highest) {
        return fail(ErrorCode::invalid_input, "the {} bar opens at {} and closes at {}, but goes from {} to {} only",
                    side, format(prices.open), format(prices.close), format(prices.low), format(prices.high));
    }
    if (is_far_above(prices.high, prices.low)) {
        return fail(ErrorCode::invalid_input, "the {} bar goes from {} to {}, more than {} times as high", side,
                    format(prices.low), format(prices.high), factor_max);
    }
    return prices;
}

}  // namespace

Result<SidePrices> parse_side(const Row& row, const QuoteColumns& columns, QuoteSide side, std::string_view name) {
    const bool is_ask = side == QuoteSide::ask;
    if (const auto* const tick = std::get_if<TickColumns>(&columns.prices)) {
        TRIREME_TRY_ASSIGN(const Price price, parse_price(row[is_ask ? *tick->ask : tick->bid], name));
        return SidePrices{price, price, price, price};
    }
    const auto& bar = std::get<BarColumns>(columns.prices);
    return parse_bar(row, is_ask ? *bar.ask : bar.bid, name);
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
