#pragma once

#include "app/aggregated_lps.hpp"
#include "app/quote_feed.hpp"
#include "base/result.hpp"
#include "venues/recorded_lp.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace trireme::app {

struct FileFeedOptions;

// The aggregated quotes of LPs that have no clock of their own, each at the moment at which it came about: what a live
// feed would have given, as fast as it is asked for.
class LpFeed final : public QuoteFeed {
public:
    // A generated day of the simulated market, quoted by three simulated LPs, the best prices of all. Everything
    // follows from the seed.
    [[nodiscard]] static Result<std::unique_ptr<LpFeed>> simulated(std::uint64_t seed);
    // The prices of files, in their own time, as one LP gives them. Files are read through before, as FileFeed does.
    [[nodiscard]] static Result<std::unique_ptr<LpFeed>> recorded(
        const FileFeedOptions& options, const std::function<void(const std::string& file)>& begins);

    [[nodiscard]] std::span<const TradedInstrument> instruments() const override { return lps_->instruments(); }
    [[nodiscard]] std::span<const FeedSource> sources() const override { return sources_; }
    [[nodiscard]] Result<std::optional<FeedQuote>> next() override;
    [[nodiscard]] const marketdata::QuoteAggregator& aggregator() const { return lps_->aggregator(); }

private:
    explicit LpFeed(std::unique_ptr<AggregatedLps> lps) : lps_(std::move(lps)) {}

    // Goes on by one moment. False at the end.
    [[nodiscard]] bool go_on();

    std::unique_ptr<AggregatedLps> lps_;
    const venues::RecordedLp* recording_ = nullptr;  // one of them, that can fail
    std::vector<FeedSource> sources_;
    std::deque<FeedQuote> gathered_;  // and not yet given on
    Timestamp end_ = Timestamp::latest();
};

}  // namespace trireme::app
