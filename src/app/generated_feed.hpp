#pragma once

#include "app/quote_feed.hpp"
#include "app/simulated_prices.hpp"

#include <cstdint>
#include <vector>

namespace trireme::app {

// A small day of the simulated market: 24 hours over a rollover. Everything follows from the seed.
class GeneratedFeed final : public QuoteFeed {
public:
    static constexpr std::uint64_t quotes_per_day = 20'000;

    explicit GeneratedFeed(std::uint64_t seed);

    [[nodiscard]] std::span<const TradedInstrument> instruments() const override { return prices_.instruments(); }
    [[nodiscard]] std::span<const FeedSource> sources() const override { return sources_; }
    [[nodiscard]] Result<std::optional<FeedQuote>> next() override;

private:
    SimulatedPrices prices_;
    Chance chance_;
    std::vector<FeedSource> sources_;
    std::vector<FeedQuote> quotes_;
    std::size_t next_ = 0;
};

}  // namespace trireme::app
