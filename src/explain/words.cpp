#include "explain/words.hpp"

#include "base/integer.hpp"

#include <fmt/format.h>

#include <limits>
#include <variant>

namespace trireme::explain {
namespace {

// What an order says of its price.
std::string price_in_words(const OrderTerms& terms) {
    std::string words;
    if (terms.stop_price) {
        words += fmt::format(" stop at {}", format(*terms.stop_price));
    }
    if (terms.price) {
        words += fmt::format(" {} {}", terms.type == OrderType::market ? "seen at" : "limit at", format(*terms.price));
    }
    if (terms.trailing) {
        words += fmt::format(" trailing by {}", format(terms.trailing->distance));
    }
    return words;
}

}  // namespace

std::string in_words(const OrderTerms& terms, std::string_view instrument) {
    return fmt::format("{} order to {} {} lots of {}{}{}", in_words(terms.type), in_words(terms.side),
                       format(terms.lots), instrument, price_in_words(terms),
                       terms.position ? fmt::format(" against position {}", terms.position->value()) : "");
}

std::string in_words(const MarginFigures& figures) {
    return fmt::format("equity {}, used margin {}{}", format(figures.equity), format(figures.used_margin),
                       figures.level ? fmt::format(", level {} %", format(*figures.level)) : "");
}

std::string in_words(const TradeFacts& trade) {
    std::string words =
        fmt::format("trade {}: {} lots at {}", trade.trade.value(), format(trade.lots), format(trade.price));
    if (trade.slippage != Price()) {
        const bool is_worse = trade.slippage > Price();
        const Price by = is_worse ? trade.slippage : Price(-trade.slippage.value());
        words += fmt::format(", {} {} than asked", format(by), is_worse ? "worse" : "better");
    }
    if (trade.profit) {
        words += fmt::format(", profit {}", format(*trade.profit));
    }
    return words;
}

TradeFacts facts_of(const Trade& trade, Timestamp time) {
    return {.trade = trade.trade,
            .time = time,
            .position = trade.position,
            .opens = trade.opens,
            .reason = trade.reason,
            .lots = trade.lots,
            .price = trade.price,
            .bid = trade.bid,
            .ask = trade.ask,
            .slippage = trade.slippage,
            .profit = trade.profit};
}

Money free_margin(const MarginFigures& figures) {
    using Limits = std::numeric_limits<std::int64_t>;
    const Int128 free = Int128{figures.equity.minor_units} - figures.used_margin.minor_units;
    return {narrow<std::int64_t>(free).value_or(free < 0 ? Limits::min() + 1 : Limits::max()), figures.equity.currency};
}

std::string_view name_of(const Event& event) {
    return std::visit([](const auto& any) { return any.wire_name; }, event);
}

}  // namespace trireme::explain
