// OandaLp and a pretended OANDA over real sockets with TLS.

#include "counterparts/certificate.hpp"
#include "counterparts/oanda_site.hpp"
#include "counterparts/server.hpp"
#include "counterparts/tests/listener.hpp"
#include "counterparts/tests/wall_clock.hpp"
#include "venues/oanda_lp.hpp"
#include "venues/simulated_lp.hpp"
#include "venues/socket_network.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <thread>

namespace trireme::counterparts {
namespace {

using namespace venues;
using testing::Listener;
using testing::WallClock;

constexpr std::int64_t lot = 100'000'000;

class OandaSockets : public ::testing::Test {
protected:
    void start(const FaultTerms& faults = {}, SimulatedDealingTerms dealing = {}) {
        const auto certificate = make_certificate();
        ASSERT_TRUE(certificate) << certificate.error().message;
        authorities_ = std::filesystem::path(::testing::TempDir()) /
                       fmt::format("{}.pem", ::testing::UnitTest::GetInstance()->current_test_info()->name());
        ASSERT_TRUE(write_authority(*certificate, authorities_));
        dealing.latency_max = Duration::milliseconds(5);
        dealing.lots_step = Lots(lot / 100);
        auto simulated = SimulatedLp::create({.seed = 7,
                                              .begin = clock_.now(),
                                              .dealing = dealing,
                                              .instruments = {{.slot = InstrumentSlot(0),
                                                               .price = {.begin = Price(110'000'000),
                                                                         .interval_min = Duration::milliseconds(2),
                                                                         .interval_max = Duration::milliseconds(10),
                                                                         .levels = 3,
                                                                         .level_lots = Lots(10 * lot)}}}});
        ASSERT_TRUE(simulated) << simulated.error().message;
        auto site = OandaSite::create({.instruments = {quoted}, .heartbeat = Duration::milliseconds(500)},
                                      *std::move(simulated), clock_.now());
        ASSERT_TRUE(site) << site.error().message;
        site_ = *std::move(site);
        auto server = start_server({.certificate = &*certificate, .faults = faults}, *site_, clock_);
        ASSERT_TRUE(server) << server.error().message;
        server_ = *std::move(server);
        connect();
    }

    void connect() {
        auto network =
            make_socket_network({.authorities = authorities_, .request_timeout = Duration::seconds(3)}, clock_);
        ASSERT_TRUE(network) << network.error().message;
        const NetworkAddress address{"localhost", server_->port()};
        auto lp = OandaLp::create(
            {.requests = address,
             .streams = address,
             .account = OandaAccountId("101-004-1435156-001"),
             .token = "test",
             .instruments = {quoted},
             .silence_max = Duration::seconds(6),
             .doubt_wait = Duration::milliseconds(200),
             .reconnect = {.first_wait = Duration::milliseconds(20), .wait_max = Duration::milliseconds(200)}},
            *std::move(network));
        ASSERT_TRUE(lp) << lp.error().message;
        lp_ = *std::move(lp);
    }

