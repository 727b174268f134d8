#pragma once

#include "app/aggregated_lps.hpp"
#include "app/quote_feed.hpp"
#include "ports/clock.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace trireme::app {

// What LPs quote from now on, aggregated, each quote at the moment at which it came about. Has an end where one is set,
// or once nobody waits any longer. The clock outlives it.
class LiveFeed final : public QuoteFeed {
public:
    // `wait` waits as long as it is told and is true where nobody waits any longer.
    LiveFeed(std::unique_ptr<AggregatedLps> lps, Clock& clock, AggregatedLps::Wait wait,
             std::optional<Timestamp> until);

    [[nodiscard]] std::span<const TradedInstrument> instruments() const override { return lps_->instruments(); }
    // Counts those given so far.
    [[nodiscard]] std::span<const FeedSource> sources() const override { return sources_; }
    [[nodiscard]] Result<std::optional<FeedQuote>> next() override;

private:
    void gather();

    std::unique_ptr<AggregatedLps> lps_;
    Clock& clock_;
    AggregatedLps::Wait wait_;
    std::optional<Timestamp> until_;
    std::vector<FeedSource> sources_;
    std::deque<FeedQuote> gathered_;  // and not yet given on
    Timestamp last_ = Timestamp::earliest();
};

}  // namespace trireme::app
