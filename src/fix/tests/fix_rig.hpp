#pragma once

#include "fix/fix_lp.hpp"
#include "fix/fix_server.hpp"
#include "fix/tests/dealing_lp.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <thread>

namespace trireme::fix::testing {

// A folder that is gone after the test.
class TestFolder {
public:
    TestFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "trireme_fix_XXXXXX").string();
        path = ::mkdtemp(pattern.data());
    }
    ~TestFolder() { std::filesystem::remove_all(path); }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;

    std::filesystem::path path;
};

inline std::string content_of(const std::filesystem::path& path) {
    std::ostringstream content;
    content << std::ifstream(path).rdbuf();
    return content.str();
}

struct Heard final : LpListener {
    void on_quote(const LpQuote& quote) override { quotes.push_back(quote); }
    void on_depth(const LpDepth& depth) override { depths.push_back(depth); }
    void on_withdrawn(LpSlot, InstrumentSlot, Timestamp) override { ++withdrawn; }
    void on_connection(LpSlot, bool is_connected, Timestamp) override { connections += is_connected ? '+' : '-'; }
    void on_report(LpSlot, const LpReport& report) override {
        reports.push_back(report);
        if (executions != nullptr) {
            *executions << report.execution.view() << std::endl;
        }
    }
    void on_open_orders_told(LpSlot, Timestamp) override { ++open_orders_told; }
    void on_positions(LpSlot, std::span<const LpPosition> told, Timestamp) override {
        positions.emplace_back(told.begin(), told.end());
    }

    std::vector<LpQuote> quotes{};
    std::vector<LpDepth> depths{};
    std::vector<LpReport> reports{};
    std::vector<std::vector<LpPosition>> positions{};
    int withdrawn = 0;
    int open_orders_told = 0;
    std::string connections{};
    std::ostream* executions = nullptr;  // where their ids are written as they come, a line each
};

constexpr InstrumentSlot eurusd{4};

inline std::vector<FixInstrument> instruments() {
    return {{.slot = eurusd, .symbol = "EUR/USD", .contract_size = Ratio(10'000'000'000'000)},
            {.slot = InstrumentSlot(7), .symbol = "XAU/USD", .contract_size = Ratio(10'000'000'000)}};
}

inline LpDepth book(std::int64_t bid, std::int64_t ask) {
    LpDepth depth;
    depth.bids.push_back({Price(bid), Lots(200'000'000)});
    depth.bids.push_back({Price(bid - 1'000), Lots(500'000'000)});
    depth.asks.push_back({Price(ask), Lots(100'000'000)});
    return depth;
}

inline LpOrder order(std::string_view name, LpOrderType type, std::int64_t lots = 150'000'000) {
    return {.name = *LpOrderName::from_text(name),
            .instrument = eurusd,
            .type = type,
            .time_in_force = type == LpOrderType::market ? TimeInForce::ioc : TimeInForce::gtc,
            .lots = Lots(lots),
            .price = Price(108'000'000)};
}

// An adapter, the server that it is connected to, and the LP behind that.
class Rig {
public:
    Rig() {
        server_terms.comp_id = "LP";
        server_terms.clients = {"US_Q", "US_T"};
        server_terms.instruments = instruments();
        server_terms.folder = folder.path;
        profile.name = "lp";
        profile.lp = LpSlot(3);
        profile.quotes.host = "127.0.0.1";
        profile.quotes.uses_tls = false;
        profile.quotes.sender_comp_id = "US_Q";
        profile.quotes.target_comp_id = "LP";
        profile.quotes.heartbeat = Duration::seconds(1);
        profile.quotes.resets_on_logon = true;
        profile.orders = profile.quotes;
        profile.orders->sender_comp_id = "US_T";
        profile.orders->resets_on_logon = false;
        profile.instruments = instruments();
        profile.backoff_first = Duration::milliseconds(20);
        profile.backoff_max = Duration::milliseconds(200);
        std::filesystem::create_directory(folder.path / "client");
    }

    void start_server() {
        auto made = FixServer::create(server_terms, dealer, clock);
        ASSERT_TRUE(made) << made.error().message;
        server = *std::move(made);
        server_terms.port = server->port();
    }
    void start_client() {
        profile.quotes.port = server_terms.port;
        if (profile.orders) {
            profile.orders->port = server_terms.port;
        }
        auto made = FixLp::create(profile, folder.path / "client", clock);
        ASSERT_TRUE(made) << made.error().message;
        lp = *std::move(made);
    }
    void start() {
        start_server();
        start_client();
        EXPECT_TRUE(wait([&] { return heard.connections.ends_with('+'); })) << logs();
    }
    // Polls until it is so, ten seconds at most.
    bool wait(const std::function<bool()>& is_so, std::chrono::milliseconds at_most = std::chrono::seconds(10)) {
        const auto end = std::chrono::steady_clock::now() + at_most;
        while (std::chrono::steady_clock::now() < end) {
            lp->poll(clock.now(), heard);
            if (is_so()) {
                return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return false;
    }
    [[nodiscard]] std::string logs() const {
        return content_of(folder.path / "client/lp.orders.log") + content_of(folder.path / "client/lp.quotes.log");
    }
    // Kinds of all reports, one letter each.
    [[nodiscard]] std::vector<LpReportKind> kinds() const {
        std::vector<LpReportKind> kinds;
        for (const LpReport& report : heard.reports) {
            kinds.push_back(report.kind);
        }
        return kinds;
    }

    TestFolder folder;
    RealClock clock;
    DealingLp dealer;
    FixServerTerms server_terms;
    FixProfile profile;
    std::unique_ptr<FixServer> server;
    std::unique_ptr<FixLp> lp;
    Heard heard;
};

}  // namespace trireme::fix::testing
