#include "app/lp_feed.hpp"

#include "app/checked_file.hpp"
#include "app/simulated_instruments.hpp"
#include "venues/simulated_lp.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace trireme::app {
namespace {

constexpr Timestamp monday(1'772'409'600'000'000'000);  // 2026-03-02
constexpr Duration simulated_day = Duration::seconds(86'400);
constexpr Duration simulated_quote_age_max = Duration::seconds(300);
constexpr std::uint8_t simulated_lps = 3;
// How far from the one before a simulated price may be; jumps stay below.
constexpr Ratio spike_max{5'000'000};

std::vector<TradedInstrument> simulated_with_age() {
    auto instruments = simulated_instruments();
    for (TradedInstrument& each : instruments) {
        each.terms.quote_age_max = simulated_quote_age_max;
    }
    return instruments;
}

marketdata::LiquidityTerms liquidity_of(const std::vector<TradedInstrument>& instruments, std::uint8_t lps) {
    marketdata::LiquidityTerms terms;
    for (std::uint32_t lp = 1; lp <= lps; ++lp) {
        terms.lps.push_back(LpId(lp));
    }
    for (const TradedInstrument& instrument : instruments) {
        marketdata::QuotedInstrument each{.id = instrument.terms.id, .stale_after = *instrument.terms.quote_age_max};
        for (std::uint8_t lp = 0; lp < lps; ++lp) {
            each.lps.push_back(LpSlot(lp));
        }
        terms.quoted.push_back(each);
    }
    return terms;
}

// Each a little slower and wider than the one before, and now and then the best all the same.
venues::SimulatedLpTerms simulated_terms(const std::vector<TradedInstrument>& instruments, std::uint8_t lp,
                                         std::uint64_t seed) {
    venues::SimulatedLpTerms terms{.lp = LpSlot(lp),
                                   .seed = seed + lp + 1,
                                   .market_seed = seed,
                                   .begin = monday,
                                   .latency_min = Duration::milliseconds(1 + 2 * lp),
                                   .latency_max = Duration::milliseconds(10 + 10 * lp)};
    for (std::uint32_t slot = 0; slot < instruments.size(); ++slot) {
        const TradedInstrument& each = instruments[slot];
        const auto spread = static_cast<std::uint32_t>(each.spread.value() / each.terms.tick_size.value());
        terms.instruments.push_back({InstrumentSlot(slot),
                                     {.begin = each.mid,
                                      .tick = each.terms.tick_size,
                                      .volatility = Ratio(1'000'000),
                                      .jumps_per_day = 4,
                                      .jump_max = Ratio(300'000),
                                      .interval_min = Duration::seconds(10),
                                      .interval_max = Duration::seconds(50),
                                      .spread_min = std::max(spread / 2, 1U),
                                      .spread_max = spread + lp,
                                      .levels = 5,
                                      .level_lots = each.daring_lots}});
    }
    return terms;
}

}  // namespace

Result<std::unique_ptr<LpFeed>> LpFeed::simulated(std::uint64_t seed) {
    auto instruments = simulated_with_age();
    marketdata::LiquidityTerms terms = liquidity_of(instruments, simulated_lps);
    for (auto& each : terms.quoted) {
        each.spike_max = spike_max;
    }
    TRIREME_TRY_ASSIGN(auto aggregator, marketdata::QuoteAggregator::create(std::move(terms)));
    std::unique_ptr<LpFeed> feed(new LpFeed(std::move(aggregator), std::move(instruments)));
    feed->end_ = monday.plus(simulated_day);
    for (std::uint8_t lp = 0; lp < simulated_lps; ++lp) {
        TRIREME_TRY_ASSIGN(auto adapter, venues::SimulatedLp::create(simulated_terms(feed->instruments_, lp, seed)));
        feed->lps_.push_back(std::move(adapter));
    }
    // All of it now, to say how many quotes there are.
    while (feed->go_on()) {
    }
    for (const TradedInstrument& each : feed->instruments_) {
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
    TRIREME_TRY_ASSIGN(auto aggregator, marketdata::QuoteAggregator::create(liquidity_of(instruments, 1)));
    TRIREME_TRY_ASSIGN(auto lp, venues::RecordedLp::open(recording));
    std::unique_ptr<LpFeed> feed(new LpFeed(std::move(aggregator), std::move(instruments)));
    feed->sources_ = std::move(sources);
    feed->recording_ = lp.get();
    feed->lps_.push_back(std::move(lp));
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
    Timestamp next = Timestamp::latest();
    for (const auto& lp : lps_) {
        next = std::min(next, lp->next_due());
    }
    if (next == Timestamp::latest() || next >= end_) {
        return false;
    }
    for (const auto& lp : lps_) {
        lp->poll(next, into_);
    }
    into_.aggregator.advance(next);
    std::array<marketdata::AggregatedQuote, 16> batch;
    for (std::size_t count = into_.aggregator.take_quotes(batch); count > 0;
         count = into_.aggregator.take_quotes(batch)) {
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
