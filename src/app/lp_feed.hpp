#pragma once

#include "app/quote_feed.hpp"
#include "base/result.hpp"
#include "marketdata/quote_aggregator.hpp"
#include "ports/lp_adapter.hpp"
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

    [[nodiscard]] std::span<const TradedInstrument> instruments() const override { return instruments_; }
    [[nodiscard]] std::span<const FeedSource> sources() const override { return sources_; }
    [[nodiscard]] Result<std::optional<FeedQuote>> next() override;
    [[nodiscard]] const marketdata::QuoteAggregator& aggregator() const { return into_.aggregator; }

private:
    // Hands what LPs say to the aggregator.
    struct Into final : LpListener {
        explicit Into(marketdata::QuoteAggregator made) : aggregator(std::move(made)) {}
        void on_quote(const LpQuote& quote) override { aggregator.take(quote); }
        void on_depth(const LpDepth& depth) override { aggregator.take(depth); }
        void on_withdrawn(LpSlot lp, InstrumentSlot instrument, Timestamp time) override {
            aggregator.withdraw(lp, instrument, time);
        }
        void on_connection(LpSlot lp, bool is_connected, Timestamp time) override {
            if (!is_connected) {
                aggregator.drop(lp, time);
            }
        }
        void on_report(LpSlot, const LpReport&) override {}
        void on_open_orders_told(LpSlot, Timestamp) override {}
        void on_positions(LpSlot, std::span<const LpPosition>, Timestamp) override {}

        marketdata::QuoteAggregator aggregator;
    };

    LpFeed(marketdata::QuoteAggregator aggregator, std::vector<TradedInstrument> instruments)
        : into_(std::move(aggregator)), instruments_(std::move(instruments)) {}

    // Goes on by one moment. False at the end.
    [[nodiscard]] bool go_on();

    Into into_;
    std::vector<std::unique_ptr<LpAdapter>> lps_;
    const venues::RecordedLp* recording_ = nullptr;  // one of them, that can fail
    std::vector<TradedInstrument> instruments_;
    std::vector<FeedSource> sources_;
    std::deque<FeedQuote> gathered_;  // and not yet given on
    Timestamp end_ = Timestamp::latest();
};

}  // namespace trireme::app
