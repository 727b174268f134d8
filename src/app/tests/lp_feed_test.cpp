#include "app/lp_feed.hpp"

#include "app/file_feed.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace trireme::app {
namespace {

std::vector<FeedQuote> quotes_of(QuoteFeed& feed) {
    std::vector<FeedQuote> quotes;
    for (;;) {
        const auto quote = feed.next();
        EXPECT_TRUE(quote) << quote.error().message;
        if (!quote || !*quote) {
            return quotes;
        }
        quotes.push_back(**quote);
    }
}

bool are_same(const FeedQuote& a, const FeedQuote& b) {
    return a.time == b.time && a.instrument == b.instrument && a.bid == b.bid && a.ask == b.ask;
}

TEST(LpFeed, SimulatedDayFollowsFromItsSeed) {
    const auto first = *LpFeed::simulated(3);
    const auto again = *LpFeed::simulated(3);
    const auto other = *LpFeed::simulated(4);
    const auto quotes = quotes_of(*first);
    EXPECT_TRUE(std::ranges::equal(quotes, quotes_of(*again), are_same));
    EXPECT_FALSE(std::ranges::equal(quotes, quotes_of(*other), are_same));
    EXPECT_EQ(quotes.size(), first->count());
    EXPECT_GT(quotes.size(), 10'000U);
    std::vector<std::uint64_t> counts(first->instruments().size());
    Timestamp last;
    for (const FeedQuote& quote : quotes) {
        EXPECT_TRUE(quote.time >= last && quote.bid > Price() && quote.bid <= quote.ask);
        last = quote.time;
        ++counts[quote.instrument];
    }
    for (std::size_t at = 0; at < counts.size(); ++at) {
        EXPECT_EQ(counts[at], first->sources()[at].quotes);
        EXPECT_GT(counts[at], 1'000U);
    }
    // Every LP is best now and then, and none says what is no price.
    for (std::uint8_t lp = 0; lp < 3; ++lp) {
        const auto counters = first->aggregator().counters(LpSlot(lp));
        EXPECT_GT(counters.accepted, 10'000U);
        EXPECT_EQ(counters.refused_for(marketdata::QuoteRefusal::crossed), 0U);
        EXPECT_EQ(counters.refused_for(marketdata::QuoteRefusal::spike), 0U);
    }
}

TEST(LpFeed, RecordedFileGivesTheQuotesOfTheFile) {
    const auto path = std::filesystem::temp_directory_path() / fmt::format("trireme_{}_eurusd.csv", ::getpid());
    {
        std::ofstream file(path);
        file << "time,bid,ask\n";
        for (int row = 0; row < 500; ++row) {
            file << fmt::format("{},1.{:05},1.{:05}\n", 1'398'902'400 + row * 3, 8'000 + row % 17, 8'030 + row % 19);
        }
    }
    FileFeedOptions options;
    options.quotes = {"EURUSD=" + path.string()};
    const auto lp = *LpFeed::recorded(options, [](const std::string&) {});
    const auto file = *FileFeed::open(options, [](const std::string&) {});
    EXPECT_EQ(lp->count(), 500U);
    EXPECT_TRUE(std::ranges::equal(quotes_of(*lp), quotes_of(*file), are_same));
    options.quotes.push_back(options.quotes[0]);
    EXPECT_FALSE(LpFeed::recorded(options, [](const std::string&) {}));
    std::filesystem::remove(path);
}

}  // namespace
}  // namespace trireme::app
