// Samples of OANDA's texts, and its own definition of them. They lie outside of the repository: TRIREME_REAL_QUOTES
// names their folder, else it is ../shared/data beside the sources; skipped where there are none. The same forms made
// by hand are in oanda_lp_test.cpp and in the fuzzer's corpus.

#include "marketdata/text_source.hpp"
#include "venues/oanda_parser.hpp"
#include "venues/oanda_reasons.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

namespace trireme::venues {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

fs::path protocol_data() {
    const char* const named = std::getenv("TRIREME_REAL_QUOTES");
    const char* const sources = std::getenv("TRIREME_SOURCE_DIR");
    const fs::path data = named != nullptr     ? fs::path(named)
                          : sources != nullptr ? fs::path(sources) / ".." / "shared" / "data"
                                               : fs::path();
    return data / "lp_protocol";
}

std::optional<json::value> document(const fs::path& path) {
    const auto source = marketdata::open_text(path);
    if (!source) {
        return std::nullopt;
    }
    std::string text;
    std::vector<char> chunk(1 << 16);
    for (;;) {
        const auto read = (*source)->read(chunk);
        if (!read || *read == 0) {
            return json::parse(text);
        }
        text.append(chunk.data(), *read);
    }
}

#define TRIREME_DOCUMENT_OR_SKIP(name, path)                                                \
    const auto name = document(protocol_data() / (path));                                   \
    if (!(name)) {                                                                          \
        GTEST_SKIP() << "no " << (path) << " below " << protocol_data()                     \
                     << "; set TRIREME_REAL_QUOTES to the folder that holds `lp_protocol`"; \
    }

std::string response(const json::value& samples, std::string_view operation) {
    return json::serialize(samples.at(operation).at("response"));
}

TEST(OandaSamples, AccountsAndInstruments) {
    TRIREME_DOCUMENT_OR_SKIP(samples, "oanda_v20_rest/accounts.json");
    const auto accounts = parse_oanda_accounts(response(*samples, "_v3_accounts"));
    ASSERT_TRUE(accounts) << accounts.error().message;
    ASSERT_EQ(accounts->size(), 2U);
    EXPECT_EQ(accounts->front().view(), "101-004-1435156-002");
    const auto told = parse_oanda_instruments(response(*samples, "_v3_account_by_accountID_instruments"));
    ASSERT_TRUE(told) << told.error().message;
    ASSERT_EQ(told->instruments.size(), 6U);
    const OandaInstrument& euro = told->instruments[1];
    EXPECT_EQ(euro.name, Symbol("EUR_USD"));
    EXPECT_EQ(euro.price_digits, 5);
    EXPECT_EQ(format(euro.units_max), "100000000");
}

TEST(OandaSamples, OrdersAndWhatBecomesOfThem) {
    TRIREME_DOCUMENT_OR_SKIP(samples, "oanda_v20_rest/orders.json");
    const auto orders = parse_oanda_orders(response(*samples, "_v3_accounts_accountID_orders_pending"));
    ASSERT_TRUE(orders) << orders.error().message;
    ASSERT_EQ(orders->orders.size(), 1U);
    EXPECT_EQ(orders->orders[0].client_name, LpOrderName("myID"));
    EXPECT_EQ(orders->orders[0].price, Price(120'000'000));
    EXPECT_EQ(orders->last_transaction, OandaTransactionId(2305));
    const auto order = parse_oanda_order(response(*samples, "_v3_accounts_accountID_order_details"));
    ASSERT_TRUE(order) << order.error().message;
    EXPECT_EQ(order->state, OandaOrderState::pending);
    EXPECT_EQ(format(order->units), "-100");
    const auto replaced = parse_oanda_order_answer(response(*samples, "_v3_accounts_accountID_order_replace"));
    ASSERT_TRUE(replaced) << replaced.error().message;
    ASSERT_EQ(replaced->transactions.size(), 2U);
    EXPECT_EQ(replaced->transactions[0].replaced_by, OandaTransactionId(2307));
    EXPECT_EQ(replaced->transactions[1].replaces, OandaTransactionId(2304));
    EXPECT_EQ(replaced->transactions[1].client_name, LpOrderName("myID"));
    for (const std::string_view operation :
         {"_v3_accounts_accountID_orders_create", "_v3_accounts_accountID_order_cancel"}) {
        const auto answer = parse_oanda_order_answer(response(*samples, operation));
        ASSERT_TRUE(answer) << answer.error().message;
        EXPECT_EQ(answer->transactions.size(), 1U) << operation;
    }
}

TEST(OandaSamples, ALineOfEachStream) {
    TRIREME_DOCUMENT_OR_SKIP(samples, "oanda_v20_rest/pricing.json");
    std::size_t prices = 0;
    std::size_t heartbeats = 0;
    for (const json::value& sample : samples->at("_v3_accounts_accountID_pricing_stream").at("response").as_array()) {
        const auto line = parse_oanda_line(json::serialize(sample));
        ASSERT_TRUE(line) << line.error().message;
        prices += line->kind == OandaLineKind::price ? 1U : 0U;
        heartbeats += line->kind == OandaLineKind::heartbeat ? 1U : 0U;
        if (line->kind == OandaLineKind::price) {
            EXPECT_TRUE(line->price.is_tradeable);
            EXPECT_LT(line->price.bids[0].price, line->price.asks[0].price);
        }
    }
    EXPECT_EQ(prices, 3U);
    EXPECT_EQ(heartbeats, 1U);
}

// Of old, a trade that was closed had no price of its own.
TEST(OandaSamples, AFillThatClosesATrade) {
    TRIREME_DOCUMENT_OR_SKIP(samples, "oanda_v20_rest/trades.json");
    const auto answer = parse_oanda_order_answer(response(*samples, "_v3_account_accountID_trades_close"));
    ASSERT_TRUE(answer) << answer.error().message;
    ASSERT_EQ(answer->transactions.size(), 2U);
    EXPECT_EQ(answer->transactions[0].kind, OandaTransactionKind::order_created);
    EXPECT_EQ(answer->transactions[1].kind, OandaTransactionKind::filled);
    EXPECT_EQ(answer->transactions[1].price, Price(109'289'000));
}

TEST(OandaSamples, ReasonsAreThoseOfTheDefinition) {
    TRIREME_DOCUMENT_OR_SKIP(definition, "oanda_v20_spec/v20.json.gz");
    std::set<std::string, std::less<>> defined;
    for (const std::string_view name : {"TransactionRejectReason", "OrderCancelReason"}) {
        for (const json::value& reason : definition->at("definitions").at(name).at("enum").as_array()) {
            defined.emplace(reason.as_string());
        }
    }
    for (const auto& [reason, meaning] : oanda_reason_meanings()) {
        EXPECT_TRUE(defined.contains(reason.view())) << reason.view();
    }
}

}  // namespace
}  // namespace trireme::venues
