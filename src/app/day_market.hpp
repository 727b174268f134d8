#pragma once

#include "app/market_view.hpp"

#include <cstddef>
#include <vector>

namespace trireme::app {

// The market of a day as its clients see it: the quotes that were sent to the engine last. One thread.
class DayMarket final : public MarketView {
public:
    explicit DayMarket(std::span<const TradedInstrument> instruments)
        : instruments_(instruments.begin(), instruments.end()), quotes_(instruments.size()) {}

    // Returns it as the engine takes it.
    Quote set(std::size_t index, Price bid, Price ask) {
        return *(quotes_[index] = Quote{instruments_[index].terms.id, bid, ask});
    }

    [[nodiscard]] std::span<const TradedInstrument> instruments() const override { return instruments_; }
    [[nodiscard]] std::optional<Quote> quote(const TradedInstrument& instrument) const override {
        return quotes_[static_cast<std::size_t>(&instrument - instruments_.data())];
    }

private:
    std::vector<TradedInstrument> instruments_;
    std::vector<std::optional<Quote>> quotes_;
};

}  // namespace trireme::app