    bool reach(const std::function<bool()>& condition) {
        for (int wait_ms = 0; wait_ms < 20'000; ++wait_ms) {
            lp_->poll(clock_.now(), heard_);
            if (condition()) {
                return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return false;
    }
    bool reach_connection() {
        return reach([&] { return lp_->health().is_connected; });
    }

    LpOrder order(std::string_view name, TimeInForce time_in_force, Price price) {
        return {.name = *LpOrderName::from_text(name),
                .instrument = InstrumentSlot(0),
                .type = LpOrderType::limit,
                .time_in_force = time_in_force,
                .lots = Lots(lot),
                .price = price};
    }
    LpAdmission send(const LpOrder& asked) { return lp_->send(asked, clock_.now()); }

    static constexpr OandaQuoted quoted{Symbol("EUR_USD"), InstrumentSlot(0), Ratio(100'000 * lot)};
    static constexpr Price high{120'000'000};
    static constexpr Price low{100'000'000};
    WallClock clock_;
    std::filesystem::path authorities_;
    std::unique_ptr<OandaSite> site_;
    std::unique_ptr<Server> server_;
    std::unique_ptr<OandaLp> lp_;
    Listener heard_;
};

TEST_F(OandaSockets, PricesFlow) {
    start();
    ASSERT_TRUE(reach([&] { return heard_.quotes >= 100 && heard_.depths >= 100; }));
    EXPECT_EQ(lp_->health().bad_messages, 0U);
    EXPECT_EQ(heard_.connections, "+");
}

TEST_F(OandaSockets, EachOutcomeOfAnOrder) {
    start();
    ASSERT_TRUE(reach_connection());
    ASSERT_EQ(send(order("fills", TimeInForce::ioc, high)), LpAdmission::taken);
    ASSERT_EQ(send(order("misses", TimeInForce::ioc, low)), LpAdmission::taken);
    LpOrder large = order("large", TimeInForce::fok, high);
    large.lots = Lots(1'000 * lot);
    ASSERT_EQ(send(large), LpAdmission::taken);
    ASSERT_EQ(send(order("rests", TimeInForce::gtc, low)), LpAdmission::taken);
    ASSERT_TRUE(reach([&] {
        return heard_.has_ended(LpOrderName("fills")) && heard_.has_ended(LpOrderName("misses")) &&
               heard_.has_ended(LpOrderName("large")) &&
               heard_.find(LpOrderName("rests"), LpReportKind::accepted) != nullptr;
    }));
    const LpReport* const fill = heard_.find(LpOrderName("fills"), LpReportKind::filled);
    ASSERT_NE(fill, nullptr);
    EXPECT_EQ(fill->cumulative, Lots(lot));
    EXPECT_EQ(heard_.find(LpOrderName("misses"), LpReportKind::cancelled)->reason, LpReason::price);
    EXPECT_EQ(heard_.find(LpOrderName("large"), LpReportKind::cancelled)->reason, LpReason::volume);

    ASSERT_EQ(lp_->replace({LpOrderName("rests"), Lots(2 * lot), Price(101'000'000)}, clock_.now()),
              LpAdmission::taken);
    ASSERT_TRUE(reach([&] { return heard_.find(LpOrderName("rests"), LpReportKind::replaced) != nullptr; }));
    EXPECT_EQ(heard_.find(LpOrderName("rests"), LpReportKind::replaced)->leaves, Lots(2 * lot));
    ASSERT_EQ(lp_->ask_open_orders(clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(reach([&] { return heard_.orders_told == 1; }));
    EXPECT_NE(heard_.find(LpOrderName("rests"), LpReportKind::status), nullptr);
    ASSERT_EQ(lp_->cancel(LpOrderName("rests"), clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(reach([&] { return heard_.has_ended(LpOrderName("rests")); }));
    ASSERT_EQ(lp_->ask_positions(clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(reach([&] { return heard_.positions_told == 1; }));
    ASSERT_EQ(heard_.positions.size(), 1U);
    EXPECT_EQ(heard_.positions[0].bought, Lots(lot));
}

// The order is dealt with, its answer never comes and all connections end: the fill is found by its transaction.
TEST_F(OandaSockets, AFillWhoseAnswerWasLostIsFound) {
    start();
    ASSERT_TRUE(reach_connection());
    server_->run([&](Peers&) { site_->set_keeps_answers(true); });
    ASSERT_EQ(send(order("one", TimeInForce::ioc, high)), LpAdmission::taken);
    server_->cut_all();
    server_->run([&](Peers&) { site_->set_keeps_answers(false); });
    ASSERT_TRUE(reach([&] {
        return heard_.has_ended(LpOrderName("one")) ||
               heard_.find(LpOrderName("one"), LpReportKind::unknown) != nullptr;
    }));
    // The cut may have come before the order did.
    bool is_there = false;
    server_->run([&](Peers&) { is_there = site_->account().find(LpOrderName("one")) != nullptr; });
    EXPECT_EQ(heard_.find(LpOrderName("one"), LpReportKind::unknown) == nullptr, is_there);
    EXPECT_EQ(heard_.find(LpOrderName("one"), LpReportKind::filled) != nullptr, is_there);
}

// The same where the order is there for certain.
TEST_F(OandaSockets, AnOrderThatWasDealtWithBeforeTheCutIsToldOnce) {
    start();
    ASSERT_TRUE(reach_connection());
    server_->run([&](Peers&) { site_->set_keeps_answers(true); });
    ASSERT_EQ(send(order("one", TimeInForce::ioc, high)), LpAdmission::taken);
    bool is_there = false;
    for (int wait_ms = 0; wait_ms < 10'000 && !is_there; ++wait_ms) {
        server_->run([&](Peers&) {
            const auto* const known = site_->account().find(LpOrderName("one"));
            is_there = known != nullptr && known->state == "FILLED";
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ASSERT_TRUE(is_there);
    server_->cut_all();
    server_->run([&](Peers&) { site_->set_keeps_answers(false); });
    ASSERT_TRUE(reach([&] { return heard_.has_ended(LpOrderName("one")) && lp_->health().connections == 2; }));
    EXPECT_EQ(std::ranges::count(heard_.reports, LpReportKind::filled, &LpReport::kind), 1);
    EXPECT_EQ(lp_->health().fills, 1U);
}

TEST_F(OandaSockets, ANewStartKnowsWhatRests) {
    start();
    ASSERT_TRUE(reach_connection());
    ASSERT_EQ(send(order("rests", TimeInForce::gtc, low)), LpAdmission::taken);
    ASSERT_TRUE(reach([&] { return heard_.find(LpOrderName("rests"), LpReportKind::accepted) != nullptr; }));
    heard_ = {};
    connect();
    ASSERT_TRUE(reach_connection());
    ASSERT_EQ(lp_->ask_status(LpOrderName("rests"), clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(reach([&] { return heard_.find(LpOrderName("rests"), LpReportKind::status) != nullptr; }));
    ASSERT_EQ(lp_->cancel(LpOrderName("rests"), clock_.now()), LpAdmission::taken);
    ASSERT_TRUE(reach([&] { return heard_.has_ended(LpOrderName("rests")); }));
}

TEST_F(OandaSockets, AStunnedServerIsFoundBySilence) {
    start();
    ASSERT_TRUE(reach_connection());
    server_->set_stunned(true);
    ASSERT_TRUE(reach([&] { return !lp_->health().is_connected; }));
    server_->set_stunned(false);
    ASSERT_TRUE(reach_connection());
    EXPECT_EQ(heard_.connections, "+-+");
}

TEST_F(OandaSockets, ATokenThatIsNotKnownDoesNotConnect) {
    start();
    auto network = make_socket_network({.authorities = authorities_}, clock_);
    const NetworkAddress address{"localhost", server_->port()};
    lp_ = *OandaLp::create({.requests = address,
                            .streams = address,
                            .account = OandaAccountId("101-004-1435156-001"),
                            .token = "other",
                            .instruments = {quoted},
                            .reconnect = {.first_wait = Duration::milliseconds(20)}},
                           *std::move(network));
    EXPECT_FALSE(reach([&, until = clock_.now().plus(Duration::milliseconds(500))] {
                     return lp_->health().is_connected || clock_.now() > until;
                 }) &&
                 lp_->health().is_connected);
    EXPECT_EQ(heard_.quotes, 0U);
}

// Messages dropped, late, twice, out of order, cut off, requests refused, prices crossed: after all of it each order
// has one end, and its fills are those that the account's transactions tell.
TEST_F(OandaSockets, WithEveryFaultEachOrderEndsOnceAndTheFillsAgree) {
    start({.seed = 3,
           .drop_permille = 30,
           .delay_permille = 50,
           .delay = Duration::milliseconds(20),
           .duplicate_permille = 50,
           .reorder_permille = 50,
           .cut_permille = 2,
           .refuse_permille = 50,
           .lie_permille = 100},
          {.reject_permille = 100, .partial_permille = 300});
    constexpr int orders = 60;
    for (int number = 0; number < orders; ++number) {
        const LpOrderName name = *LpOrderName::from_text(fmt::format("order-{}", number));
        ASSERT_TRUE(reach([&] {
            return send(order(name.view(), TimeInForce::ioc, number % 3 == 0 ? low : high)) == LpAdmission::taken;
        }));
    }
    const auto is_told = [&](int number) {
        const LpOrderName name = *LpOrderName::from_text(fmt::format("order-{}", number));
        return heard_.has_ended(name) || heard_.find(name, LpReportKind::unknown) != nullptr;
    };
    int told = 0;
    ASSERT_TRUE(reach([&] {
        while (told < orders && is_told(told)) {
            ++told;
        }
        return told == orders;
    })) << told;
    EXPECT_GT(lp_->health().bad_messages, 0U);
    std::map<LpOrderName, Lots> filled;
    std::map<LpOrderName, int> ends;
    for (const LpReport& report : heard_.reports) {
        if (report.kind == LpReportKind::filled) {
            filled[report.name] = Lots(filled[report.name].value() + report.lots.value());
        }
        const bool is_end = report.status == OrderStatus::filled || report.kind == LpReportKind::cancelled ||
                            report.kind == LpReportKind::rejected;
        ends[report.name] += is_end ? 1 : 0;
    }
    server_->run([&](Peers&) {
        for (const auto& [name, count] : ends) {
            EXPECT_LE(count, 1) << name.view();
            const OandaAccount::Order* const known = site_->account().find(name);
            const Lots dealt = known == nullptr ? Lots() : known->cumulative;
            EXPECT_EQ(filled[name], dealt) << name.view();
        }
    });
}

}  // namespace
}  // namespace trireme::counterparts
