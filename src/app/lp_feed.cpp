#include "app/lp_feed.hpp"

#include "app/checked_file.hpp"
#include "app/configured_lps.hpp"
#include "app/simulated_configuration.hpp"
#include "app/standing_clock.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace trireme::app {
namespace {

constexpr Timestamp monday(1'772'409'600'000'000'000);  // 2026-03-02
constexpr Duration simulated_day = Duration::seconds(86'400);
constexpr Duration simulated_quote_age_max = Duration::seconds(300);

marketdata::LiquidityTerms liquidity_of_one_lp(const std::vector<TradedInstrument>& instruments) {
    marketdata::LiquidityTerms terms{.lps = {LpId(1)}};
    for (const TradedInstrument& instrument : instruments) {
        terms.quoted.push_back(
            {.id = instrument.terms.id, .lps = {LpSlot(0)}, .stale_after = *instrument.terms.quote_age_max});
    }
    return terms;
}

}  // namespace

Result<std::unique_ptr<LpFeed>> LpFeed::simulated(std::uint64_t seed) {
    const Configuration configuration = simulated_configuration({.seed = seed,
                                                                 .interval_min = Duration::seconds(10),
                                                                 .interval_max = Duration::seconds(50),
                                                                 .volatility = Ratio(1'000'000),
                                                                 .stale_after = simulated_quote_age_max});
    StandingClock clock(monday);
    TRIREME_TRY_ASSIGN(LpSet set, configured_lps(configuration, {clock, {}}, {}));
    for (TradedInstrument& each : set.instruments) {
        each.terms.quote_age_max = simulated_quote_age_max;
    }
    TRIREME_TRY_ASSIGN(auto lps, AggregatedLps::create(std::move(set)));
    std::unique_ptr<LpFeed> feed(new LpFeed(std::move(lps)));
    feed->end_ = monday.plus(simulated_day);
    // All of it now, to say how many quotes there are.
    while (feed->go_on()) {
    }
    for (const TradedInstrument& each : feed->instruments()) {
        feed->sources_.emplace_back().symbol = each.terms.symbol;
    }
    for (const FeedQuote& quote : feed->gathered_) {
        FeedSource& source = feed->sources_[quote.instrument];
        source.from = source.quotes == 0 ? quote.time : source.from;
        source.until = quote.time;
        source.quotes += 1;
    }
    return feed;
}

Result<std::unique_ptr<LpFeed>> LpFeed::recorded(const FileFeedOptions& options,
                                                 const std::function<void(const std::string& file)>& begins) {
    TRIREME_TRY_ASSIGN(const auto named, find_named_files(options.quotes, options.asks));
    std::vector<TradedInstrument> instruments;
    std::vector<FeedSource> sources;
    venues::RecordedLpTerms recording;
    for (const NamedFile& each : named) {
        begins(each.path.string());
        TRIREME_TRY_ASSIGN(const CheckedFile file, check_file(each, options));
        if (std::ranges::find(sources, file.source.symbol, &FeedSource::symbol) != sources.end()) {
            return fail(ErrorCode::conflict, "two recordings of {}: one LP plays one of each instrument",
                        file.source.symbol.view());
        }
        recording.instruments.push_back({InstrumentSlot(static_cast<std::uint32_t>(instruments.size())), file.options});
        instruments.push_back(traded_instrument(file));
        instruments.back().terms.quote_age_max = quote_age_max(file);
        sources.push_back(file.source);
    }
    TRIREME_TRY_ASSIGN(auto lp, venues::RecordedLp::open(recording));
    const venues::RecordedLp* const opened = lp.get();
    LpSet set{.instruments = std::move(instruments), .lps = {}, .liquidity = {}, .routing = {}};
    set.liquidity = liquidity_of_one_lp(set.instruments);
    set.lps.push_back({"recorded", "recorded", std::move(lp)});
    TRIREME_TRY_ASSIGN(auto lps, AggregatedLps::create(std::move(set)));
    std::unique_ptr<LpFeed> feed(new LpFeed(std::move(lps)));
    feed->sources_ = std::move(sources);
    feed->recording_ = opened;
    return feed;
}

Result<std::optional<FeedQuote>> LpFeed::next() {
    while (gathered_.empty()) {
        if (!go_on()) {
            if (recording_ != nullptr && recording_->failure()) {
                return std::unexpected(*recording_->failure());
            }
            return std::nullopt;
        }
    }
    const FeedQuote quote = gathered_.front();
    gathered_.pop_front();
    return quote;
}

bool LpFeed::go_on() {
    const Timestamp next = lps_->next_due();
    if (next == Timestamp::latest() || next >= end_) {
        return false;
    }
    lps_->poll(next);
    marketdata::QuoteAggregator& aggregator = lps_->aggregator();
    std::array<marketdata::AggregatedQuote, 16> batch;
    for (std::size_t count = aggregator.take_quotes(batch); count > 0; count = aggregator.take_quotes(batch)) {
        for (const auto& quote : std::span(batch).first(count)) {
            // What is withdrawn the engine finds too old by itself.
            if (quote.state == marketdata::QuoteState::live) {
                gathered_.push_back({quote.time, quote.instrument.value(), quote.bid, quote.ask});
            }
        }
    }
    return true;
}

}  // namespace trireme::app
