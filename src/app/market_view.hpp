#pragma once

#include "app/traded_instrument.hpp"
#include "model/quote.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace trireme::app {

// The market as clients see it.
class MarketView {
public:
    virtual ~MarketView() = default;

    [[nodiscard]] virtual std::span<const TradedInstrument> instruments() const = 0;
    // The latest quote of one of them, however old; nothing before the first.
    [[nodiscard]] virtual std::optional<Quote> quote(const TradedInstrument& instrument) const = 0;

    // Null for an instrument of someone else.
    [[nodiscard]] const TradedInstrument* find(InstrumentId id) const {
        const auto all = instruments();
        const auto found = std::ranges::find(all, id, [](const TradedInstrument& each) { return each.terms.id; });
        return found == all.end() ? nullptr : &*found;
    }
};

}  // namespace trireme::app
