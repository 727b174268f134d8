#include "marketdata/quote_aggregator.hpp"

#include "base/tests/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <vector>

namespace trireme::marketdata {
namespace {

constexpr LpSlot first_lp{0};
constexpr LpSlot second_lp{1};
constexpr LpSlot third_lp{2};
constexpr InstrumentSlot eurusd{0};
constexpr InstrumentSlot usdjpy{1};
constexpr InstrumentSlot eurjpy{2};

Price price(std::string_view text) { return *parse<Price>(text); }
Lots lots(std::string_view text) { return *parse<Lots>(text); }
Timestamp at_ms(std::int64_t ms) { return Timestamp(1'000'000'000'000'000'000 + ms * 1'000'000); }

LiquidityTerms terms_of(LiquidityMode mode) {
    QuotedInstrument each{.mode = mode,
                          .stale_after = Duration::seconds(1),
                          .return_after = Duration::seconds(3),
                          .delay_max = Duration::milliseconds(500),
                          .spike_max = Ratio(1'000'000)};
    for (const LpSlot lp : {first_lp, second_lp, third_lp}) {
        each.lps.push_back(lp);
    }
    LiquidityTerms terms{.lps = {LpId(7), LpId(8), LpId(9)}, .quotes_remembered = 16};
    each.id = InstrumentId(1);
    terms.quoted.push_back(each);
    each.id = InstrumentId(2);
    terms.quoted.push_back(each);
    terms.crosses.push_back(
        {.id = InstrumentId(3), .rule = CrossRule::product, .first = eurusd, .second = usdjpy, .tick = price("0.001")});
    return terms;
}

// An aggregator and the hand that feeds it.
struct Market {
    explicit Market(LiquidityMode mode) : aggregator(*QuoteAggregator::create(terms_of(mode))) {}

    std::optional<QuoteRefusal> quote(std::int64_t ms, LpSlot lp, std::string_view bid, std::string_view ask,
                                      InstrumentSlot instrument = eurusd) {
        return aggregator.take(
            LpQuote{lp, instrument, ++ids, at_ms(ms), Timestamp(), price(bid), price(ask), lots("1"), lots("2")});
    }
    [[nodiscard]] std::string now(InstrumentSlot instrument = eurusd) const {
        const AggregatedQuote& quote = aggregator.quote(instrument);
        return quote.state == QuoteState::live ? fmt::format("{}/{}", format(quote.bid), format(quote.ask)) : "none";
    }

