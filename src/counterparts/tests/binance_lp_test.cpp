// BinanceLp against the counterpart, over real sockets with TLS.

#include "venues/binance_lp.hpp"

#include "counterparts/binance_capture.hpp"
#include "counterparts/binance_site.hpp"
#include "counterparts/tests/wall_clock.hpp"
#include "venues/simulated_lp.hpp"
#include "venues/socket_network.hpp"
#include "venues/tests/heard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

namespace trireme::counterparts {
namespace {

using namespace venues;
using testing::WallClock;
using venues::testing::Heard;

constexpr InstrumentSlot btc(0);
constexpr Lots one(100'000'000);

class BinanceOverSockets : public ::testing::Test {
protected:
    void start(const FaultTerms& faults = {}, const BinanceMarketTerms& market = {},
               const std::optional<BinanceCapture>& capture = {}) {
        auto made = make_certificate();
        ASSERT_TRUE(made) << made.error().message;
        certificate_ = *made;
        const std::filesystem::path authorities = std::filesystem::path(::testing::TempDir()) /
                                                  ::testing::UnitTest::GetInstance()->current_test_info()->name();
        ASSERT_TRUE(write_authority(certificate_, authorities));
        const BinanceCredentials credentials{"key", "secret"};
        auto dealer = SimulatedLp::create({.seed = 7,
                                           .market_seed = 7,
                                           .begin = clock_.now(),
                                           .dealing = {.latency_max = Duration::milliseconds(2)},
                                           .instruments = {{btc,
                                                            {.begin = Price(6'000'000'000'000),
                                                             .tick = Price(1'000'000),
                                                             .volatility = Ratio(5'000'000),
                                                             .interval_min = Duration::milliseconds(2),
                                                             .interval_max = Duration::milliseconds(10),
                                                             .levels = 5,
                                                             .level_lots = Lots(200'000'000)}}}});
        ASSERT_TRUE(dealer) << dealer.error().message;
        site_ = std::make_unique<BinanceSite>(
            BinanceSiteTerms{
                .credentials = credentials, .instruments = {{Symbol("BTCUSDT"), "BTC", "USDT"}}, .capture = capture},
            *std::move(dealer));
        auto server = start_server({.certificate = &certificate_, .faults = faults}, *site_, clock_);
        ASSERT_TRUE(server) << server.error().message;
        server_ = *std::move(server);
        auto network = make_socket_network({.authorities = authorities,
                                            .connect_timeout = Duration::seconds(2),
                                            .idle_timeout = Duration::milliseconds(800),
                                            .request_timeout = Duration::milliseconds(800)},
                                           clock_);
        ASSERT_TRUE(network) << network.error().message;
        const NetworkAddress address{"localhost", server_->port()};
        BinanceLpTerms terms{.instruments = {{{Symbol("BTCUSDT"), btc}, "BTC"}},
                             .streams = address,
                             .rest = address,
                             .credentials = credentials,
                             .market = market,
                             .trading = {.question_wait = Duration::milliseconds(50)}};
        terms.market.reconnect = terms.trading.reconnect = {.first_wait = Duration::milliseconds(20),
                                                            .wait_max = Duration::milliseconds(100)};
        terms.market.snapshot_wait = Duration::milliseconds(50);
        auto lp = BinanceLp::create(terms, *std::move(network));
        ASSERT_TRUE(lp) << lp.error().message;
        lp_ = *std::move(lp);
    }

