// DeltaLp over a network without sockets: the test plays Delta Exchange, message by message. The texts have the forms
// of its documentation (docs.delta.exchange), and the checksum and its book are the documentation's own.

#include "venues/delta_lp.hpp"

#include "venues/delta_book.hpp"
#include "venues/delta_parser.hpp"
#include "venues/signature.hpp"
#include "venues/tests/fake_network.hpp"
#include "venues/tests/heard.hpp"

#include <gtest/gtest.h>

namespace trireme::venues {
namespace {

using testing::FakeNetwork;
using testing::Heard;

constexpr std::string_view snapshot =
    R"({"action":"snapshot","asks":[["16919.0","1087"],["16919.5","1193"],["16920.0","510"]],)"
    R"("bids":[["16918.0","602"],["16917.5","1792"],["16917.0","2039"]],"timestamp":1671140718980723,)"
    R"("sequence_no":6199,"symbol":"BTCUSD","type":"l2_updates","cs":2178756498})";

std::string update(std::uint64_t sequence, std::string_view bids, std::string_view asks, std::uint32_t checksum) {
    return fmt::format(R"({{"action":"update","asks":[{}],"bids":[{}],"sequence_no":{},"symbol":"BTCUSD",)"
                       R"("type":"l2_updates","timestamp":1671140769059031,"cs":{}}})",
                       asks, bids, sequence, checksum);
}

TEST(DeltaSignature, IsHmacSha256InHex) {
    // RFC 4231, test case 2.
    EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(DeltaBookTest, TheDocumentationsBookHasTheDocumentationsChecksum) {
    DeltaBook book;
    EXPECT_EQ(book.apply(parse_delta_message(update(1, "", "", 0))->book_update), DeltaBook::Outcome::waiting);
    EXPECT_EQ(book.apply(parse_delta_message(snapshot)->book_update), DeltaBook::Outcome::applied);
    // 16919.5:710,16920.0:510|16918.5:304,16918.0:602,16917.5:1792,16917.0:2039 by an independent CRC-32.
    const std::string next = update(6200, R"(["16918.5","304"])", R"(["16919.0","0"],["16919.5","710"])", 3409694612);
    const auto changed = parse_delta_message(next);
    ASSERT_TRUE(changed) << changed.error().message;
    ASSERT_EQ(book.apply(changed->book_update), DeltaBook::Outcome::applied);
    ASSERT_EQ(book.bids().size(), 4U);
    EXPECT_EQ(book.bids()[0].price, Price(1'691'850'000'000));
    ASSERT_EQ(book.asks().size(), 2U);
    EXPECT_EQ(format(book.asks()[0].contracts), "710");
    EXPECT_EQ(book.apply(changed->book_update), DeltaBook::Outcome::gap);
    EXPECT_TRUE(book.bids().empty());
}

TEST(DeltaBookTest, AChecksumThatIsNotTheBooksLosesIt) {
    DeltaBook book;
    ASSERT_EQ(book.apply(parse_delta_message(snapshot)->book_update), DeltaBook::Outcome::applied);
    EXPECT_EQ(book.apply(parse_delta_message(update(6200, "", "", 7))->book_update), DeltaBook::Outcome::checksum);
    EXPECT_FALSE(book.is_synced());
}

LpOrder limit_order(std::string_view name, TimeInForce time_in_force = TimeInForce::ioc) {
    return {.name = *LpOrderName::from_text(name),
            .instrument = InstrumentSlot(2),
            .side = Side::buy,
            .type = LpOrderType::limit,
            .time_in_force = time_in_force,
            .lots = Lots(100'000'000),
            .price = Price(1'691'950'000'000)};
}

// A lot is a hundred contracts.
std::string order_members(std::string_view name, std::string_view state, int size, int unfilled,
                          std::string_view reason = "") {
    return fmt::format(R"("client_order_id":"{}","side":"buy","state":"{}","size":{},"unfilled_size":{},)"
                       R"("limit_price":"16919.5","cancellation_reason":{})",
                       name, state, size, unfilled, reason.empty() ? "null" : fmt::format("\"{}\"", reason));
}
std::string order_answer(std::string_view name, std::string_view state, int size, int unfilled,
                         std::string_view reason = "") {
    return fmt::format(R"({{"success":true,"result":{{"id":51,"product_symbol":"BTCUSD",{}}}}})",
                       order_members(name, state, size, unfilled, reason));
}
std::string order_message(std::string_view name, std::string_view state, int size, int unfilled,
                          std::string_view reason = "") {
    return fmt::format(R"({{"type":"orders","action":"update","order_id":51,"symbol":"BTCUSD",{}}})",
                       order_members(name, state, size, unfilled, reason));
}
std::string fill_message(std::string_view id, int size, int sequence) {
    return fmt::format(R"({{"type":"v2/user_trades","sy":"BTCUSD","f":"{}","R":"normal","u":1,"o":51,"S":"buy","s":{},)"
                       R"("p":"16919.0","r":"taker","c":"one","t":1796119200000000,"se":{}}})",
                       id, size, sequence);
}
std::string fills_answer(std::string_view id, int size) {
    return fmt::format(R"({{"success":true,"result":[{{"id":"{}","size":{},"side":"buy","price":"16919.0",)"
                       R"("created_at":"1796119200000000","product_symbol":"BTCUSD","order_id":"51"}}]}})",
                       id, size);
}

class DeltaLpTest : public ::testing::Test {
protected:
    DeltaLpTest() {
        terms.api_key = "key";
        terms.secret = "very-secret";
        terms.instruments = {{Symbol("BTCUSD"), InstrumentSlot(2), Ratio(100 * std::int64_t{100'000'000})}};
        auto made = std::make_unique<FakeNetwork>();
        network = made.get();
        lp = *DeltaLp::create(terms, std::move(made));
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
    FakeNetwork::Channel& socket() { return network->channels.back(); }
    void say(std::string text) {
        network->say(socket().id, ChannelMessage{std::move(text)}, now);
        poll();
    }
    void open() {
        network->say(socket().id, ChannelOpened{}, now);
        poll();
        say(R"({"type":"key-auth","success":true,"status_code":200,"status":"authenticated"})");
        say(R"({"type":"subscriptions","channels":[]})");
    }
    void connect() {
        poll();
        answer("/v2/products/BTCUSD", R"({"success":true,"result":{"id":27,"symbol":"BTCUSD","tick_size":"0.5"}})");
        open();
        answer("/v2/orders?states", R"({"success":true,"result":[]})");
        ASSERT_EQ(heard.connections, "+");
    }
    void cut() {
        network->say(socket().id, ChannelClosed{{ErrorCode::io_failure, "cut"}}, now);
        poll();
    }
    void come_back(std::string fills) {
        pass(Duration::seconds(1));
        open();
        answer("/v2/orders?states", R"({"success":true,"result":[]})");
        answer("/v2/fills", std::move(fills));
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

    DeltaTerms terms{};
    FakeNetwork* network = nullptr;
    std::unique_ptr<DeltaLp> lp{};
    Heard heard{};
    Timestamp now = *parse_timestamp("2026-12-01T10:00:00Z");
};

TEST_F(DeltaLpTest, ConnectsAfterProductsAuthenticationAndSubscription) {
    connect();
    const auto& sent = socket().sent;
    ASSERT_EQ(sent.size(), 3U);
    EXPECT_EQ(sent[0], R"({"type":"enable_heartbeat"})");
    EXPECT_EQ(sent[1], fmt::format(R"({{"type":"key-auth","payload":{{"api-key":"key","signature":"{}","timestamp":)"
                                   R"("1796119200"}}}})",
                                   hmac_sha256_hex("very-secret", "GET1796119200/live")));
    EXPECT_TRUE(sent[2].contains(R"({"name":"l2_updates","symbols":["BTCUSD"]})"));
    for (const auto& asked : network->asked) {
        EXPECT_EQ(asked.request.headers[1].value,
                  hmac_sha256_hex("very-secret", fmt::format("GET1796119200{}", asked.request.target)));
    }
}

TEST_F(DeltaLpTest, ARefusedAuthenticationIsNoConnection) {
    poll();
    answer("/v2/products/BTCUSD", R"({"success":true,"result":{"id":27,"symbol":"BTCUSD","tick_size":"0.5"}})");
    network->say(socket().id, ChannelOpened{}, now);
    poll();
    say(R"({"type":"key-auth","success":false,"status_code":401})");
    EXPECT_TRUE(socket().is_closed);
    EXPECT_EQ(heard.connections, "");
    EXPECT_GT(lp->next_due(), now);
}

TEST_F(DeltaLpTest, QuotesAreTheBooksAndTheTickersWithoutOne) {
    connect();
    const std::string ticker =
        R"({"type":"v2/ticker","symbol":"BTCUSD","timestamp":1671140718980000,"quotes":{"best_ask":"16920",)"
        R"("best_bid":"16917","bid_size":"100","ask_size":"200"}})";
    say(ticker);
    ASSERT_EQ(heard.quotes.size(), 1U);
    EXPECT_EQ(heard.quotes[0].bid_size, Lots(100'000'000));
    say(std::string(snapshot));
    say(ticker);
    ASSERT_EQ(heard.quotes.size(), 2U);
    EXPECT_EQ(heard.quotes[1].ask, Price(1'691'900'000'000));
    EXPECT_EQ(heard.quotes[1].ask_size, Lots(1'087'000'000));
    ASSERT_EQ(heard.depths.size(), 1U);
    EXPECT_EQ(heard.depths[0].bids.size(), 3U);
}

TEST_F(DeltaLpTest, AGapOrAnErrorSubscribesTheBookAnew) {
    connect();
    say(std::string(snapshot));
    say(update(6201, "", "", 1));
    EXPECT_EQ(heard.quotes.size(), 1U);
    ASSERT_EQ(socket().sent.size(), 5U);
    EXPECT_EQ(socket().sent[3],
              R"({"type":"unsubscribe","payload":{"channels":[{"name":"l2_updates","symbols":["BTCUSD"]}]}})");
    say(update(6202, "", "", 1));
    EXPECT_EQ(socket().sent.size(), 5U);
    say(std::string(snapshot));
    EXPECT_EQ(heard.quotes.size(), 2U);
    say(R"({"action":"error","symbol":"BTCUSD","type":"l2_updates","msg":"Snapshot load failed."})");
    EXPECT_EQ(socket().sent.size(), 7U);
}

TEST_F(DeltaLpTest, MessagesThatCannotBeChangeNothing) {
    connect();
    say(std::string(snapshot));
    for (const std::string& text :
         {std::string("{"), std::string("[]"), std::string(2 << 20, ' '), fill_message("", 1, 1),
          fill_message("x", 0, 1), order_message("one", "open", 5, 6), order_message("one", "odd", 5, 5),
          update(6200, R"(["0","1"])", "", 1), update(6200, R"(["1"])", "", 1),
          std::string(R"({"type":"v2/ticker","symbol":"ETHUSD","timestamp":1,"quotes":{"best_ask":"2",)"
                      R"("best_bid":"1","bid_size":"1","ask_size":"1"}})")}) {
        say(text);
    }
    EXPECT_EQ(lp->health().bad_messages, 10U);
    EXPECT_EQ(heard.quotes.size(), 1U);
    EXPECT_EQ(kinds(), "");
    EXPECT_TRUE(lp->health().is_connected);
}

TEST_F(DeltaLpTest, AnOrderIsSignedAndFilledOnceWhicheverChannelIsFirst) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    const auto& request = network->pending("/v2/orders")->request;
    EXPECT_EQ(request.body, R"({"product_id":27,"size":100,"side":"buy","order_type":"limit_order",)"
                            R"("limit_price":"16919.5","time_in_force":"ioc","client_order_id":"one"})");
    EXPECT_EQ(request.headers[1].value,
              hmac_sha256_hex("very-secret", fmt::format("POST1796119200/v2/orders{}", request.body)));
    say(fill_message("f1", 60, 1));
    EXPECT_EQ(kinds(), "");  // whose it is, only the order tells
    now = now.plus(Duration::milliseconds(40));
    answer("/v2/orders", order_answer("one", "closed", 100, 0));
    EXPECT_EQ(kinds(), "af");
    say(order_message("one", "closed", 100, 0));
    say(fill_message("f2", 40, 2));
    say(fill_message("f2", 40, 2));
    EXPECT_EQ(kinds(), "aff");
    EXPECT_EQ(last().status, OrderStatus::filled);
    EXPECT_EQ(last().execution.view(), "f2");
    EXPECT_EQ(last().price, Price(1'691'900'000'000));
    EXPECT_EQ(lp->health().order_latency, Duration::milliseconds(40));
}

TEST_F(DeltaLpTest, TheEndOfAnOrderWaitsForItsFills) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    answer("/v2/orders", order_answer("one", "cancelled", 100, 40, "order_size_exceed_available"));
    EXPECT_EQ(kinds(), "a");
    say(fill_message("f1", 60, 1));
    EXPECT_EQ(kinds(), "afc");
    EXPECT_EQ(last().reason, LpReason::volume);
    EXPECT_EQ(last().cumulative, Lots(60'000'000));
}

TEST_F(DeltaLpTest, FillsThatDoNotComeAreAskedFor) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    answer("/v2/orders", order_answer("one", "closed", 100, 0));
    answer("/v2/fills", fills_answer("f1", 100));
    EXPECT_EQ(kinds(), "af");
    say(fill_message("f1", 100, 1));
    EXPECT_EQ(kinds(), "af");
}

TEST_F(DeltaLpTest, RefusalsHaveTheirReasons) {
    connect();
    const auto reason_of = [&](std::string_view name, std::string body, unsigned status) {
        EXPECT_EQ(lp->send(limit_order(name), now), LpAdmission::taken);
        answer("/v2/orders", std::move(body), status);
        return last().reason;
    };
    EXPECT_EQ(reason_of("a", R"({"success":false,"error":{"code":"order_size_exceed_available","context":{}}})", 400),
              LpReason::volume);
    EXPECT_EQ(reason_of("b", R"({"error":"UnauthorizedApiAccess"})", 401), LpReason::dealer);
    EXPECT_EQ(reason_of("c", "", 429), LpReason::busy);
    EXPECT_EQ(kinds(), "rrr");
    EXPECT_EQ(lp->send(limit_order("a-name-longer-than-what-delta-takes"), now), LpAdmission::taken);
    poll();
    EXPECT_EQ(last().reason, LpReason::terms);
    LpOrder order = limit_order("d");
    order.price = Price(1'691'920'000'000);
    EXPECT_EQ(lp->send(order, now), LpAdmission::taken);
    poll();
    EXPECT_EQ(last().reason, LpReason::terms);
    EXPECT_EQ(lp->send(limit_order("a"), now), LpAdmission::taken);
    poll();
    EXPECT_EQ(last().reason, LpReason::repeated);
    EXPECT_EQ(network->pending("/v2/orders"), nullptr);
}

TEST_F(DeltaLpTest, ARestingOrderIsReplacedAndCancelled) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one", TimeInForce::gtc), now), LpAdmission::taken);
    answer("/v2/orders", order_answer("one", "open", 100, 100));
    ASSERT_EQ(lp->replace({LpOrderName("one"), Lots(200'000'000), Price(1'691'950'000'000)}, now), LpAdmission::taken);
    EXPECT_EQ(network->pending("/v2/orders")->request.body,
              R"({"id":51,"product_id":27,"size":200,"limit_price":"16919.5"})");
    answer("/v2/orders", order_answer("one", "open", 200, 200));
    ASSERT_EQ(kinds(), "aR");
    EXPECT_EQ(last().leaves, Lots(200'000'000));
    ASSERT_EQ(lp->cancel(LpOrderName("one"), now), LpAdmission::taken);
    EXPECT_EQ(network->pending("/v2/orders")->request.method, HttpMethod::remove);
    answer("/v2/orders", order_answer("one", "cancelled", 200, 200, "cancelled_by_user"));
    EXPECT_EQ(kinds(), "aRc");
    EXPECT_EQ(last().reason, LpReason::none);
    ASSERT_EQ(lp->cancel(LpOrderName("one"), now), LpAdmission::taken);
    poll();
    EXPECT_EQ(last().reason, LpReason::finished);
}

TEST_F(DeltaLpTest, AFillWhileTheConnectionWasLostIsFound) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    lose("/v2/orders", true);
    cut();
    EXPECT_EQ(heard.connections, "+-");
    come_back(fills_answer("f1", 100));
    EXPECT_EQ(kinds(), "");
    pass(Duration::seconds(2));
    answer("/v2/orders/client_order_id/one", order_answer("one", "closed", 100, 0));
    EXPECT_EQ(kinds(), "af");
    EXPECT_EQ(last().status, OrderStatus::filled);
}

TEST_F(DeltaLpTest, ARejectionAndAnOrderThatNeverArrivedAreFoundByName) {
    connect();
    ASSERT_EQ(lp->send(limit_order("one"), now), LpAdmission::taken);
    ASSERT_EQ(lp->send(limit_order("two"), now), LpAdmission::taken);
    lose("/v2/orders", true);
    lose("/v2/orders", true);
    pass(Duration::seconds(2));
    answer("/client_order_id/one", order_answer("one", "cancelled", 100, 100, "self_trade"));
    answer("/client_order_id/two", R"({"success":false,"error":{"code":"open_order_not_found"}})", 404);
    EXPECT_EQ(kinds(), "acu");
    EXPECT_EQ(heard.reports[1].reason, LpReason::dealer);
    EXPECT_EQ(last().name, LpOrderName("two"));
}

TEST_F(DeltaLpTest, QuestionsOfTheHouseAreAnswered) {
    connect();
    const std::string resting = fmt::format(R"({{"success":true,"result":[{{"id":9,"product_symbol":"BTCUSD",{}}}]}})",
                                            order_members("old", "open", 100, 30));
    ASSERT_EQ(lp->ask_open_orders(now), LpAdmission::taken);
    answer("/v2/orders?states", resting);
    ASSERT_EQ(kinds(), "s");
    EXPECT_EQ(last().leaves, Lots(30'000'000));
    EXPECT_EQ(heard.open_orders_told, 1U);
    ASSERT_EQ(lp->ask_positions(now), LpAdmission::taken);
    answer("/v2/positions/margined", R"({"success":true,"result":[{"product_symbol":"BTCUSD","size":-250}]})");
    ASSERT_EQ(heard.positions.size(), 1U);
    EXPECT_EQ(heard.positions[0][0].sold, Lots(250'000'000));
    ASSERT_EQ(lp->ask_status(LpOrderName("none"), now), LpAdmission::taken);
    answer("/client_order_id/none", "", 404);
    EXPECT_EQ(last().kind, LpReportKind::unknown);
}

// Fills from before the start are in the answer too, and are not told again.
TEST_F(DeltaLpTest, OldFillsOfARestingOrderAreNotItsNewOnes) {
    connect();
    const auto resting = [&](int unfilled) {
        return fmt::format(R"({{"success":true,"result":[{{"id":51,"product_symbol":"BTCUSD",{}}}]}})",
                           order_members("old", "open", 100, unfilled));
    };
    ASSERT_EQ(lp->ask_open_orders(now), LpAdmission::taken);
    answer("/v2/orders?states", resting(40));
    ASSERT_EQ(kinds(), "s");
    cut();
    pass(Duration::seconds(1));
    open();
    answer("/v2/orders?states", resting(40));
    answer("/v2/fills", fills_answer("before", 60));
    EXPECT_EQ(kinds(), "s");
    say(fill_message("new", 40, 1));
    ASSERT_EQ(kinds(), "sf");
    EXPECT_EQ(last().status, OrderStatus::filled);
}

TEST_F(DeltaLpTest, SilenceIsALostConnection) {
    connect();
    pass(Duration::seconds(34));
    EXPECT_EQ(heard.connections, "+");
    pass(Duration::seconds(1));
    EXPECT_EQ(heard.connections, "+-");
    EXPECT_EQ(lp->send(limit_order("one"), now), LpAdmission::not_connected);
}

TEST(DeltaTermsTest, TermsThatMakeNoSenseAreRefusedWithoutNamingTheSecret) {
    const auto refused = [](auto change) {
        DeltaTerms terms;
        terms.api_key = "key";
        terms.secret = "very-secret";
        terms.instruments = {{Symbol("BTCUSD"), InstrumentSlot(0)}};
        change(terms);
        const auto made = DeltaLp::create(terms, std::make_unique<FakeNetwork>());
        return !made && !made.error().message.contains("secret-");
    };
    EXPECT_FALSE(refused([](DeltaTerms&) {}));
    EXPECT_TRUE(refused([](DeltaTerms& terms) { terms.api_key = "a\"b"; }));
    EXPECT_TRUE(refused([](DeltaTerms& terms) { terms.instruments.push_back(terms.instruments[0]); }));
    EXPECT_TRUE(refused([](DeltaTerms& terms) { terms.instruments[0].contract_size = Ratio(300'000'000); }));
    EXPECT_TRUE(refused([](DeltaTerms& terms) { terms.silence_max = Duration::seconds(30); }));
}

}  // namespace
}  // namespace trireme::venues
