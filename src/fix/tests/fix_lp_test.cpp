#include "fix/fix_lp.hpp"

#include "fix/tests/fix_rig.hpp"

#include <gtest/gtest.h>

namespace trireme::fix {
namespace {

using testing::book;
using testing::eurusd;
using testing::order;
using testing::Rig;
using enum LpReportKind;

TEST(FixLp, QuotesAndDepthComeAsTheLpHasThem) {
    for (const auto updates : {MarketDataUpdates::full, MarketDataUpdates::incremental}) {
        Rig rig;
        rig.profile.updates = updates;
        rig.start();
        rig.dealer.set_book(eurusd, book(108'452'000, 108'454'000));
        ASSERT_TRUE(rig.wait([&] { return rig.heard.quotes.size() == 1; })) << rig.logs();
        rig.dealer.set_book(eurusd, book(108'451'000, 108'455'000));
        ASSERT_TRUE(rig.wait([&] { return rig.heard.quotes.size() == 2; })) << rig.logs();
        const LpQuote& quote = rig.heard.quotes.back();
        EXPECT_EQ(quote.lp, LpSlot(3));
        EXPECT_EQ(quote.instrument, eurusd);
        EXPECT_EQ(quote.bid, Price(108'451'000));
        EXPECT_EQ(quote.ask, Price(108'455'000));
        EXPECT_EQ(quote.bid_size, Lots(200'000'000));
        EXPECT_EQ(quote.ask_size, Lots(100'000'000));
        EXPECT_EQ(quote.id, 2U);
        ASSERT_EQ(rig.heard.depths.size(), 2U);
        EXPECT_EQ(rig.heard.depths.back().bids, book(108'451'000, 108'455'000).bids);
        EXPECT_EQ(rig.heard.depths.back().asks, book(108'451'000, 108'455'000).asks);
        rig.dealer.set_book(eurusd, {});
        EXPECT_TRUE(rig.wait([&] { return rig.heard.withdrawn == 1; })) << rig.logs();
        EXPECT_EQ(rig.lp->health().bad_messages, 0U) << rig.logs();
    }
}

TEST(FixLp, AnOrderIsFilled) {
    Rig rig;
    rig.start();
    ASSERT_EQ(rig.lp->send(order("h1", LpOrderType::market), rig.clock.now()), LpAdmission::taken);
    ASSERT_TRUE(rig.wait([&] { return rig.heard.reports.size() == 2; })) << rig.logs();
    EXPECT_EQ(rig.kinds(), (std::vector{accepted, filled}));
    const LpReport& fill = rig.heard.reports.back();
    EXPECT_EQ(fill.name.view(), "h1");
    EXPECT_EQ(fill.execution.view(), "xh1");
    EXPECT_EQ(fill.lots, Lots(150'000'000));
    EXPECT_EQ(fill.cumulative, Lots(150'000'000));
    EXPECT_EQ(fill.leaves, Lots());
    EXPECT_EQ(fill.price, Price(108'454'000));
    EXPECT_EQ(fill.status, OrderStatus::filled);
    ASSERT_EQ(rig.dealer.orders().size(), 1U);
    EXPECT_EQ(rig.dealer.orders()[0].lots, Lots(150'000'000));
    EXPECT_EQ(rig.lp->health().fills, 1U);
    EXPECT_GT(rig.lp->health().order_latency, Duration());
}

TEST(FixLp, AnOrderIsReplacedTwiceAndCancelledUnderItsName) {
    Rig rig;
    rig.start();
    const LpOrder limit = order("h2", LpOrderType::limit);
    ASSERT_EQ(rig.lp->send(limit, rig.clock.now()), LpAdmission::taken);
    ASSERT_TRUE(rig.wait([&] { return rig.heard.reports.size() == 1; })) << rig.logs();
    for (const std::size_t lots : {2U, 3U}) {
        ASSERT_EQ(rig.lp->replace({limit.name, Lots(static_cast<std::int64_t>(lots) * 100'000'000), Price(108'100'000)},
                                  rig.clock.now()),
                  LpAdmission::taken);
        ASSERT_TRUE(rig.wait([&] { return rig.heard.reports.size() == lots; })) << rig.logs();
    }
    ASSERT_EQ(rig.lp->cancel(limit.name, rig.clock.now()), LpAdmission::taken);
    ASSERT_TRUE(rig.wait([&] { return rig.heard.reports.size() == 4; })) << rig.logs();
    EXPECT_EQ(rig.kinds(), (std::vector{accepted, replaced, replaced, cancelled}));
    EXPECT_EQ(rig.heard.reports[2].leaves, Lots(300'000'000));
    for (const LpReport& report : rig.heard.reports) {
        EXPECT_EQ(report.name, limit.name);
    }
    // The chain of ClOrdIDs: each change names the one before.
    EXPECT_NE(rig.logs().find("11=h2~3|38=300000|41=h2~2|"), std::string::npos) << rig.logs();
}

TEST(FixLp, QuestionsAreAnswered) {
    Rig rig;
    rig.start();
    ASSERT_EQ(rig.lp->ask_open_orders(rig.clock.now()), LpAdmission::taken);
    ASSERT_EQ(rig.lp->ask_positions(rig.clock.now()), LpAdmission::taken);
    ASSERT_TRUE(rig.wait([&] { return rig.heard.open_orders_told == 1 && rig.heard.positions.size() == 1; }))
        << rig.logs();
    EXPECT_TRUE(rig.heard.positions[0].empty());
    EXPECT_TRUE(rig.heard.reports.empty());

    for (const auto* const name : {"a", "b"}) {
        ASSERT_EQ(rig.lp->send(order(name, LpOrderType::limit), rig.clock.now()), LpAdmission::taken);
    }
    ASSERT_EQ(rig.lp->send(order("c", LpOrderType::market), rig.clock.now()), LpAdmission::taken);
    ASSERT_TRUE(rig.wait([&] { return rig.heard.reports.size() == 4; })) << rig.logs();
    ASSERT_EQ(rig.lp->ask_open_orders(rig.clock.now()), LpAdmission::taken);
    ASSERT_EQ(rig.lp->ask_positions(rig.clock.now()), LpAdmission::taken);
    ASSERT_TRUE(rig.wait([&] { return rig.heard.open_orders_told == 2 && rig.heard.positions.size() == 2; }))
        << rig.logs();
    ASSERT_EQ(rig.heard.reports.size(), 6U);
    EXPECT_EQ(rig.heard.reports[4].kind, status);
    EXPECT_EQ(rig.heard.reports[5].leaves, Lots(150'000'000));
    ASSERT_EQ(rig.heard.positions[1].size(), 1U);
    EXPECT_EQ(rig.heard.positions[1][0].bought, Lots(150'000'000));

    ASSERT_EQ(rig.lp->ask_status(*LpOrderName::from_text("a"), rig.clock.now()), LpAdmission::taken);
    ASSERT_TRUE(rig.wait([&] { return rig.heard.reports.size() == 7; })) << rig.logs();
    ASSERT_EQ(rig.lp->ask_status(*LpOrderName::from_text("never"), rig.clock.now()), LpAdmission::taken);
    ASSERT_TRUE(rig.wait([&] { return rig.heard.reports.size() == 8; })) << rig.logs();
    EXPECT_EQ(rig.heard.reports[6].kind, status);
    EXPECT_EQ(rig.heard.reports[6].status, OrderStatus::accepted);
    EXPECT_EQ(rig.heard.reports[7].kind, unknown);
}

TEST(FixLp, BustsAndCorrectionsNameTheirFill) {
    Rig rig;
    rig.start();
    ASSERT_EQ(rig.lp->send(order("h1", LpOrderType::market), rig.clock.now()), LpAdmission::taken);
    ASSERT_TRUE(rig.wait([&] { return rig.heard.reports.size() == 2; })) << rig.logs();
    LpReport report{.kind = corrected,
                    .name = *LpOrderName::from_text("h1"),
                    .status = OrderStatus::filled,
                    .execution = *LpExecutionId::from_text("c1"),
                    .refers_to = *LpExecutionId::from_text("xh1"),
                    .lots = Lots(150'000'000),
                    .price = Price(108'460'000),
                    .cumulative = Lots(150'000'000)};
    rig.dealer.say(report);
    report.kind = busted;
    report.execution = *LpExecutionId::from_text("c2");
    report.refers_to = *LpExecutionId::from_text("c1");
    rig.dealer.say(report);
    ASSERT_TRUE(rig.wait([&] { return rig.heard.reports.size() == 4; })) << rig.logs();
    EXPECT_EQ(rig.kinds(), (std::vector{accepted, filled, corrected, busted}));
    EXPECT_EQ(rig.heard.reports[2].price, Price(108'460'000));
    EXPECT_EQ(rig.heard.reports[2].refers_to.view(), "xh1");
    EXPECT_EQ(rig.heard.reports[3].refers_to.view(), "c1");
}

TEST(FixLp, WhatCannotBeSaidIsAnsweredByOurselves) {
    Rig rig;
    rig.start();
    LpOrder stranger = order("s", LpOrderType::market);
    stranger.instrument = InstrumentSlot(99);
    ASSERT_EQ(rig.lp->send(stranger, rig.clock.now()), LpAdmission::taken);
    ASSERT_EQ(rig.lp->cancel(*LpOrderName::from_text("nobody"), rig.clock.now()), LpAdmission::taken);
    ASSERT_TRUE(rig.wait([&] { return rig.heard.reports.size() == 2; })) << rig.logs();
    EXPECT_EQ(rig.kinds(), (std::vector{rejected, cancel_rejected}));
    EXPECT_EQ(rig.heard.reports[1].reason, LpReason::not_found);
    EXPECT_TRUE(rig.dealer.orders().empty());
}

TEST(FixLp, OneSessionMayServeBoth) {
    Rig rig;
    rig.profile.orders.reset();
    rig.profile.quotes.resets_on_logon = false;
    rig.start();
    rig.dealer.set_book(eurusd, book(108'452'000, 108'454'000));
    ASSERT_EQ(rig.lp->send(order("h1", LpOrderType::market), rig.clock.now()), LpAdmission::taken);
    EXPECT_TRUE(rig.wait([&] { return rig.heard.reports.size() == 2 && rig.heard.quotes.size() == 1; })) << rig.logs();
}

TEST(FixLp, NothingIsTakenWithoutAConnection) {
    Rig rig;
    rig.server_terms.port = 1;  // nobody listens there
    rig.start_client();
    EXPECT_EQ(rig.lp->send(order("h1", LpOrderType::market), rig.clock.now()), LpAdmission::not_connected);
    EXPECT_FALSE(rig.lp->health().is_connected);
}

}  // namespace
}  // namespace trireme::fix
