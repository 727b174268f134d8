// OandaLp over a network without sockets: the test plays OANDA, transaction by transaction.

#include "venues/oanda_lp.hpp"

#include "venues/tests/fake_network.hpp"
#include "venues/tests/heard.hpp"

#include <gtest/gtest.h>

namespace trireme::venues {
namespace {

using testing::FakeNetwork;
using testing::Heard;

constexpr std::string_view stated = "2026-12-01T10:00:00.000000000Z";
const Timestamp start = *parse_timestamp("2026-12-01T10:00:00Z");

LpOrder limit_order(std::string_view name, TimeInForce time_in_force = TimeInForce::ioc) {
    return {.name = *LpOrderName::from_text(name),
            .instrument = InstrumentSlot(3),
            .side = Side::buy,
            .type = LpOrderType::limit,
            .time_in_force = time_in_force,
            .lots = Lots(200'000'000),
            .price = Price(110'000'000)};
}

std::string created(int id, std::string_view name, std::string_view more = "") {
    return fmt::format(R"({{"type":"LIMIT_ORDER","id":"{}","time":"{}","instrument":"EUR_USD","units":"200000",)"
                       R"("price":"1.1","clientExtensions":{{"id":"{}"}}{}}})",
                       id, stated, name, more);
}
std::string filled(int id, int order, std::string_view name, int units) {
    return fmt::format(
        R"({{"type":"ORDER_FILL","id":"{}","time":"{}","orderID":"{}","clientOrderID":"{}",)"
        R"("instrument":"EUR_USD","units":"{}","price":"1.2","tradeOpened":{{"units":"{}","price":"1.0999",)"
        R"("tradeID":"{}"}}}})",
        id, stated, order, name, units, units, id);
}
std::string cancelled(int id, int order, std::string_view name, std::string_view reason, std::string_view more = "") {
    return fmt::format(R"({{"type":"ORDER_CANCEL","id":"{}","time":"{}","orderID":"{}","clientOrderID":"{}",)"
                       R"("reason":"{}"{}}})",
                       id, stated, order, name, reason, more);
}
std::string rejected(int id, std::string_view name, std::string_view reason, std::string_view more = "") {
    return fmt::format(R"({{"type":"LIMIT_ORDER_REJECT","id":"{}","time":"{}","instrument":"EUR_USD","units":"1e9",)"
                       R"("rejectReason":"{}","clientExtensions":{{"id":"{}"}}{}}})",
                       id, stated, reason, name, more);
}
std::string price(std::string_view time, std::string_view bid, std::string_view ask, std::string_view more = "") {
    return fmt::format(R"({{"type":"PRICE","instrument":"EUR_USD","time":"{}","bids":[{{"price":"{}","liquidity":)"
                       R"(500000}},{{"price":"1.0","liquidity":1000000}}],"asks":[{{"price":"{}","liquidity":500000}},)"
                       R"({{"price":"1.3","liquidity":1000000}}]{}}})",
                       time, bid, ask, more);
}

class OandaLpTest : public ::testing::Test {
protected:
    OandaLpTest() {
        terms.account = OandaAccountId("101-004-1435156-001");
        terms.token = "secret-token";
        terms.instruments = {{Symbol("EUR_USD"), InstrumentSlot(3), Ratio(100'000 * std::int64_t{100'000'000})}};
        auto made = std::make_unique<FakeNetwork>();
        network = made.get();
        lp = *OandaLp::create(terms, std::move(made));
    }

    void poll() { lp->poll(now, heard); }
    void pass(Duration time) {
        now = now.plus(time);
        poll();
    }
    void answer(std::string_view target, std::string body, unsigned status = 200) {
        FakeNetwork::Asked* const request = network->pending(target);
        ASSERT_NE(request, nullptr) << target;
        network->answer(*request, status, std::move(body), now);
        poll();
    }
    void lose(std::string_view target, bool may_have_arrived) {
        FakeNetwork::Asked* const request = network->pending(target);
        ASSERT_NE(request, nullptr) << target;
        network->fail_request(*request, may_have_arrived, now);
        poll();
    }
    void line(std::string_view stream, std::string text) {
        network->say(network->channel_to(stream).id, ChannelMessage{std::move(text)}, now);
        poll();
    }
    void transaction(std::string text) { line("/transactions/stream", std::move(text)); }
    void open_streams() {
        for (const std::string_view stream : {"/pricing/stream", "/transactions/stream"}) {
            network->say(network->channel_to(stream).id, ChannelOpened{}, now);
        }
        poll();
    }
    void learn() {
        poll();
        answer("/v3/accounts", R"({"accounts":[{"id":"101-004-1435156-001","tags":[]}]})");
        answer("/instruments", R"({"instruments":[{"name":"EUR_USD","displayPrecision":5,"tradeUnitsPrecision":0,)"
                               R"("minimumTradeSize":"1","maximumOrderUnits":"100000000"}]})");
    }
    void connect(std::string orders = "") {
        learn();
        open_streams();
        answer("/pendingOrders", fmt::format(R"({{"orders":[{}],"lastTransactionID":"100"}})", orders));
        ASSERT_EQ(heard.connections, "+");
    }
    void cut() {
        network->say(network->channel_to("/transactions/stream").id, ChannelClosed{{ErrorCode::io_failure, "cut"}},
                     now);
        poll();
    }
    void come_back(std::string transactions, int last) {
        pass(Duration::seconds(1));
        open_streams();
        answer("/transactions/sinceid",
               fmt::format(R"({{"transactions":[{}],"lastTransactionID":"{}"}})", transactions, last));
    }
    std::string kinds() const {
        std::string text;
        for (const LpReport& report : heard.reports) {
            constexpr std::string_view letters = "?afrcxRCPbksu";
            text += letters[static_cast<std::size_t>(report.kind)];
        }
        return text;
    }
    const LpReport& last() const { return heard.reports.back(); }

    OandaTerms terms{};
    FakeNetwork* network = nullptr;
    std::unique_ptr<OandaLp> lp{};
    Heard heard{};
    Timestamp now = start;
};

TEST_F(OandaLpTest, ConnectsWhenBothStreamsAreOpenAndTheAccountIsKnown) {
    connect();
    EXPECT_TRUE(lp->health().is_connected);
    EXPECT_EQ(lp->health().connections, 1U);
    for (const auto& asked : network->asked) {
        EXPECT_EQ(asked.request.headers[0].value, "Bearer secret-token");
    }
    EXPECT_TRUE(network->channel_to("/pricing/stream").request.target.ends_with("instruments=EUR_USD"));
}

TEST_F(OandaLpTest, DoesNotConnectWithAnAccountThatIsNotTheTokens) {
    poll();
    answer("/v3/accounts", R"({"accounts":[{"id":"1-2"}]})");
    EXPECT_EQ(network->pending("/instruments"), nullptr);
    EXPECT_EQ(lp->send(limit_order("one"), now), LpAdmission::not_connected);
    pass(Duration::seconds(1));
    EXPECT_NE(network->pending("/v3/accounts"), nullptr);
}

TEST_F(OandaLpTest, TellsQuotesAndDepthInLots) {
    connect();
    line("/pricing/stream", price(stated, "1.1", "1.2"));
    ASSERT_EQ(heard.quotes.size(), 1U);
    EXPECT_EQ(heard.quotes[0].bid, Price(110'000'000));
    EXPECT_EQ(heard.quotes[0].ask_size, Lots(500'000'000));
    EXPECT_EQ(heard.quotes[0].instrument, InstrumentSlot(3));
    EXPECT_EQ(heard.quotes[0].stated, start);
    ASSERT_EQ(heard.depths.size(), 1U);
    EXPECT_EQ(heard.depths[0].asks[1].lots, Lots(1'000'000'000));
    line("/pricing/stream", price(stated, "1.1", "1.2", R"(,"status":"non-tradeable")"));
    EXPECT_EQ(heard.withdrawn, 1U);
}

TEST_F(OandaLpTest, PricesThatCannotBeChangeNothing) {
    connect();
    line("/pricing/stream", price(stated, "1.1", "1.2"));
    for (const std::string& text :
         {price("2026-12-01T09:59:59Z", "1.1", "1.2"), price("2036-12-01T10:00:00Z", "1.1", "1.2"),
          price(stated, "1.2", "1.1"), price(stated, "0", "1.1"), price(stated, "1.1", "1.2").substr(0, 90),
          std::string("{}"), std::string(1 << 20, ' '), filled(101, 1, "x", 1)}) {
        line("/pricing/stream", text);
    }
    EXPECT_EQ(heard.quotes.size(), 1U);
    EXPECT_EQ(lp->health().bad_messages, 8U);
    EXPECT_TRUE(lp->health().is_connected);
}

TEST_F(OandaLpTest, AnOrderIsAskedAsOandaWantsItAndFilledOnce) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    EXPECT_EQ(network->pending("/orders")->request.body,
              R"({"order":{"type":"LIMIT","instrument":"EUR_USD","units":"200000","price":"1.1","timeInForce":"IOC",)"
              R"("positionFill":"DEFAULT","clientExtensions":{"id":"one"}}})");
    now = now.plus(Duration::milliseconds(30));
    answer("/orders",
           fmt::format(R"({{"orderCreateTransaction":{},"orderFillTransaction":{},"lastTransactionID":"102"}})",
                       created(101, "one"), filled(102, 101, "one", 200'000)),
           201);
    transaction(created(101, "one"));
    transaction(filled(102, 101, "one", 200'000));
    ASSERT_EQ(kinds(), "af");
    EXPECT_EQ(last().execution.view(), "102");
    EXPECT_EQ(last().price, Price(109'990'000));
    EXPECT_EQ(last().lots, Lots(200'000'000));
    EXPECT_EQ(last().status, OrderStatus::filled);
    EXPECT_EQ(last().leaves, Lots());
    EXPECT_EQ(lp->health().order_latency, Duration::milliseconds(30));
    EXPECT_EQ(lp->health().fills, 1U);
}

TEST_F(OandaLpTest, MarketOrdersThatSellHaveNoPriceAndUnitsBelowZero) {
    connect();
    LpOrder order = limit_order("one", TimeInForce::fok);
    order.type = LpOrderType::market;
    order.side = Side::sell;
    ASSERT_EQ(lp->send(order, now), LpAdmission::taken);
    EXPECT_EQ(network->pending("/orders")->request.body,
              R"({"order":{"type":"MARKET","instrument":"EUR_USD","units":"-200000","timeInForce":"FOK",)"
              R"("positionFill":"DEFAULT","clientExtensions":{"id":"one"}}})");
}

TEST_F(OandaLpTest, WhatIsLeftOfAnOrderForNowIsCancelledOnce) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    transaction(created(101, "one"));
    transaction(filled(102, 101, "one", 50'000));
    transaction(cancelled(103, 101, "one", "TIME_IN_FORCE_EXPIRED"));
    ASSERT_EQ(kinds(), "afc");
    EXPECT_EQ(last().reason, LpReason::volume);
    EXPECT_EQ(last().cumulative, Lots(50'000'000));
}

TEST_F(OandaLpTest, AnOrderThatThePriceDoesNotReachIsCancelled) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    transaction(created(101, "one"));
    transaction(cancelled(102, 101, "one", "TIME_IN_FORCE_EXPIRED"));
    ASSERT_EQ(kinds(), "ac");
    EXPECT_EQ(last().reason, LpReason::price);
}

TEST_F(OandaLpTest, RefusalsHaveTheirReasons) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    answer("/orders",
           fmt::format(R"({{"orderRejectTransaction":{},"lastTransactionID":"101","errorCode":"X"}})",
                       rejected(101, "one", "INSTRUMENT_NOT_TRADEABLE")),
           400);
    EXPECT_EQ(last().reason, LpReason::closed);
    ASSERT_EQ(lp->send(limit_order("two"), now), LpAdmission::taken);
    answer("/orders", "too fast", 429);
    EXPECT_EQ(last().reason, LpReason::busy);
    ASSERT_EQ(lp->send(limit_order("three"), now), LpAdmission::taken);
    lose("/orders", false);
    EXPECT_EQ(last().reason, LpReason::dealer);
    EXPECT_EQ(kinds(), "rrr");
    EXPECT_EQ(lp->health().rejects, 3U);
}

TEST_F(OandaLpTest, OrdersThatCannotBeAskedAreRejectedHere) {
    connect();
    LpOrder order = limit_order("bad\"name");
    const auto reason_of = [&](const LpOrder& asked) {
        EXPECT_EQ(lp->send(asked, now), LpAdmission::taken);
        poll();
        return last().reason;
    };
    EXPECT_EQ(reason_of(order), LpReason::terms);
    order = limit_order("one");
    order.lots = Lots(1);
    EXPECT_EQ(reason_of(order), LpReason::terms);
    order = limit_order("one");
    order.price = Price(110'000'100);
    EXPECT_EQ(reason_of(order), LpReason::terms);
    order = limit_order("one", TimeInForce::gtd);
    EXPECT_EQ(reason_of(order), LpReason::terms);
    order = limit_order("one");
    order.instrument = InstrumentSlot(4);
    EXPECT_EQ(reason_of(order), LpReason::instrument);
    EXPECT_EQ(network->pending("/orders"), nullptr);
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    EXPECT_EQ(reason_of(limit_order("one")), LpReason::repeated);
}

TEST_F(OandaLpTest, ARestingOrderIsReplacedFilledInPartsAndCancelled) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one", TimeInForce::gtc), now), LpAdmission::taken);
    transaction(created(101, "one"));
    transaction(filled(102, 101, "one", 50'000));
    transaction(created(103, "one"));  // issued again for what is left
    ASSERT_EQ(kinds(), "af");
    ASSERT_EQ(lp->replace({LpOrderName("one"), Lots(350'000'000), Price(105'000'000)}, now), LpAdmission::taken);
    EXPECT_TRUE(network->pending("/orders/@one")->request.body.contains(R"("units":"300000","price":"1.05")"));
    transaction(cancelled(104, 103, "one", "CLIENT_REQUEST_REPLACED", R"(,"replacedByOrderID":"105")"));
    transaction(created(105, "one", R"(,"replacesOrderID":"103")"));
    ASSERT_EQ(kinds(), "afR");
    EXPECT_EQ(last().leaves, Lots(200'000'000));
    EXPECT_EQ(last().status, OrderStatus::partially_filled);
    ASSERT_EQ(lp->cancel(LpOrderName("one"), now), LpAdmission::taken);
    answer("/orders/@one/cancel", fmt::format(R"({{"orderCancelTransaction":{},"lastTransactionID":"106"}})",
                                              cancelled(106, 105, "one", "CLIENT_REQUEST")));
    ASSERT_EQ(kinds(), "afRc");
    EXPECT_EQ(last().reason, LpReason::none);
    EXPECT_EQ(last().cumulative, Lots(50'000'000));
    ASSERT_EQ(lp->cancel(LpOrderName("one"), now), LpAdmission::taken);
    poll();
    EXPECT_EQ(last().kind, LpReportKind::cancel_rejected);
    EXPECT_EQ(last().reason, LpReason::finished);
}

TEST_F(OandaLpTest, ARefusedReplacementOrCancelLeavesTheOrder) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one", TimeInForce::gtc), now), LpAdmission::taken);
    transaction(created(101, "one"));
    ASSERT_EQ(lp->replace({LpOrderName("one"), Lots(300'000'000), Price(105'000'000)}, now), LpAdmission::taken);
    transaction(rejected(102, "one", "PRICE_INVALID", R"(,"intendedReplacesOrderID":"101")"));
    EXPECT_EQ(last().kind, LpReportKind::replace_rejected);
    EXPECT_EQ(last().reason, LpReason::terms);
    ASSERT_EQ(lp->cancel(LpOrderName("one"), now), LpAdmission::taken);
    answer("/cancel", "", 404);
    EXPECT_EQ(last().kind, LpReportKind::cancel_rejected);
    EXPECT_EQ(last().status, OrderStatus::accepted);
    ASSERT_EQ(lp->replace({LpOrderName("no"), Lots(1), Price(1)}, now), LpAdmission::taken);
    poll();
    EXPECT_EQ(last().reason, LpReason::not_found);
}

TEST_F(OandaLpTest, TransactionsAreAppliedInOrderWhicheverWayTheyCome) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one", TimeInForce::gtc), now), LpAdmission::taken);
    transaction(cancelled(103, 101, "one", "CLIENT_REQUEST"));
    transaction(filled(102, 101, "one", 50'000));
    EXPECT_EQ(kinds(), "");
    answer("/transactions/sinceid?id=100", fmt::format(R"({{"transactions":[{},{}],"lastTransactionID":"102"}})",
                                                       filled(102, 101, "one", 50'000), created(101, "one")));
    EXPECT_EQ(kinds(), "afc");
}

TEST_F(OandaLpTest, AHeartbeatTellsOfTransactionsThatAreMissing) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    transaction(fmt::format(R"({{"type":"HEARTBEAT","lastTransactionID":"101","time":"{}"}})", stated));
    answer("/transactions/sinceid?id=100",
           fmt::format(R"({{"transactions":[{}],"lastTransactionID":"101"}})", rejected(101, "one", "UNITS_INVALID")));
    EXPECT_EQ(kinds(), "r");
}

TEST_F(OandaLpTest, AHeartbeatThatLiesIsAskedAboutButNotForever) {
    connect();
    transaction(
        fmt::format(R"({{"type":"HEARTBEAT","lastTransactionID":"18446744073709551615","time":"{}"}})", stated));
    answer("/transactions/sinceid?id=100", R"({"transactions":[],"lastTransactionID":"100"})");
    pass(Duration::seconds(3));
    EXPECT_EQ(network->pending("/transactions/sinceid"), nullptr);
}

// The connection ends while an order is under way; the outcome is the next transaction after the last known one.
TEST_F(OandaLpTest, AFillWhileTheConnectionWasLostIsFoundByTransactionId) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    lose("/orders", true);
    cut();
    EXPECT_EQ(heard.connections, "+-");
    come_back(created(101, "one") + "," + filled(102, 101, "one", 200'000), 102);
    EXPECT_EQ(heard.connections, "+-+");
    EXPECT_EQ(kinds(), "af");
    pass(Duration::seconds(5));
    EXPECT_EQ(network->pending("/orders/@one"), nullptr);
}

TEST_F(OandaLpTest, ARejectionWhileTheConnectionWasLostIsFoundByTransactionId) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    lose("/orders", true);
    cut();
    come_back(rejected(101, "one", "INSUFFICIENT_MARGIN"), 101);
    EXPECT_EQ(kinds(), "r");
    EXPECT_EQ(last().reason, LpReason::dealer);
}

TEST_F(OandaLpTest, AnOrderThatNeverArrivedIsFoundOutByItsName) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    lose("/orders", true);
    cut();
    come_back("", 100);
    EXPECT_EQ(kinds(), "");
    pass(Duration::seconds(2));
    answer("/orders/@one", R"({"errorCode":"NO_SUCH_ORDER"})", 404);
    ASSERT_EQ(kinds(), "u");
    EXPECT_EQ(last().status, OrderStatus::unknown);
    // And if it was only late, its outcome counts.
    transaction(created(101, "one"));
    transaction(filled(102, 101, "one", 200'000));
    EXPECT_EQ(kinds(), "uaf");
}

TEST_F(OandaLpTest, AnAnswerThatCannotBeReadLeavesTheOrderInDoubt) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    answer("/orders", "<html>", 502);
    pass(Duration::seconds(2));
    answer("/orders/@one", "not JSON");
    pass(Duration::seconds(2));
    answer("/orders/@one",
           fmt::format(R"({{"order":{{"id":"101","state":"FILLED","createTime":"{}","clientExtensions":{{"id":"one"}},)"
                       R"("fillingTransactionID":"102"}}}})",
                       stated));
    answer("/transactions/sinceid?id=100", fmt::format(R"({{"transactions":[{},{}],"lastTransactionID":"102"}})",
                                                       created(101, "one"), filled(102, 101, "one", 200'000)));
    EXPECT_EQ(kinds(), "af");
    EXPECT_EQ(lp->health().bad_messages, 1U);
}

TEST_F(OandaLpTest, ADoneAnswerWithoutTransactionsIsNotBelieved) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    answer("/orders", R"({"lastTransactionID":"100"})", 201);
    EXPECT_EQ(kinds(), "");
    pass(Duration::seconds(2));
    answer("/orders/@one", "", 404);
    EXPECT_EQ(kinds(), "u");
}

TEST_F(OandaLpTest, StatusOfAnOrderOfAnEarlierStartComesFromItsFill) {
    connect();
    ASSERT_EQ(lp->ask_status(LpOrderName("old"), now), LpAdmission::taken);
    answer("/orders/@old",
           fmt::format(R"({{"order":{{"id":"51","state":"FILLED","createTime":"{}","clientExtensions":{{"id":"old"}},)"
                       R"("instrument":"EUR_USD","units":"200000","fillingTransactionID":"52"}}}})",
                       stated));
    answer("/transactions/52", fmt::format(R"({{"transaction":{}}})", filled(52, 51, "old", 200'000)));
    ASSERT_EQ(kinds(), "s");
    EXPECT_EQ(last().status, OrderStatus::filled);
    EXPECT_EQ(last().execution.view(), "52");
    EXPECT_EQ(last().cumulative, Lots(200'000'000));
    ASSERT_EQ(lp->ask_status(LpOrderName("none"), now), LpAdmission::taken);
    answer("/orders/@none", "", 404);
    EXPECT_EQ(last().kind, LpReportKind::unknown);
}

TEST_F(OandaLpTest, OrdersThatRestAtTheStartAreKnownAndTold) {
    const std::string resting =
        fmt::format(R"({{"id":"90","type":"LIMIT","state":"PENDING","createTime":"{}","instrument":"EUR_USD",)"
                    R"("units":"-100000","price":"1.2","timeInForce":"GTC","clientExtensions":{{"id":"rest"}}}},)"
                    R"({{"id":"91","type":"STOP_LOSS","state":"PENDING","createTime":"{}","price":"1"}})",
                    stated, stated);
    connect(resting);
    ASSERT_EQ(lp->ask_open_orders(now), LpAdmission::taken);
    answer("/pendingOrders", fmt::format(R"({{"orders":[{}],"lastTransactionID":"100"}})", resting));
    ASSERT_EQ(kinds(), "s");
    EXPECT_EQ(last().leaves, Lots(100'000'000));
    EXPECT_EQ(heard.open_orders_told, 1U);
    transaction(filled(101, 90, "rest", -100'000));
    EXPECT_EQ(last().status, OrderStatus::filled);
}

TEST_F(OandaLpTest, PositionsAreToldOnBothSides) {
    connect();
    ASSERT_EQ(lp->ask_positions(now), LpAdmission::taken);
    answer("/openPositions", R"({"positions":[{"instrument":"EUR_USD","long":{"units":"100000"},)"
                             R"("short":{"units":"-50000"}},{"instrument":"DE30_EUR","long":{"units":"0"},)"
                             R"("short":{"units":"-20"}}],"lastTransactionID":"100"})");
    ASSERT_EQ(heard.positions.size(), 1U);
    ASSERT_EQ(heard.positions[0].size(), 1U);
    EXPECT_EQ(heard.positions[0][0].bought, Lots(100'000'000));
    EXPECT_EQ(heard.positions[0][0].sold, Lots(50'000'000));
}

TEST_F(OandaLpTest, SilenceIsALostConnectionAndItComesBackLaterEachTime) {
    connect();
    pass(Duration::seconds(11));
    EXPECT_EQ(heard.connections, "+");
    pass(Duration::seconds(1));
    EXPECT_EQ(heard.connections, "+-");
    EXPECT_TRUE(network->channel_to("/pricing/stream").is_closed);
    const Timestamp first = lp->next_due();
    EXPECT_GE(first, now.plus(Duration::milliseconds(250)));
    EXPECT_LE(first, now.plus(Duration::milliseconds(500)));
    now = first;
    poll();
    cut();
    EXPECT_GT(lp->next_due(), now.plus(Duration::milliseconds(499)));
}

TEST_F(OandaLpTest, QuestionsAreLostWithTheConnection) {
    connect();
    ASSERT_EQ(lp->ask_positions(now), LpAdmission::taken);
    cut();
    answer("/openPositions", R"({"positions":[],"lastTransactionID":"100"})");
    EXPECT_TRUE(heard.positions.empty());
    EXPECT_EQ(lp->ask_positions(now), LpAdmission::not_connected);
}

TEST_F(OandaLpTest, TooManyRequestsAreRefusedAndChangeNothing) {
    connect();
    network->is_full = true;
    EXPECT_EQ(lp->send(limit_order("one"), now), LpAdmission::overloaded);
    network->is_full = false;
    for (std::size_t sent = 0; sent < terms.waiting_requests_max; ++sent) {
        ASSERT_EQ(lp->send(limit_order(fmt::format("n{}", sent)), now), LpAdmission::taken);
    }
    EXPECT_EQ(lp->send(limit_order("one"), now), LpAdmission::overloaded);
    EXPECT_EQ(lp->health().orders, terms.waiting_requests_max);
}

TEST(OandaTermsTest, TermsThatMakeNoSenseAreRefusedWithoutNamingTheToken) {
    const auto refused = [](auto change) {
        OandaTerms terms;
        terms.account = OandaAccountId("1-2");
        terms.token = "secret";
        terms.instruments = {{Symbol("EUR_USD"), InstrumentSlot(0)}};
        change(terms);
        const auto made = OandaLp::create(terms, std::make_unique<FakeNetwork>());
        return !made && !made.error().message.contains("secret");
    };
    EXPECT_FALSE(refused([](OandaTerms&) {}));
    EXPECT_TRUE(refused([](OandaTerms& terms) { terms.account = OandaAccountId("a/b"); }));
    EXPECT_TRUE(refused([](OandaTerms& terms) { terms.token = "secret\r\nX: y"; }));
    EXPECT_TRUE(refused([](OandaTerms& terms) { terms.instruments.clear(); }));
    EXPECT_TRUE(refused([](OandaTerms& terms) { terms.instruments.push_back(terms.instruments[0]); }));
    EXPECT_TRUE(refused([](OandaTerms& terms) { terms.silence_max = Duration::seconds(5); }));
}

}  // namespace
}  // namespace trireme::venues
