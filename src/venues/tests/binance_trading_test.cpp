// The parts of trading at Binance that need no socket: texts, signatures, rules, limits, and orders by what is said of
// them.

#include "venues/binance_limits.hpp"
#include "venues/binance_order_messages.hpp"
#include "venues/binance_orders.hpp"
#include "venues/binance_parser.hpp"
#include "venues/binance_rules.hpp"
#include "venues/signature.hpp"
#include "venues/tests/heard.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace trireme::venues {
namespace {

using testing::Heard;

constexpr InstrumentSlot ltc(3);
constexpr Lots one(100'000'000);
const BinanceFeedTerms::Instrument instrument{Symbol("LTCBTC"), ltc};

TEST(BinanceSignature, IsThatOfTheDocumentation) {
    // The example of Binance's REST API documentation, "SIGNED endpoint examples for POST /api/v3/order".
    EXPECT_EQ(hmac_sha256_hex("NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j",
                              "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1"
                              "&recvWindow=5000&timestamp=1499827319559"),
              "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71");
}

TEST(BinanceOrderAnswers, AnOrderIsReadWithItsFills) {
    const auto state = parse_binance_order(
        R"({"symbol":"LTCBTC","orderId":28,"clientOrderId":"a","transactTime":1507725176595,"price":"0.1",)"
        R"("origQty":"3.0","executedQty":"3.0","status":"FILLED","fills":[)"
        R"({"price":"0.1","qty":"1.0","commission":"4","tradeId":56},{"price":"0.09","qty":"2.0","tradeId":57}]})");
    ASSERT_TRUE(state) << state.error().message;
    EXPECT_EQ(state->status, OrderStatus::filled);
    ASSERT_EQ(state->fills.size(), 2U);
    EXPECT_EQ(state->fills[1], (BinanceFill{57, Price(9'000'000), Units(200'000'000)}));
}

TEST(BinanceOrderAnswers, WhatWasCancelledIsNamedByItsOwnId) {
    const auto state =
        parse_binance_order(R"({"symbol":"LTCBTC","origClientOrderId":"mine","orderId":4,"clientOrderId":"theirs",)"
                            R"("origQty":"1.0","executedQty":"0.0","status":"CANCELED"})");
    ASSERT_TRUE(state) << state.error().message;
    EXPECT_EQ(state->name, LpOrderName("mine"));
}

std::string report_text(std::string_view execution, std::string_view status, std::string_view last,
                        std::string_view executed, std::string_view price, int trade) {
    return fmt::format(R"({{"e":"executionReport","E":1,"s":"LTCBTC","c":"a","C":"","x":"{}","X":"{}","i":7,)"
                       R"("q":"2.0","l":"{}","z":"{}","L":"{}","T":1499405658657,"t":{}}})",
                       execution, status, last, executed, price, trade);
}

TEST(BinanceOrderAnswers, ReportsThatCannotBeAreRefused) {
    EXPECT_TRUE(parse_binance_user_frame(report_text("TRADE", "PARTIALLY_FILLED", "1", "1", "0.1", 9)));
    for (const std::string& text : {report_text("TRADE", "PARTIALLY_FILLED", "1", "1", "0.1", -1),  // no id
                                    report_text("TRADE", "PARTIALLY_FILLED", "1", "1", "0", 9),     // no price
                                    report_text("TRADE", "PARTIALLY_FILLED", "0", "1", "0.1", 9),   // of nothing
                                    report_text("TRADE", "PARTIALLY_FILLED", "2", "1", "0.1", 9),   // beyond its sum
                                    report_text("TRADE", "FILLED", "1", "1", "0.1", 9),             // and half is left
                                    report_text("TRADE", "PARTIALLY_FILLED", "1", "3", "0.1", 9),   // of two
                                    report_text("TRADE", "SOLD", "1", "1", "0.1", 9),
                                    report_text("TRADE", "PARTIALLY_FILLED", "-1", "1", "0.1", 9), std::string("{")}) {
        EXPECT_FALSE(parse_binance_user_frame(text)) << text;
    }
    const auto other = parse_binance_user_frame(R"({"e":"balanceUpdate","E":1573200697110,"a":"BTC"})");
    ASSERT_TRUE(other);
    EXPECT_FALSE(*other);
}

TEST(BinanceOrderAnswers, FailuresAndListsAreRead) {
    const auto failure = parse_binance_failure(R"({"code":-2013,"msg":"Order does not exist."})");
    ASSERT_TRUE(failure);
    EXPECT_EQ(*failure, (BinanceFailure{-2013, "Order does not exist."}));
    const auto trades = parse_binance_trades(R"([{"symbol":"LTCBTC","id":5,"price":"4.0","qty":"12.0"}])");
    ASSERT_TRUE(trades);
    EXPECT_EQ(trades->at(0), (BinanceFill{5, Price(400'000'000), Units(1'200'000'000)}));
    const auto balances = parse_binance_balances(R"({"balances":[{"asset":"BTC","free":"1.5","locked":"0.5"}]})");
    ASSERT_TRUE(balances);
    EXPECT_EQ(balances->at(0), (BinanceBalance{"BTC", Units(150'000'000), Units(50'000'000)}));
    EXPECT_FALSE(parse_binance_trades(R"([{"id":5,"price":"0","qty":"12.0"}])"));
}

// Samples that others published, where they are.
TEST(BinanceOrderAnswers, PublishedSamplesAreRead) {
    const char* const sources = std::getenv("TRIREME_SOURCE_DIR");
    const auto folder = std::filesystem::path(sources == nullptr ? "" : sources) / ".." / "shared" / "data" /
                        "lp_protocol" / "venue_json" / "binance" / "spot";
    if (sources == nullptr || !std::filesystem::exists(folder)) {
        GTEST_SKIP() << "there are no samples in " << folder;
    }
    const auto text_of = [&](std::string_view name) {
        std::ostringstream text;
        text << std::ifstream(folder / name).rdbuf();
        return text.str();
    };
    for (const std::string_view name : {"new_order_full_response", "order_response", "cancel_order_response"}) {
        EXPECT_TRUE(parse_binance_order(text_of(fmt::format("http_json/{}.json", name)))) << name;
    }
    EXPECT_TRUE(parse_binance_orders(text_of("http_json/open_orders_response.json")));
    EXPECT_TRUE(parse_binance_trades(text_of("http_json/account_trades_response.json")));
    EXPECT_TRUE(parse_binance_balances(text_of("http_json/account_response.json")));
    EXPECT_TRUE(parse_binance_server_time(text_of("http_json/server_time_response.json")));
    std::size_t reports = 0;
    std::size_t others = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "user_data_json")) {
        const auto state = parse_binance_user_frame(text_of("user_data_json/" + entry.path().filename().string()));
        ASSERT_TRUE(state) << entry.path() << ": " << state.error().message;
        reports += *state ? 1U : 0U;
        others += *state ? 0U : 1U;
    }
    EXPECT_EQ(reports, 6U);
    EXPECT_EQ(others, 5U);
}

struct BinanceOrdersTest : ::testing::Test {
    BinanceOrdersTest() {
        EXPECT_TRUE(orders.add({.name = LpOrderName("a"), .instrument = ltc, .lots = Lots(2 * one.value())}, instrument,
                               Timestamp(1)));
    }
    bool take(std::string_view execution, std::string_view status, std::string_view last, std::string_view executed,
              int trade) {
        const auto state = parse_binance_user_frame(report_text(execution, status, last, executed, "0.1", trade));
        EXPECT_TRUE(state) << state.error().message;
        return orders.take(**state, Timestamp(5), heard);
    }
    [[nodiscard]] std::vector<LpReportKind> kinds() const {
        std::vector<LpReportKind> all;
        for (const LpReport& report : heard.reports) {
            all.push_back(report.kind);
        }
        return all;
    }

    BinanceOrders orders{LpSlot(0), {instrument}};
    Heard heard;
};

TEST_F(BinanceOrdersTest, WhatIsToldTwiceIsReportedOnce) {
    for (int time = 0; time < 2; ++time) {
        EXPECT_FALSE(take("NEW", "NEW", "0", "0", -1));
        EXPECT_FALSE(take("TRADE", "PARTIALLY_FILLED", "1", "1", 8));
    }
    EXPECT_FALSE(take("TRADE", "FILLED", "1", "2", 9));
    EXPECT_EQ(kinds(), (std::vector{LpReportKind::accepted, LpReportKind::filled, LpReportKind::filled}));
    EXPECT_EQ(heard.reports[2].status, OrderStatus::filled);
    EXPECT_EQ(orders.counters().repeated_fills, 1U);
    EXPECT_EQ(orders.counters().absurd, 0U);
    EXPECT_TRUE(orders.live().empty());
}

TEST_F(BinanceOrdersTest, AnEndWaitsForTheFillsBeforeIt) {
    EXPECT_TRUE(take("CANCELED", "CANCELED", "0", "1", -1));  // one was executed that nobody told
    EXPECT_EQ(kinds(), std::vector{LpReportKind::accepted});
    orders.take_trades(LpOrderName("a"), {{8, Price(10'000'000), Units(one.value())}}, Timestamp(6), heard);
    EXPECT_EQ(kinds(), (std::vector{LpReportKind::accepted, LpReportKind::filled, LpReportKind::cancelled}));
    EXPECT_EQ(heard.reports[2].cumulative, one);
}

TEST_F(BinanceOrdersTest, AFillAfterTheEndIsToldAndTheEndStays) {
    EXPECT_FALSE(take("CANCELED", "CANCELED", "0", "0", -1));
    EXPECT_FALSE(take("TRADE", "PARTIALLY_FILLED", "1", "1", 8));
    EXPECT_EQ(kinds(), (std::vector{LpReportKind::accepted, LpReportKind::cancelled, LpReportKind::filled}));
    EXPECT_EQ(heard.reports[2].status, OrderStatus::cancelled);
}

TEST_F(BinanceOrdersTest, AnotherVolumeThanAskedIsAbsurd) {
    const auto state = parse_binance_order(
        R"({"symbol":"LTCBTC","orderId":4,"clientOrderId":"a","origQty":"9.0","executedQty":"0.0","status":"NEW"})");
    ASSERT_TRUE(state);
    EXPECT_FALSE(orders.take(*state, Timestamp(5), heard));
    EXPECT_TRUE(heard.reports.empty());
    EXPECT_EQ(orders.counters().absurd, 1U);
}

TEST(BinanceUnits, AreWholeOrNothing) {
    const Ratio thousand(1'000 * std::int64_t{100'000'000});
    EXPECT_EQ(*binance_units_of(one, thousand), Units(Int128{100'000'000'000}));
    EXPECT_EQ(*binance_lots_of(Units(Int128{100'000'000'000}), thousand), one);
    EXPECT_FALSE(binance_lots_of(Units(1), thousand));
    EXPECT_FALSE(binance_units_of(Lots(1), Ratio(1)));
}

TEST(BinanceRules, RefuseWhatTheExchangeWould) {
    const auto info = parse_binance_exchange_info(
        R"({"symbols":[{"symbol":"LTCBTC","status":"TRADING","baseAsset":"LTC","quoteAsset":"BTC","filters":[)"
        R"({"filterType":"PRICE_FILTER","tickSize":"0.01"},)"
        R"({"filterType":"LOT_SIZE","minQty":"0.1","maxQty":"100","stepSize":"0.1"},)"
        R"({"filterType":"NOTIONAL","minNotional":"5"}]},)"
        R"({"symbol":"ETHBTC","status":"BREAK","baseAsset":"ETH","quoteAsset":"BTC","filters":[]}]})");
    ASSERT_TRUE(info) << info.error().message;
    const auto rules = BinanceRules::create({instrument, {Symbol("ETHBTC"), InstrumentSlot(4)}}, *info);
    ASSERT_TRUE(rules);
    const auto fault = [&](std::string_view units, std::string_view price) {
        return rules->fault_of(instrument.symbol, LpOrderType::limit, *parse<Units>(units), *parse<Price>(price));
    };
    EXPECT_EQ(fault("1", "5"), LpReason::none);
    EXPECT_EQ(fault("1", "5.001"), LpReason::terms);
    EXPECT_EQ(fault("0.05", "500"), LpReason::terms);
    EXPECT_EQ(fault("0.15", "500"), LpReason::terms);
    EXPECT_EQ(fault("101", "5"), LpReason::terms);
    EXPECT_EQ(fault("0.9", "5"), LpReason::terms);
    EXPECT_EQ(rules->fault_of(Symbol("ETHBTC"), LpOrderType::market, Units(1), Price()), LpReason::closed);
    EXPECT_EQ(rules->fault_of(Symbol("BNBBTC"), LpOrderType::market, Units(1), Price()), LpReason::instrument);
    EXPECT_FALSE(BinanceRules::create({{Symbol("BNBBTC"), ltc}}, *info));
}

TEST(BinanceLimits, PauseAsLongAsTheyAreTold) {
    BinanceLimits limits;
    const Timestamp now(Duration::seconds(90).nanoseconds());
    EXPECT_TRUE(limits.allows_questions(now));
    limits.take({.status = 200, .headers = {{"x-mbx-used-weight-1m", "5000"}}}, now);
    EXPECT_FALSE(limits.allows_questions(now));
    EXPECT_TRUE(limits.allows_orders(now));
    EXPECT_TRUE(limits.allows_questions(Timestamp(Duration::seconds(120).nanoseconds())));
    limits.take({.status = 429, .headers = {{"Retry-After", "7"}}}, now);
    EXPECT_FALSE(limits.allows_orders(now.plus(Duration::seconds(6))));
    EXPECT_TRUE(limits.allows_orders(now.plus(Duration::seconds(7))));
    limits.take({.status = 418}, now);
    EXPECT_FALSE(limits.allows_orders(now.plus(Duration::seconds(59))));
}

}  // namespace
}  // namespace trireme::venues
