#include "app/generated_feed.hpp"

#include <algorithm>

namespace trireme::app {
namespace {

constexpr std::int64_t ms_per_day = 86'400'000;
constexpr std::int64_t ms_between = ms_per_day / static_cast<std::int64_t>(GeneratedFeed::quotes_per_day);
constexpr Duration quote_age_max = Duration::seconds(300);
constexpr Timestamp monday(1'772'409'600'000'000'000);  // 2026-03-02

std::vector<TradedInstrument> quoted_now_and_then() {
    auto instruments = simulated_instruments();
    for (TradedInstrument& each : instruments) {
        each.terms.quote_age_max = quote_age_max;
    }
    return instruments;
}

}  // namespace

GeneratedFeed::GeneratedFeed(std::uint64_t seed) : prices_(quoted_now_and_then(), seed), chance_(seed + 1) {
    const auto instruments = prices_.instruments();
    for (const TradedInstrument& each : instruments) {
        FeedSource& source = sources_.emplace_back();
        source.symbol = each.terms.symbol;
    }
    Timestamp time = monday;
    while (quotes_.size() < quotes_per_day) {
        const Quote quote = prices_.move();
        const auto index = static_cast<std::size_t>(prices_.find(quote.instrument) - instruments.data());
        quotes_.push_back({time, index, quote.bid, quote.ask});
        FeedSource& source = sources_[index];
        source.from = source.quotes == 0 ? time : source.from;
        source.until = time;
        source.quotes += 1;
        time = time.plus(Duration::milliseconds(chance_.between(1, 2 * ms_between - 1)));
    }
}

Result<std::optional<FeedQuote>> GeneratedFeed::next() {
    return next_ == quotes_.size() ? std::nullopt : std::optional(quotes_[next_++]);
}

}  // namespace trireme::app