    std::uint64_t ids = 0;
    QuoteAggregator aggregator;
};

TEST(QuoteAggregator, BestOfTakesEachSideFromItsBestLp) {
    Market market(LiquidityMode::best_of);
    EXPECT_EQ(market.now(), "none");
    market.quote(0, first_lp, "1.0845", "1.0848");
    market.quote(1, second_lp, "1.0846", "1.0849");
    EXPECT_EQ(market.now(), "1.0846/1.0848");
    const AggregatedQuote& quote = market.aggregator.quote(eurusd);
    EXPECT_EQ(quote.first, (QuoteOrigin{second_lp, 2, at_ms(1)}));
    EXPECT_EQ(quote.second, (QuoteOrigin{first_lp, 1, at_ms(0)}));
    EXPECT_EQ(quote.age_at(at_ms(40)), Duration::milliseconds(40));
    EXPECT_EQ(market.aggregator.find(quote.id), quote);
    // One that is nowhere best changes nothing; an equal price belongs to the more preferred LP.
    market.quote(2, third_lp, "1.0845", "1.085");
    EXPECT_EQ(market.aggregator.quote(eurusd).id, quote.id);
    market.quote(3, first_lp, "1.0846", "1.0848");
    EXPECT_EQ(market.aggregator.quote(eurusd).first.lp, first_lp);
}

TEST(QuoteAggregator, OfTwoThatCrossTheNewerCounts) {
    Market market(LiquidityMode::best_of);
    market.quote(0, first_lp, "1.0845", "1.0848");
    market.quote(1, second_lp, "1.0850", "1.0853");
    EXPECT_EQ(market.now(), "1.085/1.0853");
    EXPECT_EQ(market.aggregator.counters(first_lp, eurusd).left_out, 1U);
    market.quote(2, third_lp, "1.0849", "1.0852");
    EXPECT_EQ(market.now(), "1.085/1.0852");
    EXPECT_EQ(market.aggregator.counters(first_lp).left_out, 1U);
    market.quote(3, first_lp, "1.0849", "1.0851");
    EXPECT_EQ(market.now(), "1.085/1.0851");
}

TEST(QuoteAggregator, PrimaryFailsOverAndReturnsOnlyAfterALongTimeInOrder) {
    Market market(LiquidityMode::primary_with_failover);
    market.quote(0, first_lp, "1.1", "1.2");
    market.quote(900, second_lp, "1.101", "1.201");
    EXPECT_EQ(market.now(), "1.1/1.2");
    market.aggregator.advance(at_ms(1'000));
    EXPECT_EQ(market.now(), "1.1/1.2");
    market.aggregator.advance(at_ms(1'001));
    EXPECT_EQ(market.now(), "1.101/1.201");
    EXPECT_EQ(market.aggregator.active_lp(eurusd), second_lp);
    EXPECT_EQ(market.aggregator.counters(first_lp, eurusd).gone_stale, 1U);
    // The primary is back, but prices stay until it has been for three seconds.
    for (std::int64_t ms = 1'100; ms <= 4'000; ms += 100) {
        market.quote(ms, first_lp, "1.102", "1.202");
        market.quote(ms, second_lp, "1.103", "1.203");
    }
    EXPECT_EQ(market.now(), "1.103/1.203");
    EXPECT_EQ(market.aggregator.next_due() <= at_ms(4'100), true);
    market.aggregator.advance(at_ms(4'100));
    EXPECT_EQ(market.now(), "1.102/1.202");
    EXPECT_EQ(market.aggregator.counters(eurusd).failovers, 1U);
    EXPECT_EQ(market.aggregator.counters(eurusd).returns, 1U);
}

TEST(QuoteAggregator, ABadQuoteBeginsTheTimeInOrderAnew) {
    Market market(LiquidityMode::primary_with_failover);
    market.quote(0, second_lp, "1.1", "1.2");
    for (std::int64_t ms = 100; ms <= 5'000; ms += 100) {
        market.quote(ms, first_lp, "1.101", ms == 3'000 ? "1.1" : "1.201");
        market.quote(ms, second_lp, "1.1", "1.2");
    }
    EXPECT_EQ(market.aggregator.counters(first_lp, eurusd).refused_for(QuoteRefusal::crossed), 1U);
    EXPECT_EQ(market.now(), "1.1/1.2");
    for (std::int64_t ms = 5'100; ms <= 6'100; ms += 100) {
        market.quote(ms, first_lp, "1.101", "1.201");
        market.quote(ms, second_lp, "1.1", "1.2");
    }
    EXPECT_EQ(market.now(), "1.101/1.201");
}

TEST(QuoteAggregator, LostConnectionFailsOverAtOnce) {
    Market market(LiquidityMode::primary_with_failover);
    market.quote(0, first_lp, "1.1", "1.2");
    market.quote(0, second_lp, "1.101", "1.201");
    market.aggregator.drop(first_lp, at_ms(1));
    EXPECT_EQ(market.now(), "1.101/1.201");
    market.aggregator.withdraw(second_lp, eurusd, at_ms(2));
    EXPECT_EQ(market.now(), "none");
    EXPECT_EQ(market.aggregator.counters(eurusd).withdrawn, 1U);
    // Where there was nothing, the first that comes is taken, whoever it is of.
    market.quote(3, third_lp, "1.102", "1.202");
    EXPECT_EQ(market.now(), "1.102/1.202");
}

TEST(QuoteAggregator, WhatIsNoPriceIsCountedAndTheLastOneStands) {
    Market market(LiquidityMode::best_of);
    market.quote(0, first_lp, "1.1", "1.2");
    EXPECT_EQ(market.quote(1, first_lp, "0", "1.2"), QuoteRefusal::no_price);
    EXPECT_EQ(market.quote(1, first_lp, "-1.1", "1.2"), QuoteRefusal::no_price);
    EXPECT_EQ(market.quote(1, first_lp, "1.1", "1000000000.00000001"), QuoteRefusal::no_price);
    EXPECT_EQ(market.quote(1, first_lp, "1.2", "1.19999999"), QuoteRefusal::crossed);
    EXPECT_EQ(market.quote(1, first_lp, "1.1", "1.2", InstrumentSlot(2)), QuoteRefusal::not_subscribed);
    EXPECT_EQ(market.quote(1, LpSlot(3), "1.1", "1.2"), QuoteRefusal::not_subscribed);
    EXPECT_EQ(market.aggregator.unknown(), 2U);
    LpQuote odd{first_lp, eurusd, 1, at_ms(1), Timestamp(), price("1.1"), price("1.2"), Lots(), Lots()};
    EXPECT_EQ(market.aggregator.take(odd), QuoteRefusal::not_newer);
    odd.id = 100;
    odd.bid_size = Lots(-1);
    EXPECT_EQ(market.aggregator.take(odd), QuoteRefusal::bad_size);
    odd.bid_size = Lots();
    odd.stated = at_ms(-500);
    EXPECT_EQ(market.aggregator.take(odd), QuoteRefusal::late);
    odd.stated = at_ms(-499);
    EXPECT_EQ(market.now(), "1.1/1.2");
    EXPECT_EQ(market.aggregator.counters(first_lp).accepted, 1U);
    EXPECT_EQ(market.aggregator.counters(first_lp).refused_for(QuoteRefusal::no_price), 3U);
    EXPECT_EQ(market.aggregator.take(odd), std::nullopt);
}

TEST(QuoteAggregator, ASpikeIsBelievedOnlyWhereTheLpStaysAtIt) {
    Market market(LiquidityMode::best_of);
    market.quote(0, first_lp, "1.00", "1.00");
    EXPECT_EQ(market.quote(1, first_lp, "1.01", "1.01"), std::nullopt);  // one percent is still possible
    EXPECT_EQ(market.quote(2, first_lp, "1.02011", "1.02011"), QuoteRefusal::spike);
    EXPECT_EQ(market.quote(3, first_lp, "1.01", "1.01"), std::nullopt);
    for (int round = 0; round < 3; ++round) {
        EXPECT_EQ(market.quote(4 + round, first_lp, "2", "2"), QuoteRefusal::spike);
    }
    EXPECT_EQ(market.now(), "1.01/1.01");
    EXPECT_EQ(market.quote(8, first_lp, "2.001", "2.001"), std::nullopt);
    EXPECT_EQ(market.now(), "2.001/2.001");
    EXPECT_EQ(market.aggregator.counters(first_lp).spikes_believed, 1U);
    // An LP without a quote of its own is held against what is published.
    EXPECT_EQ(market.quote(9, second_lp, "1", "1"), QuoteRefusal::spike);
    // Four that agree with none of each other are four spikes.
    for (const std::string_view wild : {"3", "4", "5", "6", "7"}) {
        EXPECT_EQ(market.quote(10, second_lp, wild, wild), QuoteRefusal::spike);
    }
}

TEST(QuoteAggregator, CrossFollowsItsLegs) {
    Market market(LiquidityMode::best_of);
    market.quote(0, first_lp, "1.08452", "1.08455");
    EXPECT_EQ(market.now(eurjpy), "none");
    market.quote(1, second_lp, "149.335", "149.341", usdjpy);
    EXPECT_EQ(market.now(eurjpy), "161.956/161.968");
    const AggregatedQuote& quote = market.aggregator.quote(eurjpy);
    EXPECT_EQ(quote.kind, QuoteKind::of_cross);
    EXPECT_EQ(market.aggregator.find(QuoteId(quote.first.id))->bid, price("1.08452"));
    EXPECT_EQ(market.aggregator.find(QuoteId(quote.second.id))->bid, price("149.335"));
    EXPECT_EQ(quote.age_at(at_ms(5)), Duration::milliseconds(5));
    market.aggregator.advance(at_ms(1'001));
    EXPECT_EQ(market.now(eurjpy), "none");
}

TEST(QuoteAggregator, ABusyConsumerGetsTheLatestOfEach) {
    Market market(LiquidityMode::best_of);
    market.quote(0, first_lp, "150", "150.1", usdjpy);
    market.quote(1, first_lp, "1.08", "1.09");
    market.quote(2, first_lp, "150.2", "150.3", usdjpy);
    std::array<AggregatedQuote, 2> taken;
    ASSERT_EQ(market.aggregator.take_quotes(taken), 2U);
    EXPECT_EQ(taken[0].instrument, usdjpy);
    EXPECT_EQ(taken[0].bid, price("150.2"));
    EXPECT_EQ(taken[1].instrument, eurusd);
    EXPECT_EQ(market.aggregator.replaced(usdjpy), 1U);
    EXPECT_EQ(market.aggregator.waiting(), 1U);  // the cross
    market.quote(3, first_lp, "150.4", "150.5", usdjpy);
    ASSERT_EQ(market.aggregator.take_quotes(taken), 2U);
    EXPECT_EQ(taken[0].instrument, eurjpy);
    EXPECT_EQ(taken[1].bid, price("150.4"));
    EXPECT_EQ(market.aggregator.take_quotes(taken), 0U);
}

LpDepth depth(std::uint64_t id, std::int64_t ms, LpSlot lp, std::initializer_list<BookLevel> bids,
              std::initializer_list<BookLevel> asks) {
    return {lp, eurusd, id, at_ms(ms), Timestamp(), BookSide(bids), BookSide(asks)};
}

BookLevel level(std::string_view at, std::string_view size) { return {price(at), lots(size)}; }

TEST(QuoteAggregator, DepthIsKeptPerLpAndPutTogether) {
    Market market(LiquidityMode::best_of);
    auto& aggregator = market.aggregator;
    aggregator.take(depth(1, 0, first_lp, {level("1.1", "1"), level("1.099", "2")}, {level("1.101", "3")}));
    aggregator.take(depth(1, 0, second_lp, {level("1.099", "5")}, {level("1.1005", "1"), level("1.101", "1")}));
    EXPECT_EQ(market.now(), "1.1/1.1005");
    LpDepth merged = aggregator.depth(eurusd);
    EXPECT_EQ(merged.bids, (BookSide{level("1.1", "1"), level("1.099", "7")}));
    EXPECT_EQ(merged.asks, (BookSide{level("1.1005", "1"), level("1.101", "4")}));
    // A quote is newer than the depth before it: levels that it contradicts are gone.
    aggregator.take(
        LpQuote{first_lp, eurusd, 2, at_ms(1), Timestamp(), price("1.0985"), price("1.102"), lots("4"), lots("4")});
    merged = aggregator.depth(eurusd);
    EXPECT_EQ(merged.bids, (BookSide{level("1.099", "5"), level("1.0985", "4")}));
    EXPECT_EQ(merged.asks, (BookSide{level("1.1005", "1"), level("1.101", "1"), level("1.102", "4")}));
    EXPECT_EQ(aggregator.take(depth(3, 2, first_lp, {level("1.1", "1"), level("1.1", "2")}, {level("1.101", "3")})),
              QuoteRefusal::bad_depth);
    EXPECT_EQ(aggregator.take(depth(3, 2, first_lp, {level("1.1", "1")}, {})), QuoteRefusal::bad_depth);
    EXPECT_EQ(aggregator.take(depth(3, 2, first_lp, {level("1.1", "0")}, {level("1.101", "3")})),
              QuoteRefusal::bad_depth);
    // What an LP said before it was lost is not brought back by a quote.
    aggregator.drop(second_lp, at_ms(3));
    aggregator.take(
        LpQuote{second_lp, eurusd, 1, at_ms(4), Timestamp(), price("1.1"), price("1.1005"), lots("1"), lots("1")});
    EXPECT_EQ(aggregator.depth(eurusd).bids, (BookSide{level("1.1", "1"), level("1.0985", "4")}));
}

TEST(QuoteAggregator, LevelsOfABookThatWasLostAreGoneAndTheQuoteStands) {
    Market market(LiquidityMode::best_of);
    auto& aggregator = market.aggregator;
    aggregator.take(depth(5, 1, first_lp, {level("1.1", "1"), level("1.099", "2")}, {level("1.101", "3")}));
    EXPECT_EQ(aggregator.take(depth(0, 2, first_lp, {}, {})), std::nullopt);
    EXPECT_EQ(market.now(), "1.1/1.101");
    EXPECT_EQ(aggregator.depth(eurusd).bids, (BookSide{level("1.1", "1")}));
    // The next book takes its place; one of before the loss does not.
    EXPECT_EQ(aggregator.take(depth(4, 3, first_lp, {level("1.1", "1"), level("1.098", "2")}, {level("1.101", "3")})),
              QuoteRefusal::not_newer);
    aggregator.take(depth(6, 3, first_lp, {level("1.1", "1"), level("1.098", "2")}, {level("1.101", "3")}));
    EXPECT_EQ(aggregator.depth(eurusd).bids, (BookSide{level("1.1", "1"), level("1.098", "2")}));
}

// Random quotes and depth of LPs that never cross, and now and then are lost: the levels put together are those that
// adding them up by hand gives.
TEST(QuoteAggregator, DepthIsWhatAddingUpByHandGives) {
    testing::Random random(testing::test_seed());
    SCOPED_TRACE(random.trace());
    struct Told {
        std::optional<std::pair<BookLevel, BookLevel>> top{};
        std::vector<BookLevel> bids{};
        std::vector<BookLevel> asks{};
    };
    LiquidityTerms terms = terms_of(LiquidityMode::best_of);
    terms.quoted[0].stale_after = Duration::seconds(1'000'000);
    terms.quoted[0].spike_max = Ratio();
    auto aggregator = *QuoteAggregator::create(terms);
    std::array<Told, 3> told;
    const auto levels_from = [&](std::int64_t best, std::int64_t away) {
        std::vector<BookLevel> levels;
        for (std::uint64_t count = random.below(book_levels_max) + 1; count > 0; --count) {
            levels.push_back({Price(best), Lots(static_cast<std::int64_t>(random.below(9)) + 1)});
            best += away * (static_cast<std::int64_t>(random.below(3)) + 1);
        }
        return levels;
    };
    for (std::int64_t step = 1; step < 3'000; ++step) {
        const LpSlot lp(static_cast<std::uint8_t>(random.below(3)));
        Told& own = told[lp.value()];
        const std::int64_t bid = 1'000'000 - static_cast<std::int64_t>(random.below(20));
        const std::int64_t ask = 1'000'000 + static_cast<std::int64_t>(random.below(20));
        const auto id = static_cast<std::uint64_t>(step);
        if (random.one_in(20)) {
            aggregator.drop(lp, at_ms(step));
            own = {};
        } else if (random.one_in(2)) {
            own.top = {{Price(bid), Lots(static_cast<std::int64_t>(random.below(3)))}, {Price(ask), Lots(2)}};
            aggregator.take(LpQuote{lp, eurusd, id, at_ms(step), Timestamp(), Price(bid), Price(ask),
                                    own.top->first.lots, Lots(2)});
        } else {
            own.bids = levels_from(bid, -1);
            own.asks = levels_from(ask, 1);
            own.top = {own.bids[0], own.asks[0]};
            LpDepth depth{.lp = lp, .instrument = eurusd, .id = id, .received = at_ms(step)};
            std::ranges::for_each(own.bids, [&](const BookLevel& each) { depth.bids.push_back(each); });
            std::ranges::for_each(own.asks, [&](const BookLevel& each) { depth.asks.push_back(each); });
            EXPECT_EQ(aggregator.take(depth), std::nullopt);
        }
        std::map<Price, std::int64_t, std::greater<>> bids;
        std::map<Price, std::int64_t> asks;
        for (const Told& each : told) {
            if (!each.top) {
                continue;
            }
            bids[each.top->first.price] += each.top->first.lots.value();
            asks[each.top->second.price] += each.top->second.lots.value();
            for (const BookLevel& level : each.bids) {
                bids[level.price] += level.price < each.top->first.price ? level.lots.value() : 0;
            }
            for (const BookLevel& level : each.asks) {
                asks[level.price] += level.price > each.top->second.price ? level.lots.value() : 0;
            }
        }
        const auto is_same = [](const BookSide& ours, auto theirs) {
            std::erase_if(theirs, [](const auto& level) { return level.second == 0; });
            const std::size_t count = std::min(theirs.size(), book_levels_max);
            return ours.size() == count &&
                   std::equal(ours.begin(), ours.end(), theirs.begin(), [](const BookLevel& a, const auto& b) {
                       return a.price == b.first && a.lots.value() == b.second;
                   });
        };
        const LpDepth merged = aggregator.depth(eurusd);
        ASSERT_TRUE(is_same(merged.bids, bids) && is_same(merged.asks, asks)) << "step " << step;
    }
}

TEST(QuoteAggregator, TermsThatCannotBeAreRefused) {
    const auto refused = [](auto change) {
        LiquidityTerms terms = terms_of(LiquidityMode::best_of);
        change(terms);
        return !QuoteAggregator::create(terms).has_value();
    };
    EXPECT_FALSE(refused([](LiquidityTerms&) {}));
    EXPECT_TRUE(refused([](LiquidityTerms& terms) { terms.lps.clear(); }));
    EXPECT_TRUE(refused([](LiquidityTerms& terms) { terms.lps[1] = terms.lps[0]; }));
    EXPECT_TRUE(refused([](LiquidityTerms& terms) { terms.quoted[0].lps.push_back(LpSlot(3)); }));
    EXPECT_TRUE(refused([](LiquidityTerms& terms) { terms.quoted[0].lps.push_back(first_lp); }));
    EXPECT_TRUE(refused([](LiquidityTerms& terms) { terms.quoted[0].lps.clear(); }));
    EXPECT_TRUE(refused([](LiquidityTerms& terms) { terms.quoted[0].stale_after = Duration(); }));
    EXPECT_TRUE(refused([](LiquidityTerms& terms) { terms.quoted[1].id = terms.quoted[0].id; }));
    EXPECT_TRUE(refused([](LiquidityTerms& terms) { terms.crosses[0].second = eurjpy; }));
    EXPECT_TRUE(refused([](LiquidityTerms& terms) { terms.crosses[0].tick = Price(); }));
    EXPECT_TRUE(refused([](LiquidityTerms& terms) { terms.quotes_remembered = 3; }));
}

}  // namespace
}  // namespace trireme::marketdata
