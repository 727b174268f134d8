#include "base/tests/allocation_count.hpp"
#include "base/tests/random.hpp"
#include "marketdata/quote_aggregator.hpp"

#include <gtest/gtest.h>

#include <array>

namespace trireme::marketdata {
namespace {

// Quotes, depth, staleness, lost connections, crosses and a consumer: nothing of it allocates.
TEST(QuoteAggregatorAllocation, NothingIsAllocatedWhileQuotesPass) {
    LiquidityTerms terms{.lps = {LpId(1), LpId(2), LpId(3)}};
    for (std::uint32_t slot = 0; slot < 8; ++slot) {
        QuotedInstrument each{.id = InstrumentId(slot + 1),
                              .mode = slot % 2 == 0 ? LiquidityMode::best_of : LiquidityMode::primary_with_failover,
                              .stale_after = Duration::milliseconds(50),
                              .return_after = Duration::milliseconds(20),
                              .spike_max = Ratio(1'000'000)};
        for (std::uint8_t lp = 0; lp < 3; ++lp) {
            each.lps.push_back(LpSlot(lp));
        }
        terms.quoted.push_back(each);
    }
    terms.crosses.push_back({.id = InstrumentId(20), .first = InstrumentSlot(0), .second = InstrumentSlot(1)});
    auto aggregator = *QuoteAggregator::create(terms);
    testing::Random random(testing::test_seed());
    std::array<AggregatedQuote, 4> batch;
    std::uint64_t published = 0;
    const std::uint64_t before = testing::allocation_count;
    for (std::uint64_t step = 1; step <= 20'000; ++step) {
        const Timestamp now(1'000'000'000'000 + static_cast<std::int64_t>(step) * 500'000);
        const LpSlot lp(static_cast<std::uint8_t>(random.below(3)));
        const InstrumentSlot instrument(static_cast<std::uint32_t>(random.below(8)));
        const Price bid(100'000'000 + static_cast<std::int64_t>(random.below(100)) * 10'000);
        const Price ask(bid.value() + 20'000);
        if (random.one_in(200)) {
            aggregator.drop(lp, now);
        } else if (random.one_in(4)) {
            LpDepth depth{.lp = lp, .instrument = instrument, .id = step, .received = now};
            depth.bids.push_back({bid, Lots(5)});
            depth.bids.push_back({Price(bid.value() - 1), Lots(5)});
            depth.asks.push_back({ask, Lots(5)});
            aggregator.take(depth);
        } else {
            aggregator.take({.lp = lp, .instrument = instrument, .id = step, .received = now, .bid = bid, .ask = ask});
        }
        aggregator.advance(now);
        published += aggregator.take_quotes(batch);
        published += aggregator.depth(instrument).bids.size();
    }
    EXPECT_EQ(testing::allocation_count, before);
    EXPECT_GT(published, 5'000U);
}

}  // namespace
}  // namespace trireme::marketdata
