#include "reference/amounts.hpp"
#include "reference/checks.hpp"

#include <algorithm>
#include <array>

// The checks of volumes and prices, from check.volume to check.liquidity.
namespace trireme::reference {
namespace {

Objection wrong_side(FieldName field, Price asked, const ClientQuote& quote) {
    return reject(RejectCode::price_wrong_side,
                  {.field = field, .asked_price = asked, .bid = quote.bid, .ask = quote.ask});
}

Objection volume(RejectCode code, Lots asked, Lots limit) {
    return reject(code, {.asked_lots = asked, .limit_lots = limit});
}

}  // namespace

Objection check_volume(const Instrument& terms, Lots lots, std::optional<Lots> open) {
    if (open && lots > *open) {
        return volume(RejectCode::volume_too_large, lots, *open);
    }
    if (open && lots == *open) {
        return std::nullopt;
    }
    if (lots < terms.lots_min) {
        return volume(RejectCode::volume_too_small, lots, terms.lots_min);
    }
    if (lots > terms.lots_max) {
        return volume(RejectCode::volume_too_large, lots, terms.lots_max);
    }
    if (lots.value() % terms.lots_step.value() != 0) {
        return volume(RejectCode::volume_not_step, lots, terms.lots_step);
    }
    return std::nullopt;
}

Objection check_expiry(const World& world, std::optional<Timestamp> expires_at) {
    return !expires_at || *expires_at > world.now ? std::nullopt
                                                  : Objection(reject(RejectCode::expiry_passed, {.time = expires_at}));
}

Objection check_tick(const Instrument& terms, std::optional<Price> price, FieldName field) {
    if (!price || price->value() % terms.tick_size.value() == 0) {
        return std::nullopt;
    }
    return reject(RejectCode::price_not_tick, {.field = field, .asked_price = price, .limit_price = terms.tick_size});
}

Objection check_trailing_tick(const Instrument& terms, const std::optional<Trailing>& trailing) {
    if (!trailing) {
        return std::nullopt;
    }
    const std::array<std::optional<Price>, 3> parts{trailing->distance, trailing->step, trailing->activation};
    for (const auto& part : parts) {
        if (auto objection = check_tick(terms, part, FieldName("trailing"))) {
            return objection;
        }
    }
    return std::nullopt;
}

Objection check_protection_tick(const Instrument& terms, const Protection& protection) {
    if (auto objection = check_tick(terms, protection.stop_loss, FieldName("stop_loss"))) {
        return objection;
    }
    if (auto objection = check_tick(terms, protection.take_profit, FieldName("take_profit"))) {
        return objection;
    }
    return check_trailing_tick(terms, protection.trailing);
}

Objection check_stop_side(const Asked& asked) {
    const auto stop = asked.terms.stop_price;
    const ClientQuote quote = asked.quote();
    const bool is_right = !stop || (asked.terms.side == Side::buy ? *stop > quote.ask : *stop < quote.bid);
    return is_right ? std::nullopt : wrong_side(FieldName("stop_price"), *stop, quote);
}

Price protection_reference(const Asked& asked) {
    const OrderTerms& terms = asked.terms;
    const ClientQuote quote = asked.quote();
    switch (terms.type) {
        case OrderType::market: return quote.exit(terms.side);
        case OrderType::limit:
        case OrderType::stop_limit: return *terms.price;
        case OrderType::stop: return *terms.stop_price;
        case OrderType::trailing_stop: break;
    }
    if (terms.stop_price) {
        return *terms.stop_price;
    }
    const Price begins_from = terms.trailing->activation.value_or(quote.entry(terms.side));
    const std::int64_t distance = terms.trailing->distance.value();
    return terms.side == Side::buy ? Price(begins_from.value() + distance)
                                   : Price(std::max<std::int64_t>(begins_from.value() - distance, 1));
}

Objection check_protection_side(const Protection& protection, Side side, Price reference, const ClientQuote& quote) {
    const bool is_buy = side == Side::buy;
    const auto not_around = [&](FieldName field, Price level) {
        return reject(
            RejectCode::price_wrong_side,
            {.field = field, .asked_price = level, .limit_price = reference, .bid = quote.bid, .ask = quote.ask});
    };
    if (const auto level = protection.stop_loss; level && (is_buy ? *level >= reference : *level <= reference)) {
        return not_around(FieldName("stop_loss"), *level);
    }
    if (const auto level = protection.take_profit; level && (is_buy ? *level <= reference : *level >= reference)) {
        return not_around(FieldName("take_profit"), *level);
    }
    return std::nullopt;
}

Objection check_collar(const Asked& asked) {
    const InstrumentState& instrument = asked.instrument();
    if (!instrument.terms.collar) {
        return std::nullopt;
    }
    const Integer twice_mid = Integer(instrument.bid.value()) + instrument.ask.value();
    const Integer twice_collar = 2 * Integer(instrument.terms.collar->value());
    const auto is_beyond = [&](Price price) {
        return abs(Integer(2 * Integer(price.value()) - twice_mid)) > twice_collar;
    };
    const ClientQuote quote = asked.quote();
    const auto beyond = [&](FieldName field, Price price) {
        return reject(RejectCode::price_beyond_collar, {.field = field,
                                                        .asked_price = price,
                                                        .limit_price = instrument.terms.collar,
                                                        .bid = quote.bid,
                                                        .ask = quote.ask});
    };
    if (asked.terms.price && is_beyond(*asked.terms.price)) {
        return beyond(FieldName("price"), *asked.terms.price);
    }
    if (asked.terms.stop_price && is_beyond(*asked.terms.stop_price)) {
        return beyond(FieldName("stop_price"), *asked.terms.stop_price);
    }
    return std::nullopt;
}

Objection check_deviation(const Asked& asked) {
    if (!asked.terms.max_deviation) {
        return std::nullopt;
    }
    const ClientQuote quote = asked.quote();
    const std::int64_t price = asked.terms.price->value();
    const std::int64_t deviation = asked.terms.max_deviation->value();
    const Price offered = quote.entry(asked.terms.side);
    const bool deviates =
        asked.terms.side == Side::buy ? offered.value() > price + deviation : offered.value() < price - deviation;
    if (!deviates) {
        return std::nullopt;
    }
    return reject(RejectCode::deviation_exceeded,
                  {.asked_price = asked.terms.price, .limit_price = offered, .bid = quote.bid, .ask = quote.ask});
}

Objection check_liquidity(const InstrumentState& instrument, Side side) {
    return has_liquidity(instrument, side)
               ? std::nullopt
               : Objection(reject(RejectCode::no_liquidity, {.instrument = instrument.terms.id}));
}

}  // namespace trireme::reference
