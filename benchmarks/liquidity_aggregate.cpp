#include "benchmarks/liquidity_aggregate.hpp"

#include "benchmarks/clocks.hpp"
#include "benchmarks/disk_yardstick.hpp"
#include "marketdata/quote_aggregator.hpp"

#include <fmt/format.h>

#include <array>
#include <random>

namespace trireme::benchmarks {
namespace {

using namespace marketdata;

constexpr std::size_t rounds = 5;
constexpr std::uint8_t lps = 5;
constexpr std::uint32_t instruments = 100;
constexpr std::uint32_t crosses = 10;
// The consumer comes by once for so many quotes, as an engine does that takes what gathered while it worked.
constexpr std::size_t quotes_per_batch = 256;

LiquidityTerms terms_of(LiquidityMode mode, std::uint32_t crossed) {
    LiquidityTerms terms;
    for (std::uint32_t lp = 1; lp <= lps; ++lp) {
        terms.lps.push_back(LpId(lp));
    }
    for (std::uint32_t slot = 0; slot < instruments; ++slot) {
        QuotedInstrument each{.id = InstrumentId(slot + 1),
                              .mode = mode,
                              .delay_max = Duration::seconds(1),
                              .spike_max = Ratio(2'000'000)};
        for (std::uint8_t lp = 0; lp < lps; ++lp) {
            each.lps.push_back(LpSlot(lp));
        }
        terms.quoted.push_back(each);
    }
    for (std::uint32_t cross = 0; cross < crossed; ++cross) {
        terms.crosses.push_back({.id = InstrumentId(1'000 + cross),
                                 .first = InstrumentSlot(cross),
                                 .second = InstrumentSlot(cross + 1),
                                 .tick = Price(1'000)});
    }
    return terms;
}

// Prices that walk, each LP near them with a spread of its own, 20 microseconds apart; one in 200 is no price.
std::vector<LpQuote> make_quotes(std::size_t count) {
    std::mt19937_64 random(5);
    std::vector<std::int64_t> mids(instruments, 108'452'000);
    std::vector<LpQuote> quotes;
    quotes.reserve(count);
    for (std::size_t at = 0; at < count; ++at) {
        const auto slot = static_cast<std::uint32_t>(random() % instruments);
        std::int64_t& mid = mids[slot];
        mid += (static_cast<std::int64_t>(random() % 5) - 2) * 1'000;
        const auto skew = static_cast<std::int64_t>(random() % 3) * 1'000;
        const Timestamp time(1'780'000'000'000'000'000 + static_cast<std::int64_t>(at) * 20'000);
        const bool is_bad = random() % 200 == 0;
        quotes.push_back({.lp = LpSlot(static_cast<std::uint8_t>(random() % lps)),
                          .instrument = InstrumentSlot(slot),
                          .id = at + 1,
                          .received = time,
                          .stated = time,
                          .bid = Price(is_bad ? mid * 2 : mid - 4'000 - skew),
                          .ask = Price(mid + 4'000 + skew),
                          .bid_size = Lots(100'000'000),
                          .ask_size = Lots(100'000'000)});
    }
    return quotes;
}

void measure(Report& report, std::string_view what, const LiquidityTerms& terms, const std::vector<LpQuote>& quotes) {
    Samples rate;
    std::uint64_t published = 0;
    std::uint64_t refused = 0;
    std::uint64_t consumed = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        auto aggregator = value_or_exit(QuoteAggregator::create(terms));
        std::array<AggregatedQuote, instruments + crosses> batch;
        published = refused = consumed = 0;
        const std::int64_t begin = thread_cpu_ns();
        for (std::size_t at = 0; at < quotes.size(); ++at) {
            refused += aggregator.take(quotes[at]) ? 1U : 0U;
            if ((at + 1) % quotes_per_batch == 0) {
                aggregator.advance(quotes[at].received);
                consumed += aggregator.take_quotes(batch);
                keep(batch);
            }
        }
        rate.add(static_cast<double>(quotes.size()) * 1e9 / static_cast<double>(thread_cpu_ns() - begin));
        for (std::uint32_t slot = 0; slot < aggregator.terms().quoted.size() + aggregator.terms().crosses.size();
             ++slot) {
            published += aggregator.counters(InstrumentSlot(slot)).published;
        }
    }
    report.figure(what, rate.median(), "quotes/s",
                  fmt::format("{} published, {} refused, {} left after conflation", published, refused, consumed));
}

}  // namespace

void measure_aggregation(Report& report) {
    report.section("quotes of 5 LPs in 100 instruments, one core");
    const auto quotes = make_quotes(report.quick() ? 100'000 : 5'000'000);
    measure(report, "aggregated, best of all", terms_of(LiquidityMode::best_of, 0), quotes);
    measure(report, "aggregated, primary with failover", terms_of(LiquidityMode::primary_with_failover, 0), quotes);
    measure(report, "aggregated, best of all and 10 crosses", terms_of(LiquidityMode::best_of, crosses), quotes);
}

}  // namespace trireme::benchmarks
