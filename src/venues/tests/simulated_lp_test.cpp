#include "venues/simulated_lp.hpp"

#include "base/tests/random.hpp"
#include "venues/tests/heard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

namespace trireme::venues {
namespace {

using testing::Heard;

constexpr InstrumentSlot eurusd{0};

Price price(std::string_view text) { return *parse<Price>(text); }
Lots lots(std::string_view text) { return *parse<Lots>(text); }
Timestamp at_ms(std::int64_t ms) { return Timestamp(1'780'000'000'000'000'000 + ms * 1'000'000); }
LpOrderName name(std::uint64_t number) { return *LpOrderName::from_text(fmt::format("h{}", number)); }

SimulatedLpTerms quiet_terms() {
    SimulatedLpTerms terms{.lp = LpSlot(2), .seed = 7, .begin = at_ms(0)};
    terms.dealing.latency_min = terms.dealing.latency_max = Duration::milliseconds(5);
    SimulatedPriceTerms prices{.begin = price("1.08452"), .spread_min = 2, .spread_max = 2, .level_lots = lots("10")};
    terms.instruments.push_back({eurusd, prices});
    return terms;
}

SimulatedLpTerms lively_terms() {
    SimulatedLpTerms terms = quiet_terms();
    auto& first = terms.instruments[0].price;
    first.volatility = Ratio(1'000'000);
    first.jumps_per_day = 1'000;
    first.jump_max = Ratio(100'000);
    first.levels = 5;
    auto second = first;
    second.begin = price("149.335");
    second.tick = price("0.001");
    second.levels = 1;
    terms.instruments.push_back({InstrumentSlot(3), second});
    return terms;
}

std::unique_ptr<SimulatedLp> lp_of(const SimulatedLpTerms& terms) { return *SimulatedLp::create(terms); }

LpOrder market_order(std::uint64_t number, Side side, std::string_view volume, TimeInForce tif = TimeInForce::ioc) {
    return {.name = name(number),
            .instrument = eurusd,
            .side = side,
            .type = LpOrderType::market,
            .time_in_force = tif,
            .lots = lots(volume)};
}

LpOrder limit_order(std::uint64_t number, Side side, std::string_view volume, std::string_view at,
                    TimeInForce tif = TimeInForce::gtc) {
    return {.name = name(number),
            .instrument = eurusd,
            .side = side,
            .time_in_force = tif,
            .lots = lots(volume),
            .price = price(at)};
}

// The kinds of reports about an order, in order.
std::vector<LpReportKind> kinds_of(const Heard& heard, std::uint64_t number) {
    std::vector<LpReportKind> kinds;
    for (const LpReport& report : heard.reports) {
        if (report.name == name(number)) {
            kinds.push_back(report.kind);
        }
    }
    return kinds;
}

using Kinds = std::vector<LpReportKind>;
using enum LpReportKind;

TEST(SimulatedLp, FollowsFromItsSeedHoweverOftenItIsAsked) {
    Heard once;
    const auto first = lp_of(lively_terms());
    first->poll(at_ms(600'000), once);
    Heard often;
    const auto second = lp_of(lively_terms());
    for (std::int64_t ms = 0; ms <= 600'000; ms += 7) {
        second->poll(at_ms(ms), often);
    }
    second->poll(at_ms(600'000), often);
    EXPECT_EQ(once.hash, often.hash);
    EXPECT_GT(once.quotes.size(), 1'000U);
    EXPECT_GT(once.depths.size(), 1'000U);
    auto terms = lively_terms();
    terms.seed = 8;
    Heard other;
    lp_of(terms)->poll(at_ms(600'000), other);
    EXPECT_NE(once.hash, other.hash);
    // The same on every machine and with every compiler.
    EXPECT_EQ(once.hash, 15'623'656'567'514'633'984U);
}

TEST(SimulatedLp, SeveralCanQuoteOneMarket) {
    auto terms = lively_terms();
    Heard first;
    lp_of(terms)->poll(at_ms(3'600'000), first);
    terms.seed = 8;
    terms.instruments[0].price.levels = 2;
    Heard second;
    lp_of(terms)->poll(at_ms(3'600'000), second);
    ASSERT_NEAR(static_cast<double>(first.depths.size()), static_cast<double>(second.depths.size()), 1);
    for (std::size_t at = 0; at < std::min(first.depths.size(), second.depths.size()); ++at) {
        EXPECT_EQ(first.depths[at].bids[0].price, second.depths[at].bids[0].price);
    }
    EXPECT_NE(first.hash, second.hash);
    terms.market_seed = 1;
    Heard other;
    lp_of(terms)->poll(at_ms(3'600'000), other);
    EXPECT_NE(other.depths.back().bids[0].price, second.depths.back().bids[0].price);
}

TEST(SimulatedLp, QuotesAreWhatAMarketCouldSay) {
    Heard heard;
    const auto lp = lp_of(lively_terms());
    lp->poll(at_ms(3'600'000), heard);
    Timestamp last;
    std::uint64_t id = 0;
    for (const auto& quote : heard.quotes) {
        EXPECT_TRUE(quote.ask.value() - quote.bid.value() == 200'000 && quote.bid.value() % 100'000 == 0);
        EXPECT_TRUE(quote.received >= last && quote.id > id && quote.received > quote.stated);
        last = quote.received;
        id = quote.id;
    }
    std::set<Price> seen;
    for (const auto& depth : heard.depths) {
        ASSERT_EQ(depth.bids.size(), 5U);
        for (std::size_t level = 1; level < 5; ++level) {
            EXPECT_TRUE(depth.bids[level].price < depth.bids[level - 1].price);
            EXPECT_TRUE(depth.asks[level].price > depth.asks[level - 1].price);
        }
        EXPECT_LT(depth.bids[0].price, depth.asks[0].price);
        seen.insert(depth.bids[0].price);
    }
    EXPECT_GT(seen.size(), 20U);
    EXPECT_EQ(lp->health().quotes, heard.quotes.size() + heard.depths.size());
    EXPECT_EQ(lp->health().last_message <= at_ms(3'600'000), true);
}

// A day's change of a hundred seeds: on average as large as it was told to be.
TEST(SimulatedLp, VolatilityIsThatOfADay) {
    SimulatedPriceTerms terms{.begin = price("100"),
                              .tick = price("0.0001"),
                              .volatility = Ratio(1'000'000),
                              .interval_min = Duration::seconds(10),
                              .interval_max = Duration::seconds(20)};
    double sum_of_squares = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        SimulatedPrice prices(terms, seed, 1, at_ms(0));
        std::int64_t bid = 0;
        while (prices.next_time() < at_ms(86'400'000)) {
            bid = prices.step()->bids[0].price.value();
        }
        const double change = static_cast<double>(bid) / 1e10 - 1;
        sum_of_squares += change * change;
    }
    EXPECT_NEAR(std::sqrt(sum_of_squares / 100), 0.01, 0.002);
}

TEST(SimulatedLp, DriftAndJumpsAreThoseOfADay) {
    SimulatedPriceTerms terms{.begin = price("100"),
                              .tick = price("0.0001"),
                              .drift = Ratio(1'000'000),
                              .interval_min = Duration::seconds(10),
                              .interval_max = Duration::seconds(20)};
    const auto last_of = [&](std::uint64_t seed, auto each) {
        SimulatedPrice prices(terms, seed, 1, at_ms(0));
        std::int64_t bid = terms.begin.value();
        while (prices.next_time() < at_ms(86'400'000)) {
            const std::int64_t next = prices.step()->bids[0].price.value();
            each(next - bid);
            bid = next;
        }
        return bid;
    };
    // Compounded over the day, a little more than a hundredth.
    EXPECT_NEAR(static_cast<double>(last_of(1, [](std::int64_t) {})), 1.01005e10, 5e5);
    terms.drift = Ratio();
    terms.jumps_per_day = 24;
    terms.jump_max = Ratio(500'000);
    std::uint64_t jumps = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        last_of(seed, [&](std::int64_t moved) {
            EXPECT_LT(std::abs(moved), 60'000'000);
            jumps += std::abs(moved) > 100'000 ? 1U : 0U;
        });
    }
    EXPECT_NEAR(static_cast<double>(jumps), 20 * 24, 80);
}

TEST(SimulatedLp, GivesOnlyAPartAsOftenAsItIsTold) {
    auto terms = quiet_terms();
    terms.dealing.partial_permille = 300;
    Heard heard;
    const auto lp = lp_of(terms);
    lp->poll(at_ms(1'000), heard);
    for (std::uint64_t number = 0; number < 1'000; ++number) {
        EXPECT_EQ(lp->send(market_order(number, Side::buy, "3"), at_ms(1'000)), LpAdmission::taken);
    }
    lp->poll(at_ms(2'000), heard);
    std::uint64_t parts = 0;
    for (const LpReport& report : heard.reports) {
        parts += report.kind == cancelled ? 1U : 0U;
        EXPECT_TRUE(report.kind != cancelled || report.cumulative < lots("3"));
    }
    EXPECT_NEAR(static_cast<double>(parts), 300, 60);
}

TEST(SimulatedLp, OutsideOfItsSessionsItHasNoPrice) {
    auto terms = quiet_terms();
    // 1'780'000'000 is a Thursday, 20:26:40 UTC.
    terms.instruments[0].price.sessions = *marketdata::TradingSessions::named("us-equities");
    terms.begin = Timestamp(1'779'998'000'000'000'000);  // 15:53 in New York
    Heard heard;
    const auto lp = lp_of(terms);
    lp->poll(at_ms(0), heard);
    EXPECT_GT(heard.quotes.size(), 100U);
    EXPECT_EQ(heard.withdrawn, 1U);
    EXPECT_LT(heard.quotes.back().stated, Timestamp(1'779'998'400'000'000'000));
    EXPECT_EQ(lp->send(market_order(1, Side::buy, "1"), at_ms(0)), LpAdmission::taken);
    lp->poll(at_ms(20), heard);
    ASSERT_EQ(heard.reports.size(), 1U);
    EXPECT_EQ(heard.reports[0].reason, LpReason::closed);
}

TEST(SimulatedLp, FillsAtItsPricesThroughItsLevels) {
    auto terms = quiet_terms();
    terms.instruments[0].price.levels = 3;
    Heard heard;
    const auto lp = lp_of(terms);
    lp->poll(at_ms(1'000), heard);
    EXPECT_EQ(lp->send(market_order(1, Side::buy, "1"), at_ms(1'000)), LpAdmission::taken);
    EXPECT_EQ(lp->send(market_order(2, Side::sell, "1000"), at_ms(1'000)), LpAdmission::taken);
    EXPECT_EQ(lp->send(market_order(3, Side::sell, "1000", TimeInForce::fok), at_ms(1'000)), LpAdmission::taken);
    lp->poll(at_ms(1'009), heard);
    EXPECT_TRUE(heard.reports.empty());
    lp->poll(at_ms(1'010), heard);
    EXPECT_EQ(kinds_of(heard, 1), (Kinds{accepted, filled}));
    EXPECT_EQ(heard.reports[1].price, price("1.08453"));
    EXPECT_EQ(heard.reports[1].lots, lots("1"));
    EXPECT_EQ(heard.reports[1].received, at_ms(1'010));
    EXPECT_EQ(heard.reports[1].made, at_ms(1'005));
    EXPECT_EQ(kinds_of(heard, 2), (Kinds{accepted, filled, filled, filled, cancelled}));
    EXPECT_EQ(kinds_of(heard, 3), (Kinds{accepted, cancelled}));
    EXPECT_EQ(heard.reports.back().reason, LpReason::volume);
    EXPECT_EQ(lp->health().order_latency, Duration::milliseconds(10));
    EXPECT_EQ(lp->health().fills, 4U);
}

TEST(SimulatedLp, LimitsRestAreChangedAndCancelled) {
    Heard heard;
    const auto lp = lp_of(quiet_terms());
    lp->poll(at_ms(1'000), heard);
    EXPECT_EQ(lp->send(limit_order(1, Side::buy, "2", "1.08"), at_ms(1'000)), LpAdmission::taken);
    EXPECT_EQ(lp->send(limit_order(2, Side::buy, "2", "1.08", TimeInForce::ioc), at_ms(1'000)), LpAdmission::taken);
    EXPECT_EQ(lp->send(limit_order(1, Side::buy, "2", "1.08"), at_ms(1'001)), LpAdmission::taken);
    EXPECT_EQ(lp->replace({name(1), lots("3"), price("1.07")}, at_ms(1'002)), LpAdmission::taken);
    EXPECT_EQ(lp->ask_status(name(1), at_ms(1'003)), LpAdmission::taken);
    EXPECT_EQ(lp->replace({name(1), lots("3"), price("1.09")}, at_ms(1'004)), LpAdmission::taken);
    EXPECT_EQ(lp->cancel(name(1), at_ms(1'005)), LpAdmission::taken);
    EXPECT_EQ(lp->cancel(name(9), at_ms(1'005)), LpAdmission::taken);
    EXPECT_EQ(lp->ask_status(name(9), at_ms(1'006)), LpAdmission::taken);
    lp->poll(at_ms(2'000), heard);
    EXPECT_EQ(kinds_of(heard, 1),
              (Kinds{accepted, rejected, replaced, LpReportKind::status, replaced, filled, cancel_rejected}));
    EXPECT_EQ(kinds_of(heard, 2), (Kinds{accepted, cancelled}));
    EXPECT_EQ(kinds_of(heard, 9), (Kinds{cancel_rejected, LpReportKind::unknown}));
    EXPECT_EQ(heard.reports[3].reason, LpReason::repeated);
    EXPECT_EQ(heard.reports[3].status, OrderStatus::accepted);
    EXPECT_EQ(heard.reports[5].leaves, lots("3"));
}

TEST(SimulatedLp, ALimitIsFilledWhereTheMarketComesToIt) {
    auto terms = quiet_terms();
    terms.instruments[0].price.volatility = Ratio(10'000'000);
    Heard heard;
    const auto lp = lp_of(terms);
    lp->poll(at_ms(1'000), heard);
    EXPECT_EQ(lp->send(limit_order(1, Side::buy, "1", "1.084"), at_ms(1'000)), LpAdmission::taken);
    EXPECT_EQ(lp->send(limit_order(2, Side::sell, "1", "1.085"), at_ms(1'000)), LpAdmission::taken);
    lp->poll(at_ms(3'600'000), heard);
    EXPECT_EQ(kinds_of(heard, 1), (Kinds{accepted, filled}));
    EXPECT_EQ(kinds_of(heard, 2), (Kinds{accepted, filled}));
    for (const LpReport& report : heard.reports) {
        if (report.kind == filled) {
            EXPECT_EQ(report.price, report.name == name(1) ? price("1.084") : price("1.085"));
        }
    }
}

TEST(SimulatedLp, LooksAgainAndRejectsWhatWouldCostIt) {
    auto terms = quiet_terms();
    terms.instruments[0].price.volatility = Ratio(10'000'000);
    terms.dealing.last_look = Duration::milliseconds(2'000);
    Heard heard;
    const auto lp = lp_of(terms);
    for (std::uint64_t number = 1; number <= 200; ++number) {
        lp->poll(at_ms(static_cast<std::int64_t>(number) * 5'000), heard);
        EXPECT_EQ(lp->send(market_order(number, number % 2 == 0 ? Side::buy : Side::sell, "1"),
                           at_ms(static_cast<std::int64_t>(number) * 5'000)),
                  LpAdmission::taken);
    }
    lp->poll(at_ms(2'000'000), heard);
    std::map<LpReportKind, int> counts;
    for (const LpReport& report : heard.reports) {
        ++counts[report.kind];
        EXPECT_TRUE(report.kind != rejected || report.reason == LpReason::last_look);
    }
    EXPECT_EQ(counts[rejected] + counts[filled], 200);
    EXPECT_GT(counts[rejected], 40);
    EXPECT_GT(counts[filled], 40);
    EXPECT_EQ(lp->health().rejects, static_cast<std::uint64_t>(counts[rejected]));
}

TEST(SimulatedLp, RejectsAsOftenAsItIsTold) {
    auto terms = quiet_terms();
    terms.dealing.reject_permille = 250;
    Heard heard;
    const auto lp = lp_of(terms);
    lp->poll(at_ms(1'000), heard);
    for (std::uint64_t number = 0; number < 1'000; ++number) {
        EXPECT_EQ(lp->send(market_order(number, Side::buy, "1"), at_ms(1'000)), LpAdmission::taken);
    }
    lp->poll(at_ms(2'000), heard);
    EXPECT_NEAR(static_cast<double>(lp->health().rejects), 250, 50);
}

TEST(SimulatedLp, WhatWasOnItsWayIsLostWithTheConnection) {
    Heard heard;
    const auto lp = lp_of(quiet_terms());
    lp->poll(at_ms(1'000), heard);
    EXPECT_EQ(lp->send(market_order(1, Side::buy, "1"), at_ms(1'000)), LpAdmission::taken);
    lp->poll(at_ms(1'006), heard);
    EXPECT_EQ(lp->send(market_order(2, Side::buy, "1"), at_ms(1'006)), LpAdmission::taken);
    lp->disconnect(at_ms(1'007));
    const std::size_t quotes = heard.quotes.size();
    EXPECT_FALSE(lp->health().is_connected);
    EXPECT_EQ(lp->send(market_order(3, Side::buy, "1"), at_ms(1'008)), LpAdmission::not_connected);
    lp->poll(at_ms(60'000), heard);
    EXPECT_EQ(heard.quotes.size(), quotes);
    EXPECT_TRUE(heard.reports.empty());
    lp->connect(at_ms(60'000));
    EXPECT_EQ(lp->ask_status(name(1), at_ms(60'000)), LpAdmission::taken);
    EXPECT_EQ(lp->ask_status(name(2), at_ms(60'000)), LpAdmission::taken);
    lp->poll(at_ms(61'000), heard);
    EXPECT_EQ(heard.connections, "+-+");
    EXPECT_GT(heard.quotes.size(), quotes);
    EXPECT_EQ(kinds_of(heard, 1), (Kinds{accepted, filled, LpReportKind::status}));
    EXPECT_EQ(kinds_of(heard, 2), (Kinds{LpReportKind::unknown}));
    EXPECT_EQ(heard.reports[0].received, at_ms(60'000));
}

TEST(SimulatedLp, TakesNoMoreThanItCanKeep) {
    auto terms = quiet_terms();
    terms.dealing.requests_max = 3;
    terms.dealing.live_orders_max = 2;
    Heard heard;
    const auto lp = lp_of(terms);
    lp->poll(at_ms(1'000), heard);
    for (std::uint64_t number = 1; number <= 4; ++number) {
        EXPECT_EQ(lp->send(limit_order(number, Side::buy, "1", "1"), at_ms(1'000)),
                  number <= 3 ? LpAdmission::taken : LpAdmission::overloaded);
    }
    lp->poll(at_ms(2'000), heard);
    EXPECT_EQ(kinds_of(heard, 3), (Kinds{rejected}));
    EXPECT_EQ(heard.reports.back().reason, LpReason::busy);
}

// Whatever is asked of it: an order ends once and stays so, fills add up and never go beyond limit or volume, and no
// execution comes twice.
TEST(SimulatedLp, RandomOrdersAddUp) {
    trireme::testing::Random random(trireme::testing::test_seed());
    SCOPED_TRACE(random.trace());
    auto terms = lively_terms();
    terms.instruments[0].price.volatility = Ratio(20'000'000);
    terms.dealing.last_look = Duration::milliseconds(300);
    terms.dealing.reject_permille = 50;
    terms.dealing.partial_permille = 400;
    Heard heard;
    const auto lp = lp_of(terms);
    std::map<LpOrderName, LpOrder> asked;
    std::int64_t ms = 1'000;
    for (std::uint64_t step = 0; step < 4'000; ++step) {
        ms += static_cast<std::int64_t>(random.below(400));
        lp->poll(at_ms(ms), heard);
        const std::uint64_t number = random.below(step / 2 + 1);
        switch (random.below(6)) {
            case 0: static_cast<void>(lp->cancel(name(number), at_ms(ms))); break;
            case 1:
                static_cast<void>(
                    lp->replace({name(number), Lots(static_cast<std::int64_t>(random.below(40)) * 100'000'000),
                                 Price(108'000'000 + static_cast<std::int64_t>(random.below(1'000)) * 1'000)},
                                at_ms(ms)));
                break;
            default: {
                const LpOrder order{
                    .name = name(step),
                    .instrument = eurusd,
                    .side = random.one_in(2) ? Side::buy : Side::sell,
                    .type = random.one_in(3) ? LpOrderType::market : LpOrderType::limit,
                    .time_in_force = static_cast<TimeInForce>(random.below(5) + 1),
                    .lots = Lots(static_cast<std::int64_t>(random.below(40)) * 100'000'000),
                    .price = Price(108'000'000 + static_cast<std::int64_t>(random.below(1'000)) * 1'000)};
                static_cast<void>(lp->send(order, at_ms(ms)));
                asked[order.name] = order;
            }
        }
    }
    lp->poll(at_ms(ms + 100'000), heard);
    std::map<LpOrderName, std::int64_t> filled_lots;
    std::set<LpOrderName> ended;
    std::set<LpExecutionId> executions;
    std::int64_t net = 0;
    std::uint64_t fills = 0;
    for (const LpReport& report : heard.reports) {
        if (report.kind == filled) {
            EXPECT_FALSE(ended.contains(report.name));
            EXPECT_TRUE(executions.insert(report.execution).second);
            net += asked.at(report.name).side == Side::buy ? report.lots.value() : -report.lots.value();
            filled_lots[report.name] += report.lots.value();
            EXPECT_EQ(report.cumulative.value(), filled_lots[report.name]);
            ++fills;
        }
        if (report.kind == cancelled || report.status == OrderStatus::filled) {
            ended.insert(report.name);
        }
        EXPECT_EQ(report.cumulative.value(), filled_lots[report.name]);
        EXPECT_TRUE(!asked.contains(report.name) || report.status != OrderStatus::pending);
    }
    EXPECT_GT(fills, 500U);

    // What the LP says of itself is what its reports came to.
    const std::size_t told_before = heard.reports.size();
    EXPECT_EQ(lp->ask_open_orders(at_ms(ms + 100'000)), LpAdmission::taken);
    EXPECT_EQ(lp->ask_positions(at_ms(ms + 100'000)), LpAdmission::taken);
    // No price comes before the answers.
    lp->poll(at_ms(ms + 100'010), heard);
    ASSERT_EQ(heard.open_orders_told, 1U);
    ASSERT_EQ(heard.positions.size(), 1U);
    ASSERT_EQ(heard.positions[0].size(), 1U);
    EXPECT_EQ(heard.positions[0][0].bought.value() - heard.positions[0][0].sold.value(), net);
    std::set<LpOrderName> open;
    for (const auto& [name, order] : asked) {
        open.insert(name);
    }
    for (const LpReport& report : std::span(heard.reports).first(told_before)) {
        if (report.kind == rejected || report.kind == cancelled || report.kind == expired ||
            report.status == OrderStatus::filled) {
            open.erase(report.name);
        }
    }
    std::set<LpOrderName> told;
    for (const LpReport& report : std::span(heard.reports).subspan(told_before)) {
        if (report.kind == status) {
            told.insert(report.name);
        }
    }
    EXPECT_EQ(told, open);
}

TEST(SimulatedLp, TermsThatCannotBeAreRefused) {
    const auto refused = [](auto change) {
        auto terms = lively_terms();
        change(terms);
        return !SimulatedLp::create(terms).has_value();
    };
    EXPECT_FALSE(refused([](auto&) {}));
    EXPECT_TRUE(refused([](auto& terms) { terms.instruments.clear(); }));
    EXPECT_TRUE(refused([](auto& terms) { terms.instruments[1].slot = eurusd; }));
    EXPECT_TRUE(refused([](auto& terms) { terms.instruments[0].price.begin = Price(); }));
    EXPECT_TRUE(refused([](auto& terms) { terms.instruments[0].price.interval_min = Duration(); }));
    EXPECT_TRUE(refused([](auto& terms) { terms.instruments[0].price.levels = 21; }));
    EXPECT_TRUE(refused([](auto& terms) { terms.dealing.latency_max = Duration(); }));
    EXPECT_TRUE(refused([](auto& terms) { terms.dealing.partial_permille = 1'001; }));
    EXPECT_TRUE(refused([](auto& terms) { terms.latency_min = Duration::nanoseconds(-1); }));
}

}  // namespace
}  // namespace trireme::venues
