#include "engine/order_form.hpp"

#include <algorithm>

namespace trireme::engine {
namespace {

using Checked = std::optional<Rejection>;

Checked check_multiple(const std::optional<Price>& stated, Price tick_size, FieldName field) {
    if (!stated || stated->value() % tick_size.value() == 0) {
        return std::nullopt;
    }
    return Rejection{RejectCode::price_not_tick, {.field = field, .asked_price = stated, .limit_price = tick_size}};
}

Checked check_trailing_tick(const std::optional<Trailing>& trailing, Price tick_size) {
    if (!trailing) {
        return std::nullopt;
    }
    const FieldName field("trailing");
    if (auto failed = check_multiple(trailing->distance, tick_size, field)) {
        return failed;
    }
    if (auto failed = check_multiple(trailing->step, tick_size, field)) {
        return failed;
    }
    return check_multiple(trailing->activation, tick_size, field);
}

Rejection wrong_side(FieldName field, Price asked, ClientQuote quote) {
    return {RejectCode::price_wrong_side, {.field = field, .asked_price = asked, .bid = quote.bid, .ask = quote.ask}};
}

// Where a trailing stop begins that does not say it.
Price trailing_start(const OrderTerms& order, ClientQuote quote) {
    constexpr std::int64_t least = 1;
    const Price from = order.trailing->activation.value_or(entry_price(order.side, quote));
    const std::int64_t distance = order.trailing->distance.value();
    return Price(order.side == Side::buy ? from.value() + distance : std::max(from.value() - distance, least));
}

// What the protection of the position that the order opens lies around.
Price protection_reference(const OrderTerms& order, ClientQuote quote) {
    switch (order.type) {
        case OrderType::limit:
        case OrderType::stop_limit: return *order.price;
        case OrderType::stop: return *order.stop_price;
        case OrderType::trailing_stop: return order.stop_price ? *order.stop_price : trailing_start(order, quote);
        case OrderType::market: break;
    }
    return exit_price(order.side, quote);
}

Checked check_distance(const std::optional<Price>& stated, FieldName field, Price collar, Price bid, Price ask,
                       ClientQuote quote) {
    if (!stated) {
        return std::nullopt;
    }
    // Everything twice, so that mid is a whole number.
    const std::int64_t from_mid = 2 * stated->value() - (bid.value() + ask.value());
    if (from_mid <= 2 * collar.value() && from_mid >= -2 * collar.value()) {
        return std::nullopt;
    }
    return Rejection{
        RejectCode::price_beyond_collar,
        {.field = field, .asked_price = stated, .limit_price = collar, .bid = quote.bid, .ask = quote.ask}};
}

}  // namespace

std::optional<Rejection> check_tick(const Instrument& instrument, const OrderTerms& order) {
    const Price tick_size = instrument.tick_size;
    if (order.type != OrderType::market) {
        if (auto failed = check_multiple(order.price, tick_size, FieldName("price"))) {
            return failed;
        }
    }
    if (auto failed = check_multiple(order.stop_price, tick_size, FieldName("stop_price"))) {
        return failed;
    }
    if (auto failed = check_trailing_tick(order.trailing, tick_size)) {
        return failed;
    }
    return check_protection_tick(instrument, order.protection);
}

std::optional<Rejection> check_side(const OrderTerms& order, ClientQuote quote) {
    if (order.stop_price) {
        const bool waits = order.side == Side::buy ? *order.stop_price > quote.ask : *order.stop_price < quote.bid;
        if (!waits) {
            return wrong_side(FieldName("stop_price"), *order.stop_price, quote);
        }
    }
    if (order.protection.empty()) {
        return std::nullopt;
    }
    return check_protection_side(order.protection, order.side, protection_reference(order, quote), quote);
}

std::optional<Rejection> check_collar(const Instrument& instrument, const OrderTerms& order, Price bid, Price ask,
                                      ClientQuote quote) {
    if (!instrument.collar || order.type == OrderType::market) {
        return std::nullopt;
    }
    if (auto failed = check_distance(order.price, FieldName("price"), *instrument.collar, bid, ask, quote)) {
        return failed;
    }
    return check_distance(order.stop_price, FieldName("stop_price"), *instrument.collar, bid, ask, quote);
}

std::optional<Rejection> check_deviation(const OrderTerms& order, ClientQuote quote) {
    if (order.type != OrderType::market || !order.max_deviation) {
        return std::nullopt;
    }
    const Price there = entry_price(order.side, quote);
    const std::int64_t worse =
        order.side == Side::buy ? there.value() - order.price->value() : order.price->value() - there.value();
    if (worse <= order.max_deviation->value()) {
        return std::nullopt;
    }
    return Rejection{RejectCode::deviation_exceeded,
                     {.asked_price = order.price, .limit_price = there, .bid = quote.bid, .ask = quote.ask}};
}

std::optional<Rejection> check_protection_tick(const Instrument& instrument, const Protection& protection) {
    if (auto failed = check_multiple(protection.stop_loss, instrument.tick_size, FieldName("stop_loss"))) {
        return failed;
    }
    if (auto failed = check_multiple(protection.take_profit, instrument.tick_size, FieldName("take_profit"))) {
        return failed;
    }
    return check_trailing_tick(protection.trailing, instrument.tick_size);
}

std::optional<Rejection> check_protection_side(const Protection& protection, Side side, Price reference,
                                               ClientQuote quote) {
    const auto wrong = [&](FieldName field, Price level) {
        Rejection rejection = wrong_side(field, level, quote);
        rejection.figures.limit_price = reference;
        return rejection;
    };
    const auto lies_below = [reference](Price level) { return level < reference; };
    const auto lies_above = [reference](Price level) { return level > reference; };
    if (const auto level = protection.stop_loss) {
        if (!(side == Side::buy ? lies_below(*level) : lies_above(*level))) {
            return wrong(FieldName("stop_loss"), *level);
        }
    }
    if (const auto level = protection.take_profit) {
        if (!(side == Side::buy ? lies_above(*level) : lies_below(*level))) {
            return wrong(FieldName("take_profit"), *level);
        }
    }
    return std::nullopt;
}

}  // namespace trireme::engine