    void poll() { lp_->poll(clock_.now(), heard_); }
    // Polls until it is so; false if it is not within some seconds.
    template <class Condition>
    bool until(Condition condition) {
        for (int wait_ms = 0; wait_ms < 20'000; ++wait_ms) {
            poll();
            if (condition()) {
                return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return false;
    }
    void poll_for(std::chrono::milliseconds span) {
        for (const auto end = std::chrono::steady_clock::now() + span; std::chrono::steady_clock::now() < end;) {
            poll();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
    [[nodiscard]] bool is_whole() { return !heard_.quotes.empty() && lp_->takes_orders() && book().is_synced(); }
    [[nodiscard]] const BinanceBook& book() { return *lp_->market().feed().book(Symbol("BTCUSDT")); }
    void start_whole(const FaultTerms& faults = {}, const BinanceMarketTerms& market = {}) {
        start(faults, market);
        ASSERT_TRUE(until([&] { return is_whole(); }));
    }

    [[nodiscard]] LpOrder limit(std::string_view name, Side side, Price price, TimeInForce time) const {
        return {.name = *LpOrderName::from_text(name),
                .instrument = btc,
                .side = side,
                .type = LpOrderType::limit,
                .time_in_force = time,
                .lots = one,
                .price = price};
    }
    // Far from the market, so that a buy rests.
    [[nodiscard]] Price far() const { return Price(heard_.quotes.back().bid.value() - 100'000'000'000); }
    [[nodiscard]] std::vector<LpReport> reports(std::string_view name) const {
        std::vector<LpReport> of_order;
        std::ranges::copy_if(heard_.reports, std::back_inserter(of_order),
                             [&](const LpReport& report) { return report.name.view() == name; });
        return of_order;
    }
    [[nodiscard]] std::string kinds(std::string_view name) const {
        std::string text;
        for (const LpReport& report : reports(name)) {
            constexpr std::string_view letters = "?AFRCXPcrBKSU";  // in the order of LpReportKind, which counts from 1
            text += letters[static_cast<std::size_t>(report.kind)];
        }
        return text;
    }
    [[nodiscard]] bool has(std::string_view name, std::string_view wanted) const { return kinds(name) == wanted; }

    WallClock clock_;
    Certificate certificate_;
    std::unique_ptr<BinanceSite> site_;
    std::unique_ptr<Server> server_;
    std::unique_ptr<BinanceLp> lp_;
    Heard heard_;
};

TEST_F(BinanceOverSockets, PricesAndBooksCome) {
    start_whole();
    ASSERT_TRUE(until([&] { return heard_.quotes.size() > 100 && heard_.depths.size() > 100; }));
    EXPECT_EQ(heard_.connections, "+");
    std::map<std::uint64_t, const LpQuote*> by_id;
    for (const LpQuote& quote : heard_.quotes) {
        EXPECT_LT(quote.bid, quote.ask);
        by_id[quote.id] = &quote;
    }
    std::size_t compared = 0;
    for (const LpDepth& depth : heard_.depths) {
        if (const auto quote = by_id.find(depth.id); quote != by_id.end()) {
            EXPECT_EQ(depth.bids[0].price, quote->second->bid);
            EXPECT_EQ(depth.asks[0].price, quote->second->ask);
            ++compared;
        }
    }
    EXPECT_GT(compared, 50U);
    EXPECT_EQ(lp_->health().bad_messages, 0U);
}

TEST_F(BinanceOverSockets, OrdersComeToEachOfTheirEnds) {
    start_whole();
    const Timestamp now = clock_.now();
    ASSERT_EQ(
        lp_->send({.name = LpOrderName("market"), .instrument = btc, .type = LpOrderType::market, .lots = one}, now),
        LpAdmission::taken);
    ASSERT_EQ(lp_->send(limit("resting", Side::buy, far(), TimeInForce::gtc), now), LpAdmission::taken);
    ASSERT_EQ(lp_->send(limit("missing", Side::buy, far(), TimeInForce::ioc), now), LpAdmission::taken);
    LpOrder uneven = limit("uneven", Side::buy, Price(far().value() + 1), TimeInForce::gtc);
    ASSERT_EQ(lp_->send(uneven, now), LpAdmission::taken);
    ASSERT_EQ(lp_->send(limit("day", Side::buy, far(), TimeInForce::day), now), LpAdmission::taken);
    ASSERT_TRUE(until([&] {
        return has("market", "AF") && has("resting", "A") && kinds("missing").size() == 2 && has("uneven", "R") &&
               has("day", "R");
    })) << kinds("market")
        << ' ' << kinds("resting") << ' ' << kinds("missing");
    EXPECT_EQ(reports("market")[1].cumulative, one);
    EXPECT_EQ(reports("market")[1].status, OrderStatus::filled);
    EXPECT_TRUE(reports("market")[1].execution.view().starts_with("BTCUSDT-"));
    EXPECT_EQ(reports("missing")[1].cumulative, Lots());
    EXPECT_EQ(reports("uneven")[0].reason, LpReason::terms);

    ASSERT_EQ(lp_->send(limit("resting", Side::buy, far(), TimeInForce::gtc), now), LpAdmission::taken);
    ASSERT_TRUE(until([&] { return has("resting", "AR"); }));
    EXPECT_EQ(reports("resting")[1].reason, LpReason::repeated);

    ASSERT_EQ(lp_->replace({LpOrderName("resting"), Lots(2 * one.value()), far()}, clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(until([&] { return kinds("resting").size() == 3; }));
    ASSERT_TRUE(has("resting", "ARP")) << kinds("resting") << name_of(reports("resting")[2].reason);
    EXPECT_EQ(reports("resting")[2].leaves, Lots(2 * one.value()));
    ASSERT_EQ(lp_->ask_open_orders(clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(until([&] { return heard_.open_orders_told == 1; }));
    EXPECT_TRUE(has("resting", "ARPS")) << kinds("resting");
    ASSERT_EQ(lp_->cancel(LpOrderName("resting"), clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(until([&] { return has("resting", "ARPSC"); })) << kinds("resting");
    ASSERT_EQ(lp_->cancel(LpOrderName("resting"), clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(until([&] { return has("resting", "ARPSCc"); })) << kinds("resting");

    ASSERT_EQ(lp_->ask_status(LpOrderName("market"), clock_.now()), LpAdmission::taken);
    ASSERT_EQ(lp_->ask_status(LpOrderName("never"), clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(until([&] { return has("market", "AFS") && has("never", "U"); }));
    EXPECT_EQ(reports("market")[2].status, OrderStatus::filled);
    ASSERT_EQ(lp_->ask_positions(clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(until([&] { return heard_.positions.size() == 1; }));
    ASSERT_EQ(heard_.positions[0].size(), 1U);
    EXPECT_EQ(heard_.positions[0][0].bought, one);
    EXPECT_EQ(lp_->health().bad_messages, 0U);
}

TEST_F(BinanceOverSockets, AnOrderWhoseConnectionWasCutIsFoundByItsName) {
    start_whole();
    server_->run([&](Peers&) {
        site_->mute_user_data(true);
        site_->cut_behind_next_order();
    });
    ASSERT_EQ(lp_->send({.name = LpOrderName("lost"), .instrument = btc, .type = LpOrderType::market, .lots = one},
                        clock_.now()),
              LpAdmission::taken);
    ASSERT_TRUE(until([&] { return kinds("lost").contains('F'); })) << kinds("lost");
    EXPECT_TRUE(has("lost", "AF")) << kinds("lost");
    EXPECT_EQ(lp_->trading()->counters().uncertain, 1U);
    EXPECT_EQ(lp_->trading()->counters().sent, 1U);
}

TEST_F(BinanceOverSockets, AReplacementWhoseConnectionWasCutIsFoundByItsName) {
    start_whole();
    ASSERT_EQ(lp_->send(limit("moved", Side::buy, far(), TimeInForce::gtc), clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(until([&] { return has("moved", "A"); }));
    server_->run([&](Peers&) { site_->cut_behind_next_order(); });
    ASSERT_EQ(lp_->replace({LpOrderName("moved"), Lots(3 * one.value()), far()}, clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(until([&] { return has("moved", "AP"); })) << kinds("moved");
    ASSERT_EQ(lp_->cancel(LpOrderName("moved"), clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(until([&] { return has("moved", "APC"); })) << kinds("moved");
}

TEST_F(BinanceOverSockets, AMissingUpdateCostsTheBookAndNotTheQuotes) {
    start_whole();
    server_->run([&](Peers&) { site_->lose_next_update(); });
    ASSERT_TRUE(until([&] { return book().counters().gaps == 1; }));
    const std::size_t quotes = heard_.quotes.size();
    ASSERT_TRUE(until([&] { return book().is_synced() && book().counters().snapshots == 2; }));
    ASSERT_TRUE(until([&] { return heard_.quotes.size() > quotes + 10; }));
    EXPECT_EQ(heard_.connections, "+");
}

TEST_F(BinanceOverSockets, ConnectionsThatAreCutAgainAndAgainComeBack) {
    start_whole();
    for (int storm = 0; storm < 10; ++storm) {
        server_->cut_all();
        ASSERT_TRUE(until([&] { return !lp_->market().is_connected(); }));
        ASSERT_TRUE(until([&] { return lp_->market().is_connected() && is_whole(); }));
    }
    EXPECT_EQ(heard_.connections, "+-+-+-+-+-+-+-+-+-+-+");
    EXPECT_EQ(lp_->market().counters().losses, 10U);
}

TEST_F(BinanceOverSockets, AServerThatFallsSilentIsLeftAndFoundAgain) {
    start_whole();
    server_->set_stunned(true);
    ASSERT_TRUE(until([&] { return heard_.connections == "+-"; }));
    server_->set_stunned(false);
    ASSERT_TRUE(until([&] { return heard_.connections == "+-+" && is_whole(); }));
}

TEST_F(BinanceOverSockets, WhatIsMalformedOrAbsurdIsCountedAndChangesNothing) {
    start_whole();
    const auto say = [&](std::string text) { server_->run([&](Peers& peers) { site_->say(peers, text); }); };
    const std::string_view bad[] = {
        "",
        "{",
        "[]",
        R"({"stream":"btcusdt@bookTicker","data":{}})",
        R"({"stream":"btcusdt@bookTicker","data":{"u":9000000,"s":"BTCUSDT","b":"2","B":"1","a":"1","A":"1"}})",
        R"({"stream":"btcusdt@bookTicker","data":{"u":9000000,"s":"BTCUSDT","b":"-2","B":"1","a":"1","A":"1"}})",
        R"({"stream":"btcusdt@bookTicker","data":{"u":9000000,"s":"BTCUSDT","b":"1e9","B":"1","a":"1","A":"1"}})",
        R"({"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":9,"u":8,"b":[],"a":[]}})"};
    for (const std::string_view text : bad) {
        say(std::string(text));
    }
    ASSERT_TRUE(until([&] { return lp_->health().bad_messages == std::size(bad); })) << lp_->health().bad_messages;
    EXPECT_EQ(book().counters().gaps, 0U);
    EXPECT_TRUE(std::ranges::all_of(heard_.quotes, [](const LpQuote& quote) { return quote.id < 9'000'000; }));
    EXPECT_EQ(heard_.connections, "+");
    // One that is longer than any may be ends the connection, which is made again.
    say(std::string((1 << 20) + 1, ' '));
    ASSERT_TRUE(until([&] { return heard_.connections == "+-+" && is_whole(); }));
    EXPECT_EQ(lp_->health().bad_messages, std::size(bad) + 1);
}

TEST_F(BinanceOverSockets, AConnectionIsReplacedBeforeItsEndWithoutALoss) {
    start_whole({}, {.connection_max = Duration::milliseconds(300), .overlap = Duration::milliseconds(50)});
    ASSERT_TRUE(until([&] { return lp_->market().counters().replacements >= 3; }));
    EXPECT_EQ(heard_.connections, "+");
    EXPECT_EQ(lp_->market().counters().losses, 0U);
    std::uint64_t last = 0;
    for (const LpQuote& quote : heard_.quotes) {
        EXPECT_GT(quote.id, last);
        last = quote.id;
    }
}

TEST_F(BinanceOverSockets, AServerThatShutsDownIsLeftBeforeItDoes) {
    start_whole();
    server_->run([&](Peers& peers) { site_->say(peers, R"({"e":"serverShutdown","E":1770123456789})"); });
    ASSERT_TRUE(until([&] { return lp_->market().counters().replacements == 1; }));
    EXPECT_EQ(heard_.connections, "+");
}

TEST_F(BinanceOverSockets, AServerThatMisbehavesInAllWaysNeverMakesAnImpossibleQuote) {
    start({.drop_permille = 20,
           .delay_permille = 20,
           .duplicate_permille = 20,
           .reorder_permille = 20,
           .cut_permille = 3,
           .refuse_permille = 50,
           .lie_permille = 50});
    poll_for(std::chrono::seconds(5));
    EXPECT_GT(heard_.quotes.size(), 100U);
    EXPECT_GT(lp_->health().bad_messages, 0U);
    for (const LpQuote& quote : heard_.quotes) {
        EXPECT_LT(quote.bid, quote.ask);
        EXPECT_LT(quote.ask, Price(9'000'000'000'000));
    }
}

TEST(BinanceCaptures, LinesThatAreNoneAreRefused) {
    constexpr std::string_view snapshot = "1 {\"lastUpdateId\":5,\"bids\":[],\"asks\":[]}\n";
    const auto parse = [&](std::string_view rest) {
        return parse_binance_capture(std::string(snapshot) + std::string(rest), "BTCUSDT");
    };
    const auto capture = parse("3 {a}\n7 {b}\n");
    ASSERT_TRUE(capture);
    EXPECT_EQ(capture->frames[1].since_begin, Duration::nanoseconds(4));
    EXPECT_EQ(capture->frames[1].text, "{b}");
    for (const std::string_view rest : {"", "3\n", "x {a}\n", "3 {a}\n2 {b}\n"}) {
        EXPECT_EQ(parse(rest).error().code, ErrorCode::invalid_input) << rest;
    }
}

TEST_F(BinanceOverSockets, ACaptureComesThroughAsItWasRecorded) {
    const char* const sources = std::getenv("TRIREME_SOURCE_DIR");
    const auto path = std::filesystem::path(sources == nullptr ? "" : sources) / ".." / "shared" / "data" / "crypto" /
                      "binance_ws_capture" / "spot_btcusdt_20240808.gz";
    if (sources == nullptr || !std::filesystem::exists(path)) {
        GTEST_SKIP() << "there is no capture " << path;
    }
    auto capture = read_binance_capture(path, "BTCUSDT");
    ASSERT_TRUE(capture) << capture.error().message;
    capture->speed = 100;
    start({}, {}, *capture);
    ASSERT_TRUE(until([&] { return lp_->market().feed().counters().frames == capture->frames.size(); }))
        << lp_->market().feed().counters().frames << " of " << capture->frames.size();
    std::map<std::uint64_t, const LpQuote*> by_id;
    for (const LpQuote& quote : heard_.quotes) {
        by_id[quote.id] = &quote;
    }
    std::size_t compared = 0;
    for (const LpDepth& depth : heard_.depths) {
        if (const auto quote = by_id.find(depth.id); quote != by_id.end()) {
            EXPECT_EQ(depth.bids[0].price, quote->second->bid);
            EXPECT_EQ(depth.asks[0].price, quote->second->ask);
            ++compared;
        }
    }
    EXPECT_GT(compared, 500U);
    EXPECT_EQ(lp_->health().bad_messages, 0U);
    EXPECT_EQ(book().counters().gaps, 0U);
    RecordProperty("compared", static_cast<int>(compared));
}

}  // namespace
}  // namespace trireme::counterparts
