#include "venues/binance_feed.hpp"

#include "marketdata/quote_aggregator.hpp"
#include "venues/tests/heard.hpp"

#include <gtest/gtest.h>

namespace trireme::venues {
namespace {

using testing::Heard;

constexpr Symbol sol("SOLUSDT");
constexpr Timestamp now(1'780'000'000'000'000'000);

BinanceFeed feed_of(std::string_view contract_size) {
    BinanceFeedTerms terms{.lp = LpSlot(0)};
    terms.instruments.push_back({sol, InstrumentSlot(0), *parse<Ratio>(contract_size)});
    return *BinanceFeed::create(terms);
}

std::string ticker(std::uint64_t id, std::string_view bid, std::string_view ask) {
    return fmt::format(
        R"({{"stream":"solusdt@bookTicker","data":{{"u":{},"s":"SOLUSDT","b":"{}","B":"30","a":"{}","A":"40"}}}})", id,
        bid, ask);
}

std::string depth(std::uint64_t first, std::uint64_t last, std::string_view bids, std::string_view asks) {
    return fmt::format(
        R"({{"stream":"solusdt@depth@100ms","data":{{"e":"depthUpdate","E":1779999999990,"s":"SOLUSDT","U":{},"u":{},"b":[{}],"a":[{}]}}}})",
        first, last, bids, asks);
}

constexpr std::string_view snapshot =
    R"({"lastUpdateId":100,"bids":[["20.5","3"],["20.4","4"]],"asks":[["20.6","5"],["20.7","0.00000001"]]})";

TEST(BinanceFeed, GivesQuotesAndDepth) {
    BinanceFeed feed = feed_of("10");
    Heard heard;
    EXPECT_TRUE(feed.take_frame(ticker(99, "20.5", "20.6"), now, heard));
    ASSERT_EQ(heard.quotes.size(), 1U);
    EXPECT_EQ(heard.quotes[0].id, 99U);
    EXPECT_EQ(heard.quotes[0].bid_size, *parse<Lots>("3"));
    EXPECT_EQ(feed.wanted_snapshots(), std::vector{sol});
    EXPECT_TRUE(feed.take_frame(depth(99, 101, R"(["20.5","2"])", ""), now, heard));
    EXPECT_TRUE(heard.depths.empty());
    EXPECT_EQ(feed.take_snapshot(sol, snapshot, now, heard), BinanceBook::Outcome::applied);
    ASSERT_EQ(heard.depths.size(), 1U);
    EXPECT_EQ(heard.depths[0].id, 101U);
    EXPECT_EQ(heard.depths[0].bids[0], (BookLevel{*parse<Price>("20.5"), *parse<Lots>("0.2")}));
    EXPECT_EQ(heard.depths[0].asks.size(), 1U);  // a level of no lots is none
    EXPECT_TRUE(feed.wanted_snapshots().empty());
    EXPECT_TRUE(feed.take_frame(depth(103, 104, "", ""), now, heard));
    EXPECT_EQ(feed.wanted_snapshots(), std::vector{sol});
    EXPECT_EQ(feed.book(sol)->counters().gaps, 1U);
    // The levels are gone, which is said once.
    EXPECT_TRUE(feed.take_frame(depth(105, 106, "", ""), now, heard));
    ASSERT_EQ(heard.depths.size(), 2U);
    EXPECT_TRUE(heard.depths[1].bids.empty() && heard.depths[1].asks.empty());
}

TEST(BinanceFeed, WhatIsMalformedOrAbsurdIsCountedAndChangesNothing) {
    BinanceFeed feed = feed_of("1");
    Heard heard;
    EXPECT_EQ(feed.take_snapshot(sol, snapshot, now, heard), BinanceBook::Outcome::applied);
    const std::uint64_t hash = heard.hash;
    EXPECT_FALSE(feed.take_frame("{", now, heard));
    EXPECT_FALSE(feed.take_frame(ticker(102, "20.7", "20.6"), now, heard));
    EXPECT_FALSE(feed.take_frame(depth(101, 102, R"(["20.5","2"],["0","2"])", ""), now, heard));
    EXPECT_FALSE(feed.take_frame(std::string(3'000'000, ' '), now, heard));
    EXPECT_FALSE(feed.take_snapshot(sol, R"({"lastUpdateId":200,"bids":[["2","1"]],"asks":[["1","1"]]})", now, heard));
    EXPECT_FALSE(feed.take_snapshot(Symbol("BTCUSDT"), snapshot, now, heard));
    EXPECT_TRUE(feed.take_frame(
        R"({"stream":"btcusdt@bookTicker","data":{"u":1,"s":"BTCUSDT","b":"1","B":"1","a":"2","A":"1"}})", now, heard));
    EXPECT_EQ(heard.hash, hash);
    EXPECT_EQ(feed.book(sol)->last_id(), 100U);
    EXPECT_EQ(feed.book(sol)->bids().back().units, *parse<Units>("3"));
    EXPECT_EQ(feed.counters().malformed, 1U);
    EXPECT_EQ(feed.counters().absurd, 3U);
    EXPECT_EQ(feed.counters().too_long, 1U);
    EXPECT_EQ(feed.counters().not_ours, 2U);
    EXPECT_EQ(feed.counters().frames, 5U);
}

// The whole way: frames into the aggregator, whose depth is that of the book as far as the newest quote allows.
TEST(BinanceFeed, FeedsTheAggregator) {
    struct Into final : LpListener {
        explicit Into(marketdata::QuoteAggregator& into) : aggregator(into) {}
        void on_quote(const LpQuote& quote) override { aggregator.take(quote); }
        void on_depth(const LpDepth& levels) override { aggregator.take(levels); }
        void on_withdrawn(LpSlot lp, InstrumentSlot instrument, Timestamp time) override {
            aggregator.withdraw(lp, instrument, time);
        }
        void on_connection(LpSlot, bool, Timestamp) override {}
        void on_report(LpSlot, const LpReport&) override {}
        void on_open_orders_told(LpSlot, Timestamp) override {}
        void on_positions(LpSlot, std::span<const LpPosition>, Timestamp) override {}
        marketdata::QuoteAggregator& aggregator;
    };
    marketdata::LiquidityTerms terms{.lps = {LpId(1)}};
    terms.quoted.push_back({.id = InstrumentId(1), .lps = {LpSlot(0)}});
    auto aggregator = *marketdata::QuoteAggregator::create(terms);
    Into into(aggregator);
    BinanceFeed feed = feed_of("1");
    EXPECT_TRUE(feed.take_frame(ticker(105, "20.45", "20.65"), now, into));
    EXPECT_EQ(feed.take_snapshot(sol, snapshot, now, into), BinanceBook::Outcome::applied);
    const auto price = [](std::string_view text) { return *parse<Price>(text); };
    const auto lots = [](std::string_view text) { return *parse<Lots>(text); };
    const InstrumentSlot slot(0);
    EXPECT_EQ(aggregator.quote(slot).bid, price("20.45"));
    EXPECT_EQ(aggregator.depth(slot).bids, (BookSide{{price("20.45"), lots("30")}, {price("20.4"), lots("4")}}));
    EXPECT_EQ(aggregator.depth(slot).asks,
              (BookSide{{price("20.65"), lots("40")}, {price("20.7"), lots("0.00000001")}}));
    EXPECT_TRUE(feed.take_frame(depth(101, 107, R"(["20.5","0"],["20.46","1"])", R"(["20.6","0"])"), now, into));
    EXPECT_EQ(aggregator.quote(slot).bid, price("20.46"));
    EXPECT_EQ(aggregator.quote(slot).first.id, 107U);
    // A side that is empty is no price.
    EXPECT_TRUE(feed.take_frame(
        R"({"stream":"solusdt@bookTicker","data":{"u":108,"s":"SOLUSDT","b":"0.0","B":"0.0","a":"2","A":"1"}})", now,
        into));
    EXPECT_EQ(aggregator.quote(slot).state, marketdata::QuoteState::withdrawn);
    EXPECT_TRUE(aggregator.depth(slot).bids.empty());
}

TEST(BinanceFeed, TermsThatCannotBeAreRefused) {
    BinanceFeedTerms terms;
    terms.instruments.push_back({sol, InstrumentSlot(0)});
    EXPECT_TRUE(BinanceFeed::create(terms));
    terms.instruments.push_back({sol, InstrumentSlot(1)});
    EXPECT_FALSE(BinanceFeed::create(terms));
    terms.instruments.pop_back();
    terms.instruments[0].contract_size = Ratio();
    EXPECT_FALSE(BinanceFeed::create(terms));
}

}  // namespace
}  // namespace trireme::venues
