#pragma once

#include "base/decimal.hpp"
#include "model/group.hpp"
#include "model/instrument.hpp"
#include "model/scaled.hpp"
#include "model/side.hpp"

namespace trireme::engine {

// Bid and ask after the markup of an account's group: the only prices that a client deals at.
struct ClientQuote {
    Price bid;
    Price ask;

    bool operator==(const ClientQuote&) const = default;
};

// 10^-digits.
[[nodiscard]] inline Price point_of(const Instrument& instrument) {
    return Price(power_of_ten(PriceTag::scale_digits - instrument.digits));
}

// By how much the client's prices lie outside the market's.
[[nodiscard]] inline Price markup_of(const Instrument& instrument, const Group& group) {
    return Price(group.markup_points * point_of(instrument).value());
}

// Rule quote.markup.
[[nodiscard]] constexpr ClientQuote client_quote(Price bid, Price ask, Price markup) {
    constexpr std::int64_t least = 1;
    const std::int64_t client_bid = bid.value() - markup.value();
    return {Price(client_bid < least ? least : client_bid), Price(ask.value() + markup.value())};
}

// At which an order of that side is filled.
[[nodiscard]] constexpr Price entry_price(Side side, ClientQuote quote) {
    return side == Side::buy ? quote.ask : quote.bid;
}

// At which a position of that side is closed.
[[nodiscard]] constexpr Price exit_price(Side side, ClientQuote quote) {
    return side == Side::buy ? quote.bid : quote.ask;
}

}  // namespace trireme::engine
