#include "app/live_feed.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace trireme::app {
namespace {

constexpr auto poll_pause = std::chrono::milliseconds(1);

}  // namespace

LiveFeed::LiveFeed(std::unique_ptr<AggregatedLps> lps, Clock& clock, AggregatedLps::Wait wait,
                   std::optional<Timestamp> until)
    : lps_(std::move(lps)), clock_(clock), wait_(std::move(wait)), until_(until) {
    for (const TradedInstrument& each : lps_->instruments()) {
        sources_.emplace_back().symbol = each.terms.symbol;
    }
}

Result<std::optional<FeedQuote>> LiveFeed::next() {
    for (gather(); gathered_.empty(); gather()) {
        if ((until_ && clock_.now() >= *until_) || wait_(poll_pause)) {
            return std::nullopt;
        }
    }
    const FeedQuote quote = gathered_.front();
    gathered_.pop_front();
    FeedSource& source = sources_[quote.instrument];
    source.from = source.quotes == 0 ? quote.time : source.from;
    source.until = quote.time;
    source.quotes += 1;
    return quote;
}

void LiveFeed::gather() {
    lps_->poll(clock_.now());
    std::array<marketdata::AggregatedQuote, 64> batch;
    marketdata::QuoteAggregator& aggregator = lps_->aggregator();
    for (std::size_t count = aggregator.take_quotes(batch); count > 0; count = aggregator.take_quotes(batch)) {
        for (const auto& quote : std::span(batch).first(count)) {
            // What is withdrawn the engine finds too old by itself.
            if (quote.state == marketdata::QuoteState::live) {
                // Quotes of different instruments are handed over in the order of these, not of their times.
                last_ = std::max(last_, quote.time);
                gathered_.push_back({last_, quote.instrument.value(), quote.bid, quote.ask});
            }
        }
    }
}

}  // namespace trireme::app
